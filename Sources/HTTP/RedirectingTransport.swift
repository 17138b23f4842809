import Formats

/// Follows redirects of safe requests, leaving credentials behind when the origin changes.
///
/// To another scheme, host or port go no `Authorization`, no cookies, no client certificate and no TLS server name.
/// A redirect from https to http is refused. Requests with other methods than GET and HEAD get the redirect itself as
/// their answer: what to do with it is the caller's decision.
public struct RedirectingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let limit: Int

    public init(_ inner: any HTTPTransport, limit: Int = HTTPLimits.redirects) {
        self.inner = inner
        self.limit = limit
    }

    /// - Throws: besides the inner transport's errors, `HTTPError` with code `tooManyRedirects` or `redirectRefused`.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        for _ in 0...limit {
            let response = try await inner.send(request)
            guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"],
                request.method == .get || request.method == .head
            else { return response }
            request = try Self.following(request, to: location)
            try await response.body.drain()
        }
        throw HTTPError(
            .tooManyRedirects, "more than \(limit) redirects", url: try RequestURL(request.url).displayText)
    }

    static func following(_ request: HTTPRequest, to location: String) throws(HTTPError) -> HTTPRequest {
        let from = try RequestURL(request.url)
        let target = from.resolving(location)
        let to: RequestURL
        do {
            to = try RequestURL(target)
        } catch {
            throw HTTPError(
                .redirectRefused, "the server redirects to an invalid URL: \(error.message)", url: from.displayText)
        }
        guard from.scheme == to.scheme || to.scheme == "https" else {
            throw HTTPError(
                .redirectRefused, "the server redirects from https to \(to.displayText), which is not encrypted",
                url: from.displayText)
        }
        var next = request
        next.url = target
        next.headers["Host"] = nil
        guard from.origin != to.origin else { return Self.keepingUser(of: from, in: next) }
        for name in ["Authorization", "Cookie", "Proxy-Authorization", "WWW-Authenticate", "X-Api-Key", "X-Auth-Token"]
        {
            next.headers[name] = nil
        }
        next.connection.clientIdentity = nil
        next.connection.serverName = nil
        return next
    }

    /// A relative redirect drops the user information from the URL; within the origin it goes on as a header.
    private static func keepingUser(of from: RequestURL, in request: HTTPRequest) -> HTTPRequest {
        var request = request
        if let user = from.userInformation, request.headers["Authorization"] == nil {
            request.headers["Authorization"] = BasicAuthorization.header(name: user.name, password: user.password)
        }
        return request
    }
}

extension RequestURL {
    /// The absolute URL behind a reference (RFC 3986, 5.2), dot segments of the merged path removed.
    func resolving(_ reference: String) -> String {
        let reference = reference.prefix { $0 != "#" }
        if let colon = reference.firstRange(of: "://"),
            !reference[..<colon.lowerBound].contains(where: { "/?".contains($0) })
        {
            return String(reference)
        }
        if reference.hasPrefix("//") { return "\(scheme):\(reference)" }
        let base = "\(scheme)://\(authority)"
        let path = target.prefix { $0 != "?" }
        if reference.isEmpty { return base + target }
        if reference.hasPrefix("?") { return base + path + reference }
        let merged =
            reference.hasPrefix("/")
            ? String(reference) : String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) + reference
        return base + URLText.withoutDotSegments(merged)
    }
}
