/// Time as controllers see it: what is due now, and when to look again.
struct ControllerTime: Sendable {
    let now: Duration
    let date: Timestamp
    let delays: SandboxDelays
    private(set) var started: [String: Duration]
    /// When something waiting becomes due; nil when nothing waits.
    private(set) var next: Duration?

    init(now: Duration, date: Timestamp, delays: SandboxDelays, started: [String: Duration]) {
        self.now = now
        self.date = date
        self.delays = delays
        self.started = started
    }

    /// True once a delay has passed since the key was first asked for.
    mutating func isDue(_ key: String, after delay: Duration) -> Bool {
        let start = started[key] ?? now
        started[key] = start
        let due = start + delay
        if now >= due { return true }
        next = next.map { min($0, due) } ?? due
        return false
    }

    /// Lets the key start anew.
    mutating func forget(_ key: String) { started[key] = nil }

    mutating func startRound() { next = nil }
}

/// How long simulated things take, in simulated time.
public struct SandboxDelays: Sendable, Hashable {
    public var establish: Duration = .milliseconds(200)
    public var schedule: Duration = .milliseconds(50)
    public var pullImage: Duration = .seconds(2)
    public var becomeReady: Duration = .seconds(1)
    /// From a model server's start until it answers.
    public var loadModel: Duration = .seconds(10)
    public var runJob: Duration = .seconds(2)
    public var terminate: Duration = .milliseconds(500)
    public var bindVolume: Duration = .milliseconds(300)
    /// From an operator's readiness until its custom resource definitions are applied.
    public var applyDefinitions: Duration = .seconds(1)
    /// From a custom resource's creation until its operator first writes a status.
    public var notice: Duration = .milliseconds(500)

    public init() {}
}
