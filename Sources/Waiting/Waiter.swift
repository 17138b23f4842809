import Formats
public import Kubernetes
import Value

/// Waits for what a cluster does: the one driver of every wait.
///
/// Objects are watched, a bounded number of watches at once, and polled where watching is not allowed or not possible.
/// Failures to read that may pass are borne and told; whatever else fails ends the wait in the server's words. Watches
/// and reads have ended when a call returns or throws.
public struct Waiter: Sendable {
    let client: KubernetesClient
    let clock: any Clock<Duration>
    let policy: FaultPolicy
    let tell: @Sendable (WaitNews) -> Void

    /// - Parameters:
    ///   - client: its calls are made patient for a moment; what lasts longer is for the wait to bear and to tell.
    ///   - clock: nil means the client's.
    ///   - tell: must return at once.
    public init(
        client: KubernetesClient, clock: (any Clock<Duration>)? = nil, policy: FaultPolicy = .standard,
        tell: @escaping @Sendable (WaitNews) -> Void = { _ in }
    ) {
        self.client = client.patient(for: Self.readPatience)
        self.clock = clock ?? client.options.clock
        self.policy = policy
        self.tell = tell
    }

    /// How long one read goes on while the server is away.
    private static let readPatience: Duration = .seconds(5)

    /// Waits until all has come that is awaited.
    ///
    /// - Returns: where everything stood when it was met, in its order.
    /// - Throws: `WaitError` when waiting is in vain or time is over, `KubernetesError` when a read failed for a reason
    ///   that waiting does not cure, `CancellationError`.
    @discardableResult
    public func wait(for awaited: [Awaited], limits: WaitLimits) async throws -> [WaitReport] {
        guard !awaited.isEmpty else { return [] }
        let inbox = Inbox()
        return try await withThrowingDiscardingTaskGroup { group in
            defer { group.cancelAll() }
            var machine = WaitMachine(awaited, limits: limits, policy: policy)
            let stopwatch = Stopwatch(clock)
            var alarm: Duration?
            while true {
                try Task.checkCancellation()
                machine.passed(to: stopwatch.time)
                for event in inbox.take() { machine.take(event) }
                if let time = alarm, time <= machine.now { alarm = nil }
                switch machine.next() {
                case .report(let news): tell(news)
                case .done: return machine.reports
                case .fail: throw machine.error ?? CancellationError()
                case .sleep(let time):
                    if alarm.map({ time < $0 }) ?? true {
                        alarm = time
                        let pause = time - machine.now
                        group.addTask {
                            // A cancelled alarm has nobody left to wake.
                            do { try await clock.sleep(for: pause) } catch { return }
                            inbox.wake()
                        }
                    }
                    try await inbox.wait()
                case let action:
                    let job = Job(action: action, awaited: awaited, live: machine.live(for: action), waiter: self)
                    group.addTask { await job.run(inbox) }
                }
            }
        }
    }
}

/// What came of actions, on its way to the machine.
enum WaitEvent: Sendable {
    case saw(Int, Sight, isLook: Bool)
    case missed(Int)
    case deleted(Int, Value)
    case unreadable(Int, KubernetesError)
    case synced([Int], present: Set<Int>)
    case heard([Int])
    case interrupted([Int])
    case cannotWatch([Int], KubernetesError)
    case diagnosed(Int, Findings)
    case quoted(Int, String)
}

extension WaitMachine {
    mutating func take(_ event: WaitEvent) {
        switch event {
        case .saw(let index, let sight, let isLook): saw(index, sight, isLook: isLook)
        case .missed(let index): missed(index)
        case .deleted(let index, let last): deleted(index, last: last)
        case .unreadable(let index, let error): failedToRead(index, error)
        case .synced(let group, let present): synced(group, present: present)
        case .heard(let group): heard(group)
        case .interrupted(let group): interrupted(group)
        case .cannotWatch(let group, let error): cannotWatch(group, error)
        case .diagnosed(let index, let findings): diagnosed(index, findings)
        case .quoted(let index, let text): quoted(index, text)
        }
    }
}
