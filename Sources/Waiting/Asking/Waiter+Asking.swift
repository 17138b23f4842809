import Formats
import Kubernetes
import Synchronization

extension Waiter {
    /// Asks until the answer proves what it should.
    ///
    /// A failure to reach the cluster that may pass is no answer, and it is asked again.
    /// - Parameter cutsOff: whether a question that is under way ends with the time; false lets what changes the cluster
    ///   come to its own end.
    /// - Throws: `AskError` with what was heard last, and what `ask` throws otherwise.
    public func ask<Proof: Sendable>(
        _ limits: AskLimits, cutsOff: Bool = true, _ ask: @escaping @Sendable () async throws -> Verdict<Proof>
    ) async throws -> Proof {
        let heard = Mutex<String?>(nil)
        let work: @Sendable () async throws -> Proof = {
            try await asked(limits, ask) { words in heard.withLock { $0 = words } }
        }
        guard cutsOff else { return try await work() }
        do {
            return try await withTimeout(limits.time, clock: clock, work)
        } catch is TimeoutError {
            throw AskError(.timedOut, heard.withLock { $0 })
        }
    }

    private func asked<Proof: Sendable>(
        _ limits: AskLimits, _ ask: @Sendable () async throws -> Verdict<Proof>, heard: (String?) -> Void
    ) async throws -> Proof {
        var machine = AskMachine<Proof>(limits)
        let stopwatch = Stopwatch(clock)
        while true {
            switch machine.next() {
            case .ask:
                machine.heard(try await Self.verdict(ask), at: stopwatch.time)
                heard(machine.words)
            case .sleep(let pause): try await clock.sleep(for: pause)
            case .done(let proof): return proof
            case .fail(let error): throw error
            }
        }
    }

    private static func verdict<Proof: Sendable>(
        _ ask: @Sendable () async throws -> Verdict<Proof>
    ) async throws -> Verdict<Proof> {
        do {
            return try await ask()
        } catch let error as KubernetesError where error.mayPass {
            return .notYet("\(error)")
        }
    }
}
