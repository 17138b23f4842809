import Releases
import Value
import YAML

extension ReleaseText {
    /// The plan as a table, with what needs saying below it.
    static func text(_ changes: ChangeSet) -> String {
        let from = changes.fromRevision.map { ", revision \($0)" } ?? ""
        var text =
            switch changes.verb {
            case "none": "release \(changes.namespace)/\(changes.name)\(from) is as it should be: \(changes.chart)\n"
            default:
                "\(changes.verb) of release \(changes.namespace)/\(changes.name)\(from)"
                    + (changes.toRevision.map { " -> \($0)" } ?? "") + ": \(changes.chart)\n"
            }
        if changes.createsNamespace { text += "namespace \(changes.namespace) would be created\n" }
        guard !changes.objects.isEmpty else { return text }
        text += Table(
            headings: ["WAVE", "CHANGE", "OBJECT", "WHY"],
            rows: changes.objects.map { object in
                [String(object.wave), object.change.rawValue, object.object, why(object)]
            }
        ).rendered()
        let findings = changes.objects.filter { !$0.findings.isEmpty }
            .map { "\($0.object)\n\(CRDText.lines($0.findings))" }
        return text + summary(changes) + findings.joined()
    }

    private static func why(_ object: PlannedObject) -> String {
        if !object.findings.isEmpty { return "\(object.findings.count) changes for its objects, see below" }
        if let reason = object.reason { return reason }
        if object.change == .recreate { return "cannot be changed: \(object.immutable.joined(separator: ", "))" }
        let paths = object.fields.map { "\($0.path)" }
        let fields = paths.prefix(3).joined(separator: ", ") + (paths.count > 3 ? " and \(paths.count - 3) more" : "")
        let handover = object.handsOver ? "its fields change hands from Helm's client-side manager" : ""
        return [conflicts(object), handover, fields].filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func conflicts(_ object: PlannedObject) -> String {
        object.conflicts.map(words).joined(separator: ", ")
    }

    private static func words(_ field: DecidedField) -> String {
        switch field.verdict {
        case .take: "takes \(field.field) from \(field.manager)"
        case .leave where field.manager.isEmpty: "leaves \(field.field) as it is"
        case .leave: "leaves \(field.field) to \(field.manager)"
        case .refuse: "\(field.field) is held by \(field.manager)"
        }
    }

    private static func summary(_ changes: ChangeSet) -> String {
        let counts = PlannedObject.Change.allCases.compactMap { change -> String? in
            let count = changes.objects.count { $0.change == change }
            return count == 0 ? nil : "\(count) to \(change.verb)"
        }
        return counts.joined(separator: ", ") + "\n"
    }

    /// Unified differences of what would change.
    static func diff(_ changes: ChangeSet) -> String {
        changes.objects.map { object -> String in
            let before = object.before.map { YAML.encode($0) } ?? ""
            let after = object.after.map { YAML.encode($0) } ?? ""
            let hunks: String
            switch object.change {
            case .create: hunks = UnifiedDiff.text(from: "", to: after)
            case .change, .recreate: hunks = UnifiedDiff.text(from: before, to: after)
            case .remove: hunks = UnifiedDiff.text(from: before, to: "")
            case .refused, .unknown, .keep: return "# \(object.object): \(object.change.rawValue): \(why(object))\n"
            case .unchanged, .hook: return ""
            }
            let conflicts = object.conflicts.map { "# \(words($0))\n" }.joined()
            return "--- live \(object.object)\n+++ planned \(object.object) (\(object.source))\n\(conflicts)\(hunks)"
        }.joined()
    }

    /// - Throws: `CommandFailure` when the server would refuse something, or could not say.
    static func refuse(_ changes: ChangeSet) throws(CommandFailure) {
        if let first = changes.refused.first {
            if let hint = first.hint {
                throw CommandFailure(
                    .failed, "\(first.object) would not be changed so: \(first.reason ?? "")", hint: hint)
            }
            guard first.change == .refused else {
                throw CommandFailure(
                    .failed, "other managers have set fields of \(first.object): \(conflicts(first))",
                    hint: "leave them (--leave-field, --leave-to) or take them (--take-field, --take-from, "
                        + "--force-conflicts)")
            }
            throw CommandFailure(
                .failed, "the server would refuse \(first.object): \(first.reason ?? "")",
                hint: first.immutable.isEmpty
                    ? "change the values, or delete that object first so that it is made anew"
                    : "keep \(first.immutable.joined(separator: ", ")) as it is, or give --recreate-immutable, which "
                        + "removes what holds no data and makes it anew")
        }
        if let first = changes.unknown.first {
            throw CommandFailure(
                .undecided, "what would become of \(first.object) is unknown: \(first.reason ?? "")",
                hint: "see to what the server names (often a webhook whose pod is down), then plan again")
        }
    }
}

extension PlannedObject.Change {
    /// Follows a number of objects.
    fileprivate var verb: String {
        switch self {
        case .create: "create"
        case .change: "change"
        case .recreate: "remove and make anew"
        case .unchanged: "leave as they are"
        case .remove: "remove"
        case .keep: "let go of"
        case .hook: "run as hooks"
        case .refused: "be refused"
        case .unknown: "find out about"
        }
    }
}
