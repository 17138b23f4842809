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
        let isWebhookGivenTime = time - start < min(patience, Limits.webhookPatience)
        let isFresh = sinceOutage.map { $0 < Limits.startingTime } ?? false
        let goesOn =
            switch failure {
            case .away: isPatient
            case .silent: isIdempotent && isPatient
            case .lost, .unable: isIdempotent && (isBrief || isPatient)
            case .turnedAway: isBrief || isPatient
            case .unasked: isWebhookGivenTime
            case .converting: isIdempotent && isWebhookGivenTime
            case .starting: isPatient && isFresh
            case .broken: isIdempotent && isPatient && isFresh
            case .expired, .final: false
            }
        guard goesOn else { return nil }
        let spread = Limits.firstRetryPause * (1 << min(failures - 1, Limits.retryDoublings)) * (0.75 + random / 2)
        let looksOften = failure.isOutage || [.starting, .broken, .unasked, .converting].contains(failure)
        let longest = looksOften ? Limits.outagePause : Limits.retryPause
        return min(max(min(spread, longest), error.retryAfter ?? .zero), Limits.retryPause)
    }
}

extension KubernetesError {
    /// Whether waiting may cure it, as the table of retry classes has it: nobody changes anything, and the same read succeeds
    /// later.
    public var mayPass: Bool { CallFailure(self).mayPass }

    /// The same, for whoever asks again by himself: the watch, the loops of commands and probes.
    public var isTransient: Bool { mayPass }
}
