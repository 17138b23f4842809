/// What an answer means for a question that is asked until it is proven.
public enum Verdict<Proof: Sendable>: Sendable {
    case proven(Proof)
    /// Asked again until time is over: whoever answers is not up yet.
    case notYet(String)
    /// Asked again for a short while only: that is how the last moments of a start look, and how a mistake does.
    case doubtful(String)
    /// Asking again changes nothing.
    case wrong(String)
}

extension Verdict: Equatable where Proof: Equatable {}

/// Why a question was never answered as it should be.
public struct AskError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable { case wrong, timedOut }

    public var reason: Reason
    /// What was heard last; nil where nothing was.
    public var words: String?

    public init(_ reason: Reason, _ words: String?) {
        self.reason = reason
        self.words = words
    }
}

/// How a question is asked.
public struct AskLimits: Sendable, Hashable {
    public var time: Duration
    /// How long a doubtful answer may last.
    public var doubt: Duration
    /// The pause after the first answer; it doubles from there.
    public var firstPause: Duration
    public var longestPause: Duration

    public init(
        _ time: Duration, doubt: Duration = .zero, firstPause: Duration = .milliseconds(250),
        longestPause: Duration = .seconds(5)
    ) {
        self.time = time
        self.doubt = doubt
        self.firstPause = firstPause
        self.longestPause = longestPause
    }
}

/// Asks until the verdict is a proof, or stands: a pure machine, without I/O and clock.
struct AskMachine<Proof: Sendable> {
    enum Action {
        case ask
        case sleep(Duration)
        case done(Proof)
        case fail(AskError)
    }

    private enum State {
        case asking, sleeping
        case proven(Proof)
        case failed(AskError)
    }

    private let limits: AskLimits
    private var state = State.asking
    private var pause: Duration
    private var doubtfulSince: Duration?
    private(set) var words: String?

    init(_ limits: AskLimits) {
        self.limits = limits
        pause = limits.firstPause
    }

    mutating func next() -> Action {
        switch state {
        case .asking: return .ask
        case .sleeping:
            state = .asking
            defer { pause = min(pause * 2, limits.longestPause) }
            return .sleep(pause)
        case .proven(let proof): return .done(proof)
        case .failed(let error): return .fail(error)
        }
    }

    /// - Parameter time: since the first question.
    mutating func heard(_ verdict: Verdict<Proof>, at time: Duration) {
        switch verdict {
        case .proven(let proof): state = .proven(proof)
        case .wrong(let words): state = .failed(AskError(.wrong, words))
        case .notYet(let words):
            doubtfulSince = nil
            self.words = words
            state = time < limits.time ? .sleeping : .failed(AskError(.timedOut, words))
        case .doubtful(let words):
            let since = doubtfulSince ?? time
            doubtfulSince = since
            self.words = words
            if time - since >= limits.doubt {
                state = .failed(AskError(.wrong, words))
            } else {
                state = time < limits.time ? .sleeping : .failed(AskError(.timedOut, words))
            }
        }
    }
}
