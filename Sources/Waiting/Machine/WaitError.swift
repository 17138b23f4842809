/// Why a wait ended without what was waited for.
public struct WaitError: Error, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        /// Waiting longer is in vain.
        case fault(Fault.Cause)
        /// The time was over.
        case timedOut
        /// Nothing at all had changed for too long.
        case idle
    }

    public var reason: Reason
    /// Names objects, causes, and what could not be read.
    public var message: String
    /// What to do next, where the cause tells it.
    public var hint: String?
    /// What had not come, the object at fault first.
    public var pending: [WaitReport]
    /// The fault that ended it.
    public var fault: Fault?
    /// The end of the log that tells more, ready to follow a message; empty where there is none.
    public var log: String
    /// Why the cluster could not be read at the end.
    public var unreadable: String?

    public init(
        _ reason: Reason, _ message: String, hint: String? = nil, pending: [WaitReport] = [], fault: Fault? = nil,
        log: String = "", unreadable: String? = nil
    ) {
        self.reason = reason
        self.message = message
        self.hint = hint
        self.pending = pending
        self.fault = fault
        self.log = log
        self.unreadable = unreadable
    }

    public var description: String { message }

    /// Whether time ran out, rather than waiting being in vain.
    public var isTimeout: Bool { reason == .timedOut || reason == .idle }
}

/// How long a wait may take.
public struct WaitLimits: Sendable, Hashable {
    /// All of it, as messages say it.
    public var time: Duration
    /// How much of that other work has taken already.
    public var spent: Duration
    /// How long nothing at all may change: no object, no count, no restart, no image on its way. Nil means for ever.
    public var idle: Duration?

    public init(_ time: Duration, spent: Duration = .zero, idle: Duration? = nil) {
        self.time = time
        self.spent = spent
        self.idle = idle
    }

    /// Of the wait itself.
    var left: Duration { max(.zero, time - spent) }
}

/// The paces of every wait, in one place.
enum Pace {
    /// The first pause between two looks at an object that is not watched; it doubles from there.
    static let firstLook: Duration = .milliseconds(50)
    static let longestLook: Duration = .seconds(2)
    /// How old the sight of what has come may be at the end, where it may have turned since.
    static let fresh: Duration = .seconds(5)
    /// Between two looks at an object that is watched, in case the watch has gone deaf.
    static let watchedLook: Duration = .seconds(10)
    /// What is not over by then is watched.
    static let watchAfter: Duration = .milliseconds(200)
    /// Before a watch that was refused is tried again: a server that has just come up refuses what it will allow.
    static let watchAgain: Duration = .seconds(30)
    static let concurrentLooks = 8
    static let concurrentDiagnoses = 4
    static let watches = 16
    /// More objects of one type in one namespace than this share a watch.
    static let ownWatches = 4
    /// Until pods are looked at for the first time: what comes up at once needs no explanation.
    static let firstDiagnosis: Duration = .seconds(1)
    static let diagnosis: Duration = .seconds(2)
    static let quickestDiagnosis: Duration = .milliseconds(100)
    /// Between two lines about all that is waited for.
    static let summary: Duration = .seconds(1)
    /// Before a line about what is not news at once.
    static let quiet: Duration = .seconds(2)
    /// What a wait without time gets for its one look.
    static let lastLook: Duration = .seconds(10)
    /// Lines of a log that a message quotes.
    static let logLines = 10
    static let logBytes = 64 << 10
}
