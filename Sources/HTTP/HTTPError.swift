/// A request that got no response. A timeout is its own code; cancellation is `CancellationError`, never this.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case invalidURL, invalidRequest
        case nameNotResolved, connectionRefused, hostUnreachable, connectionReset, proxyFailed
        /// Under TLS 1.3 a server refuses a client's certificate after the handshake; one that closes at once may lose its
        /// alert on the way, and then the code is `connectionReset`.
        case clientCertificateRejected
        case tlsFailed, certificateNotTrusted
        /// What the caller gave as certificate authorities, certificate or key cannot be read.
        case credentialsUnusable
        case connectTimedOut, firstByteTimedOut, idleTimedOut
        /// What arrived is not HTTP, or breaks a limit on the head.
        case badResponse
        case bodyTooLarge, bodyCut, tooManyRedirects, redirectRefused, other
    }

    public var code: Code
    /// curl's own words where it has some; never holds credentials.
    public var message: String
    /// The URL without user information, query and fragment.
    public var url: String?

    public init(_ code: Code, _ message: String, url: String? = nil) {
        self.code = code
        self.message = message
        self.url = url
    }

    public var isTimeout: Bool { [.connectTimedOut, .firstByteTimedOut, .idleTimedOut].contains(code) }

    public var description: String { url.map { "\($0): \(message)" } ?? message }
}
