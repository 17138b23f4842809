import HTTP

/// What a try to reach a service came to, as checks see it under `state`.
enum ProbeState: String, Sendable {
    /// It answered as it should.
    case up
    /// It answered, and says that it is not well.
    case unhealthy
    /// Something answered that is another thing.
    case other
    case refused
    /// It took the connection and said nothing, or fell silent.
    case hanging
    /// The connection broke before an answer was whole, which something in between may have done.
    case lost
    /// No connection came about in time.
    case timeout
    case unresolved
    case unreachable
    /// Its certificate is not trusted, or it wants one of us.
    case untrusted
    /// Nobody tried.
    case unprobed

    init(_ error: HTTPError) {
        self =
            switch error.code {
            case .nameNotResolved: .unresolved
            case .connectionRefused: .refused
            case .hostUnreachable, .proxyFailed: .unreachable
            case .connectTimedOut: .timeout
            case .firstByteTimedOut, .idleTimedOut: .hanging
            case .tlsFailed, .certificateNotTrusted, .clientCertificateRejected, .credentialsUnusable: .untrusted
            case .connectionReset, .bodyCut: .lost
            case .badResponse, .bodyTooLarge, .tooManyRedirects, .redirectRefused: .other
            case .invalidURL, .invalidRequest, .other: .unreachable
            }
    }

    /// Whether the answer says something of the service, wherever this machine stands; a failure to get there does not.
    var isConclusive: Bool {
        switch self {
        case .up, .unhealthy, .other, .refused, .hanging: true
        case .lost, .timeout, .unresolved, .unreachable, .untrusted, .unprobed: false
        }
    }

    /// Of an answer that is not as the service gives it.
    ///
    /// - Parameter status: those by which proxies and gateways say that they got through to nobody tell nothing of what is
    ///   behind them.
    static func strange(_ status: Int) -> ProbeState { [407, 502, 503, 504].contains(status) ? .unreachable : .other }
}
