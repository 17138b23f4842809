import Formats
import Kubernetes
import Value

extension DiagnosticsSubject {
    /// A run that has failed: what it was to do, and what it said.
    init(_ plan: ReleasePlan, error: any Error, events: String) {
        self.init(title: "\(plan.verb.name) of release \(plan.request.id), failed")
        let crds = plan.crds.map { ReleaseObject(value: $0.value, type: .customResourceDefinitions, path: $0.path) }
        objects = crds + plan.hookObjects + plan.objects + plan.obsolete
        namespaces = [plan.request.namespace]
        let hint = (error as? ReleaseError)?.hint.map { "next: \($0)\n" } ?? ""
        notes = [
            Note(path: "run/error.txt", text: "\(error)\n\(hint)"), Note(path: "run/plan.txt", text: plan.digest),
            Note(path: "run/events.txt", text: events),
            Note(path: "release/\(plan.request.name).txt", text: Self.history(of: plan.history.living)),
        ]
    }

    /// What revisions have left, as their records tell.
    static func history(of records: [StoredRelease]) -> String {
        records.map { record in
            let hooks = record.hooks.compactMap { hook in
                hook.lastRun.map { "  hook \(hook.kind) \(hook.name) \($0.phase), started \($0.started)\n" }
            }
            return
                "revision \(record.revision)  \(record.status.rawValue)  \(record.lastChange)  \(record.chartTitle)\n"
                + "  \(record.description)\n" + hooks.joined()
        }.joined()
    }
}

extension ReleasePlan {
    /// What it was to do, for people.
    var digest: String {
        var lines = [
            "\(verb.name) of release \(request.id), revision \(history.last.map { "\($0.revision) -> " } ?? "")"
                + "\(record.revision): \(record.chartTitle) from \(chart.origin)",
            "waits \(request.waits), at most \(request.timeout.limitText), crds \(request.options.crds.rawValue), "
                + "on failure \(request.options.onFailure.rawValue)",
        ]
        func add(_ title: String, _ objects: [ReleaseObject]) {
            guard !objects.isEmpty else { return }
            lines.append(title)
            lines += objects.map { "  \($0.title)" }
        }
        if createsNamespace { lines.append("creates namespace \(request.namespace)") }
        if !crds.isEmpty { lines += ["CRDs of crds/:"] + crds.map { "  \($0.name)" } }
        add("hooks:", hookObjects)
        for wave in waves { add("wave:", wave) }
        add("removes:", obsolete)
        return lines.joined(separator: "\n") + "\n"
    }
}
