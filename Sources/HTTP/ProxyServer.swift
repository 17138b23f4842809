/// A proxy, taken apart so that its password never stands in a URL that a message could show.
struct ProxyServer: Sendable, Hashable {
    /// Without credentials, in curl's spelling.
    let url: String
    let name: String?
    let password: String?

    private static let defaultPorts = ["http": 80, "https": 443, "socks5": 1080, "socks5h": 1080]

    /// - Parameter text: an http, https, socks5 or socks5h URL; without a scheme it is http, as Go takes it.
    /// - Throws: `HTTPError` with code `proxyFailed`, which shows no credentials.
    init(_ text: String) throws(HTTPError) {
        var scheme = "http"
        var rest = text[...]
        if let range = rest.firstRange(of: "://") {
            scheme = rest[..<range.lowerBound].lowercased()
            rest = rest[range.upperBound...]
        }
        guard let defaultPort = Self.defaultPorts[scheme] else {
            throw HTTPError(.proxyFailed, "the proxy's URL has an unknown scheme: use http, https or socks5")
        }
        var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            name = PercentEncoding.decode(user.first ?? "")
            password = PercentEncoding.decode(user.dropFirst().first ?? "")
            authority = authority[authority.index(after: at)...]
        } else {
            name = nil
            password = nil
        }
        guard let parts = HostAndPort(authority) else {
            throw HTTPError(.proxyFailed, "the proxy's URL has no valid host and port")
        }
        // Go gives a SOCKS proxy the name to resolve; curl does so only when it is told "socks5h".
        let spelled = scheme == "socks5" ? "socks5h" : scheme
        let host = parts.host.contains(":") ? "[\(parts.host)]" : parts.host
        url = "\(spelled)://\(host):\(parts.port ?? defaultPort)"
    }
}
