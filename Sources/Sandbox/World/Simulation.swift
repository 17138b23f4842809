import Synchronization

/// Runs the simulated controllers over an API server's state.
final class Simulation: Sendable {
    private let server: APIServer
    private let controllers: [any Controller]
    private let delays: SandboxDelays
    private let started = Mutex<[String: Duration]>([:])

    init(server: APIServer, controllers: [any Controller], delays: SandboxDelays) {
        self.server = server
        self.controllers = controllers
        self.delays = delays
    }

    /// Lets the controllers act until nothing changes any more at this instant.
    ///
    /// - Returns: the instant at which something becomes due, nil when nothing waits for time.
    @discardableResult
    func settle() -> Duration? {
        started.withLock { started in
            server.write { cluster in
                var time = ControllerTime(
                    now: server.clock.elapsed, date: server.clock.date, delays: delays, started: started)
                var version: UInt64
                var rounds = 0
                repeat {
                    version = cluster.store.version
                    time.startRound()
                    for controller in controllers { controller.reconcile(&cluster, &time) }
                    rounds += 1
                } while cluster.store.version != version && rounds < SandboxLimits.reconcileRounds
                started = time.started
                return time.next
            }
        }
    }

    /// Runs until the task is cancelled: acts on every change and whenever something is due.
    func run() async throws {
        while true {
            // Taken before settling: a change that comes meanwhile, the controllers' own too, leads to another round.
            let seen = server.changes.version
            let next = settle()
            guard let next else {
                try await server.changes.wait(past: seen)
                continue
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [server] in try await server.changes.wait(past: seen) }
                group.addTask { [server] in try await server.clock.sleep(until: next) }
                defer { group.cancelAll() }
                _ = try await group.next()
            }
        }
    }
}
