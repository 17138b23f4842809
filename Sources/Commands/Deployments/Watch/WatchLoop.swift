import Formats
import HTTP
import Kubernetes
import Reports

/// Looks again and again, and tells what has changed.
struct WatchLoop: Sendable {
    let clock: any Clock<Duration>
    /// For one look.
    let limit: Duration
    let errors: any Output

    /// Looks until the task is cancelled, or `tell` says that it is enough.
    ///
    /// A cluster that cannot be read for a while is said once, and looked at again; what else goes wrong, and whatever goes
    /// wrong at the first look, ends it.
    /// - Parameter tell: gets each look; false ends it.
    /// - Throws: `CommandFailure` with status `interrupted` and no words, and why a look failed.
    func run(
        _ look: @escaping @Sendable () async throws -> WatchedView, tell: (WatchedView) -> Bool
    ) async throws {
        try await UntilInterrupted.run { try await go(look, tell) }
    }

    private func go(
        _ look: @escaping @Sendable () async throws -> WatchedView, _ tell: (WatchedView) -> Bool
    ) async throws {
        var isFirst = true
        var problem: String?
        while true {
            do {
                let view = try await withTimeout(limit, clock: clock, look)
                if problem != nil { errors.line("note: the cluster can be read again") }
                isFirst = false
                problem = nil
                guard tell(view) else { return }
            } catch let error where !isFirst && Self.passes(error) {
                let words = plainLine("\(error)")
                if problem != words { errors.line("note: the cluster cannot be read: \(words)") }
                problem = words
            } catch let error as TimeoutError {
                throw CommandFailure(.undecided, "\(error), which is what --timeout gives")
            }
            try await clock.sleep(for: WatchLimits.interval)
        }
    }

    /// Whether the same look may succeed later.
    static func passes(_ error: any Error) -> Bool {
        switch error {
        case is TimeoutError, is HTTPError: true
        case let error as KubernetesError: error.isTransient
        default: false
        }
    }
}
