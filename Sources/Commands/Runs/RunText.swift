import Kubernetes
import Releases
import Value

/// Runs as a person reads them.
enum RunText {
    /// - Parameter width: of a terminal, where of times the day stays.
    static func table(_ runs: [RunSummary], within width: Int? = nil) -> String {
        Table(
            headings: ["ID", "NAMESPACE", "STARTED", "STATE", "COMMAND", "ABOUT"],
            rows: runs.map { run in
                [
                    run.id, run.namespace, run.started.withoutFraction, run.state.rawValue, run.run.command,
                    run.subjects.joined(separator: ", "),
                ]
            },
            yields: [
                .init(5, least: 8), .init(2, least: 11), .init(4, least: 12), .init(1, least: 9), .init(0, least: 8),
            ]
        ).rendered(within: width)
    }

    static func text(_ run: StoredRun) -> String {
        let (journal, summary) = (run.journal, run.summary)
        var lines = [
            "run        \(summary.id)", "command    \(journal.run.command)",
            "by         process \(journal.run.processID) on \(journal.run.host)", "cluster    \(journal.cluster)",
            "namespace  \(journal.namespace)", "started    \(journal.started.withoutFraction)",
        ]
        if let ended = journal.ended { lines.append("ended      \(ended.withoutFraction)") }
        lines += ["state      \(state(summary.state))", "kept in    \(summary.place)"]
        lines += journal.plans.map { "plan       \(plan($0))" }
        lines += journal.results.map { "result     \(result($0))" }
        if let failure = journal.failure { lines.append("failure    \(failure)") }
        if journal.omitted > 0 { lines.append("(\(journal.omitted) earlier events were left out)") }
        for entry in journal.entries {
            let step = entry.step.map { "\($0): " } ?? ""
            let outcome = entry.outcome.map { " [\($0)]" } ?? ""
            lines.append("\(entry.time.withoutFraction)  \(entry.phase): \(step)\(entry.message)\(outcome)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func state(_ state: RunSummary.State) -> String {
        switch state {
        case .died: "died: its process is gone, and it never said how it ended"
        case .unknown: "unknown: it never said how it ended, and its process is not of this machine"
        default: state.rawValue
        }
    }

    private static func plan(_ plan: Value) -> String {
        let revisions = [plan["fromRevision"], plan["toRevision"]].compactMap { $0?.integer }.map { "\($0)" }
        let count = (plan["objects"]?.array?.count ?? 0) + Int(plan["omittedObjects"]?.integer ?? 0)
        return [
            "\(plan["verb"]?.string ?? "") of \(plan["subject"]?.string ?? "")",
            revisions.isEmpty ? nil : "revision \(revisions.joined(separator: " -> "))",
            plan["chart"]?.string, count == 0 ? nil : "\(count) object\(count == 1 ? "" : "s")",
        ].compactMap(\.self).joined(separator: ", ")
    }

    private static func result(_ result: Value) -> String {
        guard let name = result["name"]?.string, let change = result["change"]?.string else { return result.json() }
        let revision = result["revision"]?.integer.map { ", revision \($0)" } ?? ""
        return "\(result["namespace"]?.string ?? "")/\(name): \(change)\(revision)"
    }
}
