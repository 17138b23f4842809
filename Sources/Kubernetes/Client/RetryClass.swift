import HTTP

/// Why a call is sent again: one row of the one table, which everything that repeats reads.
///
/// A failure that no row knows is final: it ends the call at once, in the server's words.
struct RetryClass: Sendable {
    /// As docs/waiting.md has it.
    let name: String
    /// What it means for the call.
    let failure: CallFailure
    let matches: @Sendable (KubernetesError) -> Bool

    /// The first that matches counts.
    static let all: [RetryClass] = [
        // Nothing was sent.
        RetryClass("connection refused", .away, connection: .connectionRefused),
        // A balancer without a living server behind it closes in the middle of the handshake.
        RetryClass(
            "server not reachable", .away,
            connection: .hostUnreachable, .nameNotResolved, .proxyFailed, .connectTimedOut, .tlsFailed),
        // Sent, and nobody knows what became of it.
        RetryClass("no answer in time", .silent) { error in
            error.isOfConnection(.firstByteTimedOut, .idleTimedOut) || error.code == .timeout && error.isUnexplained
        },
        // A GOAWAY looks the same where it comes before the answer.
        RetryClass("connection reset", .lost) { error in
            error.isOfConnection(.connectionReset, .bodyCut) || error.code == .unreachable && error.isUnexplained
        },
        // Answers of the server that turn a call away before anything is done.
        RetryClass("webhook not up yet", .unasked) { error in
            error.code == .webhookFailed && !error.message.contains(conversion)
        },
        RetryClass("too many requests", .turnedAway) { $0.code == .tooManyRequests && $0.retryAfter != nil },
        RetryClass("unavailable, with a time", .turnedAway) { $0.code == .unavailable && $0.retryAfter != nil },
        // Quota is looked at before anything is stored.
        RetryClass("quota race", .turnedAway) { error in
            error.code == .serverError && error.message.contains("resource quota evaluation timed out")
                || error.code == .conflict && error.request?.resource != "resourcequotas"
                    && error.message.contains("Operation cannot be fulfilled on resourcequotas")
                || error.code == .forbidden && error.message.contains("status unknown for quota: ")
        },
        // Answers of a server that had no time or no store: it may have been done all the same.
        RetryClass("conversion webhook", .converting) { error in
            error.code == .webhookFailed && error.message.contains(conversion)
        },
        // Without a time it may be an eviction that a budget forbids.
        RetryClass("too many requests, without a time", .unable) { $0.code == .tooManyRequests },
        RetryClass("unavailable", .unable) { $0.code == .unavailable },
        RetryClass("time-out inside the server", .unable) { $0.code == .timeout && $0.httpStatus != nil },
        RetryClass("etcd leader change", .unable) { error in
            error.code == .serverError
                && [
                    "etcdserver: leader changed", "etcdserver: no leader", "etcdserver: request timed out",
                    "etcdserver: too many requests", "code = Unavailable",
                ].contains { error.message.contains($0) }
        },
        // The page of a list is gone: the list begins anew.
        RetryClass("expired continue token", .expired) { $0.code == .gone },
        // Rights, credentials and types take a server that has just come up some seconds to load.
        RetryClass("server just started", .starting) { error in
            switch error.code {
            case .unauthorized, .resourceTypeNotFound: error.httpStatus != nil
            case .forbidden: error.isMissingPermission
            default: false
            }
        },
        // All that is known of it is that the server has failed.
        RetryClass("server error", .broken) { $0.code == .serverError },
    ]

    private static let conversion = "conversion webhook for"

    private init(
        _ name: String, _ failure: CallFailure, _ matches: @escaping @Sendable (KubernetesError) -> Bool
    ) {
        self.name = name
        self.failure = failure
        self.matches = matches
    }

    /// What happens to a connection.
    private init(_ name: String, _ failure: CallFailure, connection codes: HTTPError.Code...) {
        self.init(name, failure) { $0.isOfConnection(codes) }
    }
}

extension KubernetesError {
    /// Whether this is what happened to the connection.
    fileprivate func isOfConnection(_ codes: HTTPError.Code...) -> Bool { isOfConnection(codes) }

    fileprivate func isOfConnection(_ codes: [HTTPError.Code]) -> Bool {
        guard [.unreachable, .timeout, .untrusted].contains(code), let cause = underlying as? HTTPError else {
            return false
        }
        return codes.contains(cause.code)
    }

    /// Neither the connection nor the server has said more.
    fileprivate var isUnexplained: Bool { httpStatus == nil && !(underlying is HTTPError) }
}

/// What a failed attempt says about sending the call again.
enum CallFailure: Sendable, Hashable {
    /// Nobody answers at the server's address; nothing was sent.
    case away
    /// Sent, and no answer in time; it may have been carried out.
    case silent
    /// Sent, and the connection broke; it may have been carried out.
    case lost
    /// The server turned it away before it did anything.
    case turnedAway
    /// Somebody who has to agree could not be asked, and so nothing was done.
    case unasked
    /// The server, or something in front of it, cannot answer for the moment; it may have been carried out.
    case unable
    /// Another version of the object could not be made; it may have been stored.
    case converting
    /// What the call goes on from is no longer kept.
    case expired
    /// Final, except of a server that has just come up.
    case starting
    /// The server says no more than that it failed. A write may have been carried out, and nobody knows whether the next one
    /// fares better; whoever only reads may go on.
    case broken
    case final

    init(_ error: KubernetesError) {
        self = RetryClass.all.first { $0.matches(error) }?.failure ?? .final
    }

    /// Whether the same read may succeed later without anyone changing anything.
    var mayPass: Bool {
        switch self {
        case .away, .silent, .lost, .turnedAway, .unasked, .unable, .converting, .broken: true
        case .expired, .starting, .final: false
        }
    }

    /// Whether the server did not answer at all.
    var isOutage: Bool { self == .away || self == .silent || self == .lost }

    /// Whether a write may have been carried out although its answer is missing.
    var mayHaveBeenCarriedOut: Bool { [.silent, .lost, .unable, .converting].contains(self) }
}
