import Events
public import Releases
import Value

/// An earlier bootstrap that did not come to its end, and what it had done by then, as its journal tells.
///
/// Nothing is left out because of it: every step looks at what is there, and says whether it is still as that run left it.
public struct FormerRun: Sendable, Equatable {
    public var run: RunSummary
    /// Steps that it finished, such as `operator/dynamo-platform`, with how; in their order. Those of runs that it had gone on
    /// from itself come first.
    public var done: [Step]
    /// Ids of the runs that it had gone on from, the last one first.
    public private(set) var earlier: [String] = []

    public struct Step: Sendable, Equatable {
        public var name: String
        /// An event's outcome, such as `created` or `ready`.
        public var outcome: String
    }

    /// The command of the runs that can be gone on from.
    public static let command = "groundcrew bootstrap"
    /// What the journal of a run says of the run that it goes on from.
    public static let verb = "resume"
    private static let subjectStart = "run "

    public var subject: String { Self.subjectStart + run.id }

    /// - Parameter stored: nil when it ended well, or is of another command: then there is nothing to go on from.
    public init?(_ stored: StoredRun) {
        guard stored.summary.run.command == Self.command, Self.canBeResumed(stored.summary) else { return nil }
        run = stored.summary
        let good = [Event.Outcome.created, .changed, .unchanged, .ready].map(\.rawValue)
        done = []
        for entry in stored.journal.entries where entry.kind == Event.Kind.stepFinished.rawValue {
            guard let step = entry.step, let outcome = entry.outcome, good.contains(outcome) else { continue }
            // Of an endpoint, the model's own step tells.
            guard step.hasPrefix("operator/") || step.hasPrefix("model/") else { continue }
            done.removeAll { $0.name == step }
            done.append(Step(name: step, outcome: outcome))
        }
    }

    private static func canBeResumed(_ run: RunSummary) -> Bool {
        [.died, .unknown, .failed, .interrupted].contains(run.state)
    }

    /// The last bootstrap of a namespace, when it did not come to its end.
    ///
    /// - Throws: `KubernetesError`. A journal that cannot be read tells nothing, and is no reason not to go on.
    public static func last(in namespace: String, _ reader: RunReader) async throws -> FormerRun? {
        let runs = try await reader.list(namespace: namespace).runs.filter { $0.run.command == command }
        guard let last = runs.first, canBeResumed(last),
            let kept = try await stored(last.id, namespace, reader), var former = FormerRun(kept)
        else { return nil }
        var next = before(kept)
        // One that was stopped before its first step has nothing to tell but of whom it went on from.
        while let id = next, id != last.id, !former.earlier.contains(id),
            let kept = try await stored(id, namespace, reader), let older = FormerRun(kept)
        {
            former.earlier.append(id)
            former.done = older.done.filter { step in !former.done.contains { $0.name == step.name } } + former.done
            next = before(kept)
        }
        return former
    }

    private static func stored(_ id: String, _ namespace: String, _ reader: RunReader) async throws -> StoredRun? {
        do {
            return try await reader.run(id, namespace: namespace)
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            return nil
        }
    }

    /// The run that a run went on from.
    private static func before(_ stored: StoredRun) -> String? {
        for plan in stored.journal.plans where plan["verb"]?.string == verb {
            guard let subject = plan["subject"]?.string, subject.hasPrefix(subjectStart) else { continue }
            return String(subject.dropFirst(subjectStart.count))
        }
        return nil
    }

    /// What a person reads first.
    var text: String {
        let ending =
            switch run.state {
            case .died: "died"
            case .interrupted: "was interrupted"
            case .failed: "failed"
            default: "did not say how it ended"
            }
        let done = done.map { "\($0.name) (\($0.outcome))" }
        let who = earlier.isEmpty ? "it" : "it, or a run before it,"
        return "going on from run \(run.id), which \(ending): "
            + (done.isEmpty ? "it had finished nothing" : "\(who) had finished \(done.joined(separator: ", "))")
            + "; everything is looked at again"
    }
}

/// What going on from an earlier run came to.
public struct Resumption: Sendable, Equatable {
    public var former: FormerRun
    /// Steps that it had finished and that are as they should be still.
    public var verified: [String] = []
    /// Steps that it had finished and that had to be done again.
    public var redone: [String] = []

    init(_ former: FormerRun) { self.former = former }

    /// - Returns: what to say of a step that has come to its end now; nil for one that the earlier run had not finished.
    mutating func ended(_ step: String, isUnchanged: Bool) -> String? {
        guard former.done.contains(where: { $0.name == step }) else { return nil }
        guard isUnchanged else {
            redone.append(step)
            return "run \(former.run.id) had finished it, but it was not as it should be any more, and was done again"
        }
        verified.append(step)
        return "as run \(former.run.id) left it"
    }

    var value: Value {
        [
            "run": .string(former.run.id), "state": .string(former.run.state.rawValue),
            "verified": .array(verified.map(Value.string)), "redone": .array(redone.map(Value.string)),
        ]
    }
}
