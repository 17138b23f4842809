import HTTP

/// What a write has done to the cluster, as far as its answer tells.
public enum ClusterChange: Sendable, Hashable {
    /// The server says that it was carried out.
    case made
    /// It was sent, and may have been carried out: the answer never came, or is a failure of the server's own (5xx), which
    /// may come after the object was stored, or from something in front of the server that lost its answer.
    case possible

    /// Nil for an answer that says that nothing was done: a refusal (4xx), or a redirect, which is not followed.
    init?(httpStatus: Int) {
        switch httpStatus {
        case 200..<300: self = .made
        case 500...: self = .possible
        default: return nil
        }
    }

    /// Nil when the request cannot have arrived.
    init?(_ error: HTTPError) {
        switch error.code {
        case .invalidURL, .invalidRequest, .nameNotResolved, .connectionRefused, .hostUnreachable, .proxyFailed,
            .clientCertificateRejected, .tlsFailed, .certificateNotTrusted, .credentialsUnusable, .connectTimedOut:
            return nil
        case .connectionReset, .firstByteTimedOut, .idleTimedOut, .badResponse, .bodyTooLarge, .bodyCut,
            .tooManyRedirects, .redirectRefused, .other:
            self = .possible
        }
    }
}
