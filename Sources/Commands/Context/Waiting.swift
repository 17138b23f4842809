import Formats
import Synchronization

/// Names what a command waits for, so that a cluster that hangs is not silent.
final class Waiting: Sendable {
    /// Gets a line every few seconds while something takes long; must return at once.
    typealias Outlet = @Sendable (String) -> Void

    private struct State {
        var list = WaitingList()
        var outlet: Outlet?
    }

    private let state = Mutex(State())
    private let clock: any Clock<Duration>
    private let stopwatch: Stopwatch

    init(_ clock: any Clock<Duration>) {
        self.clock = clock
        stopwatch = Stopwatch(clock)
    }

    /// What is being waited for right now, when it takes long.
    var line: String? {
        let now = stopwatch.time
        return state.withLock { $0.list.line(at: now) }
    }

    /// - Parameter what: nil leaves `body` unnamed, however long it takes.
    func named<Result>(_ what: String?, _ body: () async throws -> Result) async rethrows -> Result {
        guard let what else { return try await body() }
        let now = stopwatch.time
        let id = state.withLock { $0.list.began(what, at: now) }
        defer { state.withLock { $0.list.ended(id) } }
        return try await body()
    }

    /// Sends the lines to `outlet` while `body` runs; of several calls the innermost counts.
    func told<Result>(to outlet: @escaping Outlet, _ body: () async throws -> Result) async rethrows -> Result {
        let outer = state.withLock { state in
            defer { state.outlet = outlet }
            return state.outlet
        }
        defer { state.withLock { $0.outlet = outer } }
        return try await body()
    }

    /// Looks once a second whether there is something to say, until the task is cancelled.
    func watch() async {
        while !Task.isCancelled {
            do { try await clock.sleep(for: .seconds(1)) } catch { return }
            let now = stopwatch.time
            let (line, outlet) = state.withLock { ($0.list.news(at: now), $0.outlet) }
            if let line { outlet?(line) }
        }
    }
}
