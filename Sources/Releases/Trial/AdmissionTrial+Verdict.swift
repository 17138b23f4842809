import Kubernetes
import Value

/// What a refusal of the server means; pure.
extension AdmissionTrial {
    func verdict(on error: KubernetesError, _ object: ReleaseObject, _ sight: Sight, _ index: Int) -> TriedObject {
        if !error.fieldConflicts.isEmpty { return conflict(error, object, index) }
        if UndeclaredFields.areMeant(by: error) { return pruned(error, object, index) }
        switch error.code {
        case .invalid:
            let immutable = ImmutableFields.named(in: error)
            guard immutable.isEmpty else { return immutableFields(immutable, error, object, sight, index) }
            return TriedObject(index, object, .refused, error.words)
        // What a schema takes no server-side apply of is told by the apply itself.
        case .serverError where error.isUntypedApply: return TriedObject(index, object, .refused, error.words)
        case .admissionDenied, .requestTooLarge, .alreadyExists:
            return TriedObject(index, object, .refused, error.words)
        case .forbidden where !error.isMissingPermission: return TriedObject(index, object, .refused, error.words)
        case .badRequest where !error.isNoDryRun: return TriedObject(index, object, .refused, error.words)
        case .notFound, .resourceTypeNotFound: return TriedObject(index, object, .deferred, error.words)
        default: return TriedObject(index, object, unknown: error)
        }
    }

    private func conflict(_ error: KubernetesError, _ object: ReleaseObject, _ index: Int) -> TriedObject {
        let decision = options.fieldChoices.decideOthers(error.fieldConflicts, of: object).decision
        let refused = decision.fields(.refuse)
        // What Helm has set client-side is handed over, and what somebody has chosen is done.
        guard !refused.isEmpty else { return TriedObject(index, object, .accepted) }
        var result = TriedObject(index, object, .conflict, "other managers have set \(FieldWords.list(refused))")
        result.fields = refused.map(\.field)
        result.managers = Set(refused.map(\.manager)).sorted()
        result.isTolerated = takesFields
        result.hint = FieldWords.refusal(of: object, error, decision: decision, release: release.description).hint
        return result
    }

    private func pruned(_ error: KubernetesError, _ object: ReleaseObject, _ index: Int) -> TriedObject {
        var result = TriedObject(index, object, .pruned, error.words)
        let undeclared = UndeclaredFields.named(in: error).map(\.text)
        result.fields = undeclared.isEmpty ? StrictDecoding.fields(in: error.message) : undeclared
        result.isTolerated = options.fieldValidation != .strict
        result.hint =
            FieldWords.refusal(
                of: object, error, decision: FieldDecision(), release: release.description
            ).hint
        return result
    }

    private func immutableFields(
        _ fields: [String], _ error: KubernetesError, _ object: ReleaseObject, _ sight: Sight, _ index: Int
    ) -> TriedObject {
        var result = TriedObject(index, object, .immutable, error.words)
        result.fields = fields
        result.hint =
            FieldWords.refusal(
                of: object, error, decision: FieldDecision(), release: release.description
            ).hint
        if case .there(let live) = sight, options.recreatesImmutable, Recreation.isAllowed(for: object) {
            result.isTolerated = !Ownership.isKept(live)
        }
        return result
    }
}

/// Fields that a server's strict decoder names, as `k8s.io/apimachinery` words it.
enum StrictDecoding {
    private static let words = "unknown field \""

    static func fields(in message: String) -> [String] {
        var fields: [String] = []
        var rest = message[...]
        while let start = rest.firstRange(of: words) {
            let field = rest[start.upperBound...].prefix { $0 != "\"" }
            fields.append(String(field))
            rest = rest[field.endIndex...]
        }
        return fields
    }
}

extension TriedObject {
    /// The server did not say.
    init(_ index: Int, _ object: ReleaseObject, unknown error: KubernetesError) {
        self.init(index, object, .unknown, error.words)
        self.error = error
    }
}

extension KubernetesError {
    /// A webhook that does not take dry runs.
    var isNoDryRun: Bool { message.contains("does not support dry run") }
}
