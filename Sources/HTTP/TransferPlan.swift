/// A request made ready for curl: checked, its URL taken apart, its proxy chosen, its headers complete.
struct TransferPlan: Sendable {
    var method: HTTPMethod
    /// What the request asked for.
    var url: RequestURL
    /// Lines for curl's header list.
    var headerLines: [String]
    var body: [UInt8]?
    /// Whether curl asks for gzip and decodes it; when the caller names encodings, the caller gets what is sent.
    var decodesBody: Bool
    var timeouts: HTTPTimeouts
    var connection: HTTPConnectionOptions
    var proxy: ProxyServer?
    /// Whether the request may be sent a second time when a kept connection turns out dead.
    var mayRepeat: Bool

    /// - Throws: `HTTPError` with code `invalidURL`, `invalidRequest` or `proxyFailed`.
    init(_ request: HTTPRequest, environment: ProxyEnvironment) throws(HTTPError) {
        url = try RequestURL(request.url)
        method = request.method
        body = request.body
        timeouts = request.timeouts
        connection = request.connection
        mayRepeat = request.mayRepeat
        let shown = url.displayText
        guard !method.rawValue.isEmpty, method.rawValue.utf8.allSatisfy(Self.isTokenByte) else {
            throw HTTPError(.invalidRequest, "the method is not a token", url: shown)
        }
        if let name = connection.serverName,
            HostAndPort(name.contains(":") ? "[\(name)]" : name)?.port != nil
                || HostAndPort(name.contains(":") ? "[\(name)]" : name) == nil
        {
            throw HTTPError(.invalidRequest, "the TLS server name \"\(name)\" is not a host name", url: shown)
        }
        switch connection.proxy {
        case .environment: proxy = try environment.proxy(for: url)
        case .none: proxy = nil
        case .url(let text):
            do {
                proxy = try ProxyServer(text)
            } catch {
                throw HTTPError(.proxyFailed, error.message, url: shown)
            }
        }
        var headers = request.headers
        if let user = url.userInformation, headers["Authorization"] == nil {
            headers["Authorization"] = BasicAuthorization.header(name: user.name, password: user.password)
        }
        if connection.serverName != nil, headers["Host"] == nil { headers["Host"] = url.authority }
        decodesBody = headers["Accept-Encoding"] == nil && headers["Range"] == nil && method != .head
        headerLines = try Self.lines(headers, url: shown)
        // curl would add these by itself: a pause before large bodies, and a form's content type.
        if headers["Expect"] == nil { headerLines.append("Expect:") }
        if headers["Content-Type"] == nil { headerLines.append("Content-Type:") }
    }

    private static func lines(_ headers: HTTPHeaders, url: String) throws(HTTPError) -> [String] {
        var lines: [String] = []
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(isTokenByte) else {
                throw HTTPError(.invalidRequest, "a header's name is not a token", url: url)
            }
            guard !field.value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
                throw HTTPError(.invalidRequest, "the header \(field.name) holds a line break or a zero byte", url: url)
            }
            // curl takes "Name:" as "leave this header out" and "Name;" as "send it empty".
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        return lines
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension HTTPRequest {
    /// Whether sending the request twice does no more than sending it once.
    var mayRepeat: Bool { isRetryable ?? ["GET", "HEAD", "OPTIONS"].contains(method.rawValue) }
}
