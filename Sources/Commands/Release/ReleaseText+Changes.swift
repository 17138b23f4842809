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
        return text + summary(changes)
    }

    private static func why(_ object: PlannedObject) -> String {
        if let reason = object.reason { return reason }
        if !object.conflicts.isEmpty {
            return object.conflicts.map { "\($0.field) is held by \($0.manager)" }.joined(separator: ", ")
        }
        let paths = object.fields.map { "\($0.path)" }
        return paths.prefix(3).joined(separator: ", ") + (paths.count > 3 ? " and \(paths.count - 3) more" : "")
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
            case .change: hunks = UnifiedDiff.text(from: before, to: after)
            case .remove: hunks = UnifiedDiff.text(from: before, to: "")
            case .refused, .unknown, .keep: return "# \(object.object): \(object.change.rawValue): \(why(object))\n"
            case .unchanged, .hook: return ""
            }
            let conflicts = object.conflicts.map { "# \($0.field) is held by \($0.manager)\n" }.joined()
            return "--- live \(object.object)\n+++ planned \(object.object) (\(object.source))\n\(conflicts)\(hunks)"
        }.joined()
    }

    /// - Throws: `CommandFailure` when the server would refuse something, or could not say.
    static func refuse(_ changes: ChangeSet) throws(CommandFailure) {
        if let first = changes.refused.first {
            throw CommandFailure(
                .failed, "the server would refuse \(first.object): \(first.reason ?? "")",
                hint: "change the values, or delete that object first so that it is made anew")
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
        case .unchanged: "leave as they are"
        case .remove: "remove"
        case .keep: "let go of"
        case .hook: "run as hooks"
        case .refused: "be refused"
        case .unknown: "find out about"
        }
    }
}
