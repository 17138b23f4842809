import Formats
import Kubernetes

/// The time for asking one cluster, which runs from before it is opened: planning, reading and reviews share it.
struct PreflightTime: Sendable {
    /// As the user gave it.
    let whole: Duration
    let clock: any Clock<Duration>
    private let stopwatch: Stopwatch

    /// Starts at once.
    init(_ whole: Duration, _ clock: any Clock<Duration>) {
        self.whole = whole
        self.clock = clock
        stopwatch = Stopwatch(clock)
    }

    var spent: Duration { stopwatch.time }
    var left: Duration { max(.zero, whole - spent) }

    /// What `work` comes to before the time is up.
    ///
    /// - Throws: `KubernetesError` with code `timeout` where it is up before; what `work` throws.
    func bounding<Outcome: Sendable>(
        _ work: @escaping @Sendable () async throws -> Outcome
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await clock.sleep(for: left)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            guard let outcome = first else {
                throw KubernetesError(
                    .timeout, "there was no answer within \(whole.limitText), the time for asking the cluster")
            }
            return outcome
        }
    }
}
