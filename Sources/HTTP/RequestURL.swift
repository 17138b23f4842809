import Formats

/// An absolute http or https URL, taken apart far enough to choose a proxy, name an origin and hide secrets.
///
/// User information is taken out of the URL: it belongs in a header, and never in a message or log.
struct RequestURL: Sendable, Hashable {
    /// "http" or "https".
    let scheme: String
    let userInformation: UserInformation?
    /// Lower case, without the brackets of an IPv6 address.
    let host: String
    /// As written; nil means the scheme's own.
    let port: Int?
    /// Path and query, from the first slash on.
    let target: String

    struct UserInformation: Sendable, Hashable {
        var name: String
        var password: String
    }

    /// - Throws: `HTTPError` with code `invalidURL`; the message shows no user information and no query.
    init(_ text: String) throws(HTTPError) {
        guard text.utf8.count <= HTTPLimits.url else { throw Self.invalid("is longer than \(HTTPLimits.url) bytes") }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw Self.invalid(
                "holds a space, a control character, a backslash or a letter outside ASCII: percent-encode it")
        }
        var rest = text[...]
        guard let colon = rest.firstRange(of: "://") else {
            throw Self.invalid("is not absolute: it needs http:// or https://")
        }
        scheme = rest[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw Self.invalid("has the scheme \"\(scheme)\": only http and https are spoken")
        }
        rest = rest[colon.upperBound...]
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let tail = rest[authorityEnd...]
        target = tail.hasPrefix("/") ? String(tail) : "/" + tail

        var authority = rest[..<authorityEnd]
        if let at = authority.lastIndex(of: "@") {
            userInformation = Self.userInformation(authority[..<at])
            authority = authority[authority.index(after: at)...]
        } else {
            userInformation = nil
        }
        guard let parts = HostAndPort(authority) else { throw Self.invalid("has no valid host and port") }
        host = parts.host
        port = parts.port
    }

    private init(scheme: String, host: String, port: Int?, target: String) {
        self.scheme = scheme
        self.userInformation = nil
        self.host = host
        self.port = port
        self.target = target
    }

    var effectivePort: Int { port ?? (scheme == "https" ? 443 : 80) }

    /// "host" or "host:port", IPv6 in brackets: what the Host header holds.
    var authority: String { bracketedHost + (port.map { ":\($0)" } ?? "") }

    var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    /// The whole URL without user information.
    var text: String { "\(scheme)://\(authority)\(target)" }

    /// What messages and logs show: no user information, no query.
    var displayText: String { "\(scheme)://\(authority)\(target.prefix { $0 != "?" })" }

    /// Credentials and cookies may be sent to another URL only when this is equal.
    var origin: String { "\(scheme)://\(bracketedHost):\(effectivePort)" }

    func replacingHost(_ name: String) -> RequestURL {
        RequestURL(scheme: scheme, host: name, port: port, target: target)
    }

    private static func invalid(_ what: String) -> HTTPError { HTTPError(.invalidURL, "the URL \(what)") }

    private static func userInformation(_ text: Substring) -> UserInformation {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return UserInformation(
            name: PercentEncoding.decode(parts.first ?? ""),
            password: PercentEncoding.decode(parts.dropFirst().first ?? ""))
    }
}

/// "host", "host:port", "[v6]" or "[v6]:port".
struct HostAndPort: Sendable, Hashable {
    /// Lower case, without brackets.
    var host: String
    var port: Int?

    init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        if rest.hasPrefix("[") {
            guard let close = rest.firstIndex(of: "]") else { return nil }
            host = rest[rest.index(after: rest.startIndex)..<close].lowercased()
            guard IPAddress(host)?.isIPv6 == true else { return nil }
            rest = rest[rest.index(after: close)...]
        } else {
            let end = rest.firstIndex(of: ":") ?? rest.endIndex
            host = rest[..<end].lowercased()
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
            rest = rest[end...]
        }
        port = nil
        if rest.hasPrefix(":") {
            let digits = rest.dropFirst()
            if digits.isEmpty { return }
            guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
                (1...65535).contains(number)
            else { return nil }
            port = number
        } else if !rest.isEmpty {
            return nil
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
