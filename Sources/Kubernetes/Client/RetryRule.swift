import HTTP

/// Decides whether and when a failed call is sent again; accompanies one call, without I/O and clock.
///
/// What is repeated mirrors client-go; how long it is repeated depends on the client's patience. A call that may have
/// been carried out already is repeated only when a second run does no harm.
struct RetryRule: Sendable {
    let isIdempotent: Bool
    /// How long a call goes on while the server is away, counted from its first failure; zero gives it no second try.
    let patience: Duration
    private var failures = 0
    private var firstFailure: Duration?

    init(isIdempotent: Bool, patience: Duration) {
        self.isIdempotent = isIdempotent
        self.patience = patience
    }

    /// - Parameters:
    ///   - time: since the call began.
    ///   - sinceOutage: since any call last found the server away; nil when none did.
    ///   - random: between 0 and 1.
    /// - Returns: the pause before the next attempt, or nil to give up.
    mutating func pause(
        after error: KubernetesError, at time: Duration, sinceOutage: Duration? = nil, random: Double
    ) -> Duration? {
        failures += 1
        let start = firstFailure ?? time
        firstFailure = start
        let isPatient = time - start < patience
        let isBrief = failures < Limits.requestAttempts
        let failure = CallFailure(error)
        let goesOn =
            switch failure {
            case .away: isPatient
            case .silent: isIdempotent && isPatient
            case .lost, .unable: isIdempotent && (isBrief || isPatient)
            case .turnedAway: isBrief || isPatient
            case .starting:
                isPatient && (isIdempotent || error.code != .serverError)
                    && sinceOutage.map { $0 < Limits.startingTime } ?? false
            case .final: false
            }
        guard goesOn else { return nil }
        let spread = Limits.firstRetryPause * (1 << min(failures - 1, 10)) * (0.75 + random / 2)
        let longest = failure.isOutage || failure == .starting ? Limits.outagePause : Limits.retryPause
        return min(max(min(spread, longest), error.retryAfter ?? .zero), Limits.retryPause)
    }
}

/// What a failed attempt says about sending the call again: one table for everything that repeats.
enum CallFailure: Sendable, Hashable {
    /// Nobody answers at the server's address; nothing was sent.
    case away
    /// Sent, and no answer in time; it may have been carried out.
    case silent
    /// Sent, and the connection broke; it may have been carried out.
    case lost
    /// The server turned it away unread, and says when to come back.
    case turnedAway
    /// The server, or something in front of it, cannot answer for the moment; it may have been carried out.
    case unable
    /// Final, except of a server that has just come up: rights, credentials and types take it some seconds to load.
    case starting
    case final

    init(_ error: KubernetesError) {
        switch error.code {
        case .tooManyRequests:
            // Without Retry-After it may be an eviction that a budget forbids.
            self = error.retryAfter == nil ? .unable : .turnedAway
        case .unavailable where error.retryAfter != nil: self = .turnedAway
        case .unavailable: self = error.httpStatus == nil ? .final : .unable
        case .timeout where error.httpStatus != nil: self = .unable
        case .serverError where Self.isQuotaRace(error.message): self = .turnedAway
        case .serverError: self = Self.isPassing(error.message) ? .unable : .starting
        case .unreachable, .timeout, .untrusted: self = Self.ofConnection(error.underlying)
        case .unauthorized where error.httpStatus != nil: self = .starting
        case .forbidden where error.isMissingPermission: self = .starting
        case .resourceTypeNotFound where error.httpStatus != nil: self = .starting
        default: self = .final
        }
    }

    /// Whether the same read may succeed later without anyone changing anything.
    var mayPass: Bool {
        switch self {
        case .away, .silent, .lost, .turnedAway, .unable: true
        case .starting, .final: false
        }
    }

    /// Whether the server did not answer at all.
    var isOutage: Bool { self == .away || self == .silent || self == .lost }

    /// Whether a write may have been carried out although its answer is missing.
    var mayHaveBeenCarriedOut: Bool { self == .silent || self == .lost || self == .unable }

    private static func ofConnection(_ cause: (any Error)?) -> CallFailure {
        switch (cause as? HTTPError)?.code {
        // A balancer without a living server behind it closes in the middle of the handshake.
        case .connectionRefused, .hostUnreachable, .nameNotResolved, .proxyFailed, .connectTimedOut, .tlsFailed: .away
        case .firstByteTimedOut, .idleTimedOut: .silent
        case .connectionReset, .bodyCut: .lost
        default: .final
        }
    }

    /// Quota is looked at before anything is stored, so a write that it had no time for was not carried out.
    private static func isQuotaRace(_ message: String) -> Bool {
        message.contains("resource quota evaluation timed out")
    }

    /// etcd electing a leader, or an API server losing it for a moment.
    private static func isPassing(_ message: String) -> Bool {
        ["etcdserver: leader changed", "etcdserver: request timed out", "etcdserver: no leader", "code = Unavailable"]
            .contains { message.contains($0) }
    }
}

extension KubernetesError {
    /// Whether waiting may cure it: nobody changes anything, and the same read succeeds later.
    public var mayPass: Bool { isTransient || CallFailure(self).mayPass }
}
