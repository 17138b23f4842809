import Formats
import Kubernetes
import Synchronization

extension Waiter {
    /// Asks until the answer proves what it should.
    ///
    /// A failure to reach the cluster that may pass is no answer, and it is asked again.
    /// - Throws: `AskError` with what was heard last, and what `ask` throws otherwise.
    public func ask<Proof: Sendable>(
        _ limits: AskLimits, _ ask: @escaping @Sendable () async throws -> Verdict<Proof>
    ) async throws -> Proof {
        let heard = Mutex<String?>(nil)
        let clock = clock
        let stopwatch = Stopwatch(clock)
        do {
            return try await withTimeout(limits.time, clock: clock) {
                var machine = AskMachine<Proof>(limits)
                while true {
                    switch machine.next() {
                    case .ask:
                        machine.heard(try await Self.verdict(ask), at: stopwatch.time)
                        let words = machine.words
                        heard.withLock { $0 = words }
                    case .sleep(let pause): try await clock.sleep(for: pause)
                    case .done(let proof): return proof
                    case .fail(let error): throw error
                    }
                }
            }
        } catch is TimeoutError {
            throw AskError(.timedOut, heard.withLock { $0 })
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
