public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// An absolute URL, already percent-encoded.
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]?
    public var timeouts: HTTPTimeouts
    public var connection: HTTPConnectionOptions
    /// Overrides whether a failed attempt may be repeated; nil leaves it to the method (GET, HEAD, OPTIONS are safe).
    public var isRetryable: Bool?

    public init(
        _ method: HTTPMethod = .get, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil,
        timeouts: HTTPTimeouts = HTTPTimeouts(), connection: HTTPConnectionOptions = HTTPConnectionOptions(),
        isRetryable: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.connection = connection
        self.isRetryable = isRetryable
    }
}

public struct HTTPMethod: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }

    public static let get = HTTPMethod(rawValue: "GET")
    public static let head = HTTPMethod(rawValue: "HEAD")
    public static let post = HTTPMethod(rawValue: "POST")
    public static let put = HTTPMethod(rawValue: "PUT")
    public static let patch = HTTPMethod(rawValue: "PATCH")
    public static let delete = HTTPMethod(rawValue: "DELETE")
}

/// Limits of time for one attempt; nil means no limit.
public struct HTTPTimeouts: Sendable, Hashable {
    /// Name look-up, TCP, proxy and TLS together.
    public var connect: Duration?
    /// From the request having been sent until the head of the response arrived.
    public var firstByte: Duration?
    /// The longest silence while the body arrives.
    public var idle: Duration?

    public init(
        connect: Duration? = HTTPLimits.connect, firstByte: Duration? = HTTPLimits.firstByte,
        idle: Duration? = HTTPLimits.idle
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
    }
}

/// How to reach the server: trust, identity and proxy. Requests with equal options share connections.
public struct HTTPConnectionOptions: Sendable, Hashable {
    /// PEM certificates that replace the system's trust store when set.
    public var certificateAuthorities: [UInt8]?
    /// PEM certificate chain and key for mutual TLS, held in memory only.
    public var clientIdentity: ClientIdentity?
    /// The name to expect in the server's certificate and to send as SNI, when it differs from the URL's host.
    public var serverName: String?
    /// True only when the user turned verification off by name.
    public var skipsVerification: Bool
    public var proxy: Proxy

    public struct ClientIdentity: Sendable, Hashable {
        public var certificate: [UInt8]
        public var key: [UInt8]
        public init(certificate: [UInt8], key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    public enum Proxy: Sendable, Hashable {
        /// HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as Go reads them.
        case environment
        case none
        /// http://, https:// or socks5:// URL; may hold credentials, so it never appears in messages.
        case url(String)
    }

    public init(
        certificateAuthorities: [UInt8]? = nil, clientIdentity: ClientIdentity? = nil, serverName: String? = nil,
        skipsVerification: Bool = false, proxy: Proxy = .environment
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.clientIdentity = clientIdentity
        self.serverName = serverName
        self.skipsVerification = skipsVerification
        self.proxy = proxy
    }
}
