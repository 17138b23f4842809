import Formats
import TestParts

/// Runs cases one after the other at one workplace.
struct FaultRunner: Sendable {
    let place: Workplace
    /// What each verb leaves that nothing happens to.
    let clean: [ProvenVerb: CleanRun]

    struct CleanRun: Sendable {
        var state: ReleaseState
        var counts: RequestCounts
    }

    /// How often a person runs it again before calling it stuck.
    static let repetitions = 2
    /// What is kept of the words of a run that did not converge.
    private static let keptOutput = 3000

    /// What a verb does, and leaves, when nothing happens to it.
    static func cleanRun(_ verb: ProvenVerb, at place: Workplace) async throws -> CleanRun {
        let namespace = "proof-clean-\(verb.rawValue)"
        try await place.prepare(verb, in: namespace)
        try place.proxy.forget()
        let result = try await place.runProxied(verb, in: namespace)
        guard result.isSuccess else { throw ProofError("\(verb.rawValue) without a fault: \(result)") }
        let counts = RequestCounts(try place.proxy.requests())
        let state = try await place.reader.read(namespace)
        try await place.broom.sweep(namespace, group: place.chart.group)
        return CleanRun(state: state, counts: counts)
    }

    /// - Parameter namespace: nothing has been in it before.
    func run(_ test: FaultCase, in namespace: String) async throws -> ProofResult {
        let stopwatch = Stopwatch(ContinuousClock())
        try await place.prepare(test.verb, in: namespace)
        let proxy = place.proxy
        try proxy.forget()
        let rule = try proxy.inject(test.fault.fault(processIDFile: place.processIDFile), test.place.match)
        let first =
            try await test.fault == .restart
            ? runRestarting(test.verb, namespace, at: rule) : place.runProxied(test.verb, in: namespace)
        let isStaged = try proxy.injections(of: rule) > 0
        try proxy.forget()
        let (ends, problems) = try await converge(test.verb, namespace, first: first) {
            FaultVerdict.exitProblem($0.exitCode, test.fault)
        }
        try await place.broom.sweep(namespace, group: place.chart.group)
        return ProofResult(
            id: test.id, isStaged: isStaged, exitCodes: ends.map(\.exitCode),
            seconds: stopwatch.time / .seconds(1), problems: problems,
            output: problems.isEmpty
                ? nil : String(ends.map(\.description).joined(separator: "\n\n").suffix(Self.keptOutput)))
    }

    /// Restarts the API server as soon as the rule has met its request.
    private func runRestarting(
        _ verb: ProvenVerb, _ namespace: String, at rule: FaultProxy.Rule
    ) async throws -> CommandResult {
        try await withThrowingTaskGroup(of: CommandResult?.self) { group in
            group.addTask { try await place.runProxied(verb, in: namespace) }
            group.addTask {
                while try place.proxy.injections(of: rule) == 0 {
                    // Cancelled when the run has ended without that request.
                    guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return nil }
                }
                try await place.cluster.restart(downFor: .seconds(1))
                return nil
            }
            var end: CommandResult?
            for try await result in group {
                guard let result else { continue }
                end = result
                if try place.proxy.injections(of: rule) == 0 { group.cancelAll() }
            }
            guard let end else { throw CancellationError() }
            return end
        }
    }

    /// Runs the verb again until it ends well, and judges what is there then.
    func converge(
        _ verb: ProvenVerb, _ namespace: String, first: CommandResult, _ judge: (CommandResult) -> String?
    ) async throws -> (ends: [CommandResult], problems: [String]) {
        var ends = [first]
        while ends.count <= Self.repetitions, let last = ends.last, !last.isSuccess {
            ends.append(try await place.run(verb, in: namespace, isAgain: true))
        }
        var problems = [judge(first)].compactMap(\.self)
        if let last = ends.last, !last.isSuccess {
            problems.append("\(ends.count - 1) runs after it did not end well: exit status \(last.exitCode)")
        }
        let state = try await place.reader.read(namespace)
        problems += FaultVerdict.problems(state, clean: clean[verb]?.state ?? ReleaseState())
        return (ends, problems)
    }
}
