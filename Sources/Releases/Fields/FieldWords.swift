import Kubernetes
import Value
import Waiting

/// What users are told about fields.
enum FieldWords {
    /// What the server did not keep; nil where it kept everything.
    static func lost(_ fields: [LostField], of object: ReleaseObject) -> String? {
        guard !fields.isEmpty else { return nil }
        let dropped = fields.filter { $0.change == .dropped }
        let changed = fields.filter { $0.change != .dropped }
        var parts: [String] = []
        if !dropped.isEmpty {
            let cause =
                object.type.isBuiltIn
                ? "it is too old for that, or the feature is off" : "its CRD does not have that: upgrade the CRD"
            parts.append("the server dropped \(list(dropped)): \(cause)")
        }
        if !changed.isEmpty {
            parts.append("the server, or a webhook of it, changed \(list(changed))")
        }
        return "\(object.title): \(parts.joined(separator: "; "))"
    }

    /// What became of fields that others had set.
    static func settled(_ decision: FieldDecision, of object: ReleaseObject) -> [String] {
        [(DecidedField.Verdict.take, "took", "from"), (.leave, "left", "to")].compactMap { verdict, verb, preposition in
            let fields = decision.fields(verdict).map {
                $0.manager.isEmpty ? "\($0.field) as it is" : "\($0.field) \(preposition) \($0.manager)"
            }
            return fields.isEmpty ? nil : "\(object.title): \(verb) \(fields.joined(separator: ", "))"
        }
    }

    static func leftOut(_ fields: [FieldPath], of object: ReleaseObject) -> String {
        "\(object.title) was applied without \(fields.map(\.text).joined(separator: ", ")): the server does not know "
            + "\(fields.count == 1 ? "that field" : "those fields")"
    }

    /// Why an object cannot be applied, and what to do.
    ///
    /// - Parameter decision: what was chosen for the conflicts that the error names.
    static func refusal(
        of object: ReleaseObject, _ error: KubernetesError?, decision: FieldDecision, release: String
    ) -> ReleaseError {
        let refused = decision.fields(.refuse)
        if !refused.isEmpty {
            return ReleaseError(
                .applyFailed, "cannot apply \(object.title): other managers have set these fields: \(list(refused))",
                hint: hint(refused, of: object), release: release, underlying: error)
        }
        guard let error else {
            return ReleaseError(.applyFailed, "cannot apply \(object.title) (\(object.path))", release: release)
        }
        let place = "\(object.title) (\(object.path))"
        if error.code == .invalid {
            return ReleaseError(
                .invalidChart, "cannot apply \(place): \(error.words)",
                hint: invalidHint(object, error), release: release, underlying: error)
        }
        if UndeclaredFields.areMeant(by: error) {
            return ReleaseError(
                .invalidChart, "cannot apply \(place): \(unknown(error))",
                hint: unknownHint(object), release: release, underlying: error)
        }
        if error.refusesContent {
            return ReleaseError(
                .invalidChart, "cannot apply \(place): \(error.words)", hint: typesHint(error), release: release,
                underlying: error)
        }
        return ReleaseError(
            .applyFailed, "cannot apply \(place): \(error.words)", release: release, underlying: error)
    }

    /// What is said of an object that the server does not apply, and takes all the same.
    static func appliedClientSide(_ object: ReleaseObject, because reason: KubernetesError) -> String {
        "\(object.title) was applied client-side, so fields that the chart no longer sets stay: the server refuses to "
            + "apply it (\(reason.message))" + (reason.omittedKey == nil ? "" : "; \(typesHint(reason))")
    }

    private static func typesHint(_ error: KubernetesError) -> String {
        error.omittedKey.map { "give \($0) in each element of that list in the chart" }
            ?? "correct it in the chart or its values; a text that looks like a number, true or null has to be quoted"
    }

    private static func unknown(_ error: KubernetesError) -> String {
        let fields = UndeclaredFields.named(in: error)
        guard !fields.isEmpty else { return error.words }
        return "the server does not know \(fields.map(\.text).joined(separator: ", ")): field not declared in schema"
    }

    private static func invalidHint(_ object: ReleaseObject, _ error: KubernetesError) -> String {
        guard !ImmutableFields.named(in: error).isEmpty else { return "correct it in the chart or its values" }
        let kept = "keep these fields as they are, for they cannot be changed"
        guard Recreation.isAllowed(for: object) else { return "\(kept), or move to an object of another name" }
        return "\(kept), or have the object removed and made anew with --recreate-immutable"
    }

    private static func unknownHint(_ object: ReleaseObject) -> String {
        let cure =
            object.type.isBuiltIn
            ? "correct it in the chart or its values; it may be misspelt, or too new for this server"
            : "upgrade its CRD to the one that the chart was made for (release upgrade --crds upgrade where the chart "
                + "brings it)"
        return "\(cure); or leave it out with --field-validation warn"
    }

    private static func hint(_ refused: [DecidedField], of object: ReleaseObject) -> String {
        guard let first = refused.first else { return "" }
        let field = "'\(object.type.kind)/\(object.name ?? ""):\(first.field)'"
        return "put their values into the release's values; or leave them (--leave-field \(field), or --leave-to "
            + "\(first.manager)), or take them (--take-field, --take-from, or all with --force-conflicts)"
    }

    static func list(_ fields: [DecidedField]) -> String {
        fields.map { "\($0.field) (\($0.manager))" }.joined(separator: ", ")
    }

    /// The first of them, and how many more.
    private static func list(_ fields: [LostField]) -> String {
        let shown = fields.prefix(shownFields).map(\.description).joined(separator: ", ")
        return fields.count > shownFields ? "\(shown) and \(fields.count - shownFields) more" : shown
    }

    private static let shownFields = 8
}
