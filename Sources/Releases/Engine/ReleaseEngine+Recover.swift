public import Events
import Kubernetes
import Value

/// What was found of a release that somebody left half-way, and what was done about it.
public struct RecoveredRelease: Sendable, Equatable {
    /// The last revision as it is now.
    public var record: ReleaseRecord
    /// What was wrong, each with what was done; empty when nothing was.
    public var findings: [String]

    public var hasChanged: Bool { !findings.isEmpty }
}

extension ReleaseEngine {
    /// Repairs the records of a release that a run, ours or Helm's, left half-way: the caller knows that none is at work.
    ///
    /// Objects are left as they are: the next upgrade, rollback or uninstall accounts for all that the revision did.
    /// - Returns: nil when there is no such release.
    /// - Throws: `ReleaseError` with code `locked` when a run is seen to be at work, whatever the caller knows.
    public func recover(
        _ name: String, namespace: String, timeout: Duration, phase: Event.Phase, events: any EventSink
    ) async throws -> RecoveredRelease? {
        let release = ReleaseName(name: name, namespace: namespace)
        guard try await storage.last(name, namespace: namespace) != nil else { return nil }
        let engine = patient(within: timeout)
        let progress = Progress(sink: events, phase: phase, release: release.description)
        let deadline = Deadline(timeout, clock: clock)
        return try await engine.run(release, evenTerminating: true, deadline, progress) { run in
            try await engine.recover(release, run)
        }
    }

    private func recover(_ release: ReleaseName, _ run: RunContext) async throws -> RecoveredRelease? {
        let storage = run.storage
        let keys = try await storage.keys(release: release.name, namespace: release.namespace)
        guard let lastKey = keys.last else { return nil }
        var findings: [String] = []
        var last = try await storage.read(lastKey)
        if last.status.isUnderWork {
            if let mark = last.mark, processes.isGone(mark.run) == false, mark.run.id != run.mark.run.id {
                throw ReleaseError(
                    .locked, "revision \(last.revision) is \(last.status.rawValue): \(mark.run.words) is at work on it",
                    hint: "end that process first; nothing was changed", release: run.release)
            }
            await run.recorder?.begin("recover", "release \(release)")
            let was = "revision \(last.revision) was \(last.status.rawValue) since \(last.lastChange)"
            let whose = last.mark.map { "left by \($0.run.words)" } ?? "left by Helm"
            last.set(.failed, description: "Recovered: \(was), \(whose)")
            try await storage.update(&last)
            run.changes.set()
            findings.append("\(was), \(whose): it is marked failed; its objects are as it left them")
        }
        // A run that dies between its last two writes leaves two.
        for key in keys.outdone {
            if findings.isEmpty { await run.recorder?.begin("recover", "release \(release)") }
            try await storage.stepBack(key)
            run.changes.set()
            findings.append("revision \(key.revision) was deployed beside a newer one: it is marked superseded")
        }
        run.recorder?.add(result: ["findings": .array(findings.map(Value.string))])
        await run.hold.forgetRevision()
        return RecoveredRelease(record: last.summary, findings: findings)
    }
}
