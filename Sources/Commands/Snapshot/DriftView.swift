import Preflight
import Value

/// How the drift between two snapshots is shown.
struct DriftView {
    private let drift: SnapshotDrift
    private let old: Snapshot
    private let new: Snapshot

    init(_ drift: SnapshotDrift, from old: Snapshot, to new: Snapshot) {
        self.drift = drift
        self.old = old
        self.new = new
    }

    // MARK: - For programs

    var fields: Object {
        [
            "same": .bool(drift.isSame), "from": Self.origin(old), "to": Self.origin(new),
            "changes": .array(drift.items.map(Self.item)),
            "untold": .array(
                untold.map { ["fact": .string($0.fact.rawValue), "changes": .integer(Int64($0.count))] }),
            "notCompared": .array(
                drift.unseen.map { ["fact": .string($0.fact.rawValue), "reason": .string($0.reason)] }),
        ]
    }

    private var untold: [(fact: FactName, count: Int)] {
        drift.untold.sorted { $0.key < $1.key }.map { (fact: $0.key, count: $0.value) }
    }

    private static func origin(_ snapshot: Snapshot) -> Value {
        [
            "recordedAt": .string(snapshot.recordedAt), "simulated": .bool(snapshot.facts.isSimulated),
            "cluster": snapshot.facts.cluster?.json ?? .null,
        ]
    }

    private static func item(_ item: SnapshotDrift.Item) -> Value {
        var object: Object = [
            "fact": .string(item.fact.rawValue), "name": .string(item.name), "change": .string(item.change.rawValue),
        ]
        if !item.fields.isEmpty { object["fields"] = .array(item.fields.map(field)) }
        return .object(object)
    }

    private static func field(_ change: ValueChange) -> Value {
        var object: Object = ["path": .string(change.path.description)]
        object["before"] = change.before
        object["after"] = change.after
        return .object(object)
    }

    // MARK: - For people

    var text: String {
        var lines: [String] = []
        var fact: FactName?
        for item in drift.items {
            if item.fact != fact {
                fact = item.fact
                lines.append("\(item.fact): \(summary(of: item.fact))")
            }
            lines += Self.lines(item)
        }
        for (fact, count) in untold { lines.append("\(fact): \(count) more changes are not shown") }
        for unseen in drift.unseen { lines.append("not compared: \(unseen.fact): \(unseen.reason)") }
        let span = "between \(old.recordedAt) and \(new.recordedAt)"
        lines.append(drift.isSame ? "nothing differs \(span)" : "the cluster differs \(span)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func summary(of fact: FactName) -> String {
        SnapshotDrift.Item.Change.allCases.compactMap { change in
            let count = drift.items.count { $0.fact == fact && $0.change == change }
            return count > 0 ? "\(count) \(change.rawValue)" : nil
        }.joined(separator: ", ")
    }

    private static func lines(_ item: SnapshotDrift.Item) -> [String] {
        let sign =
            switch item.change {
            case .added: "+"
            case .removed: "-"
            case .changed: "~"
            }
        let head = item.name.isEmpty ? [] : ["  \(sign) \(item.name)"]
        return head + item.fields.map { "      \($0.path): \(short($0.before)) -> \(short($0.after))" }
    }

    /// What is long is cut: programs get all of it.
    private static func short(_ value: Value?) -> String {
        guard let value else { return "(none)" }
        let text = value.string ?? value.json()
        return text.count <= 80 ? text : String(text.prefix(77)) + "..."
    }
}
