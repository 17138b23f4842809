import Formats

/// An absolute http or https URL, taken apart as far as credentials and relative references need it.
struct WebAddress: Sendable, Hashable {
    let scheme: String
    /// Percent-decoded; never part of a text.
    var user: Credentials?
    /// Lower case; an IPv6 address in brackets.
    let host: String
    let port: String?
    /// From the first slash on, percent-encoded.
    var path: String
    /// Without the question mark.
    var query: String?

    static let longest = 16 * 1024

    init(_ text: String) throws(RepositoryError) {
        guard text.utf8.count <= Self.longest else { throw Self.invalid(text, "is longer than \(Self.longest) bytes") }
        guard let (scheme, afterScheme) = Self.scheme(of: text), afterScheme.hasPrefix("//") else {
            throw Self.invalid(text, "is not absolute")
        }
        guard scheme == "http" || scheme == "https" else {
            throw Self.invalid(text, "has the scheme \"\(scheme)\": charts come over https, http or oci")
        }
        self.scheme = scheme
        var rest = afterScheme.dropFirst(2)
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        if let mark = rest.firstIndex(of: "?") {
            query = Self.encoded(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = Self.encoded(rest[slash...])
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") {
            user = Self.credentials(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        let hostEnd =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) } ?? authority.endIndex
            : authority.firstIndex(of: ":") ?? authority.endIndex
        host = authority[..<hostEnd].lowercased()
        let digits = authority[hostEnd...].dropFirst()
        port = digits.isEmpty ? nil : String(digits)
        let isHost = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/\\?#@<>\"%".utf8.contains($0) }
        guard !host.isEmpty, isHost, digits.utf8.allSatisfy({ (48...57).contains($0) }), digits.utf8.count <= 5 else {
            throw Self.invalid(text, "has no valid host and port")
        }
    }

    private var authority: String { host + (port.map { ":\($0)" } ?? "") }

    /// For a request: with the query, without user information.
    var text: String { "\(scheme)://\(authority)\(path)" + (query.map { "?\($0)" } ?? "") }

    /// For people: without user information and query.
    var display: String { "\(scheme)://\(authority)\(path)" }

    /// Credentials for one address may go to another only when this is equal.
    var origin: String { "\(scheme)://\(host):\(port ?? (scheme == "https" ? "443" : "80"))" }

    /// The last part of the path.
    var lastPathPart: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// What Helm would call a file from here: the path's last part, decoded.
    var fileName: String { URLText.percentDecoded(lastPathPart) }

    // MARK: References

    /// What an index means by `reference`: an absolute URL is itself, anything else lies below the repository's URL.
    ///
    /// As Helm's `ResolveReferenceURL`: the repository's path counts as a folder, and its query goes along.
    /// - Returns: an absolute URL of any scheme.
    func resolving(_ reference: String) -> String {
        if Self.scheme(of: reference) != nil { return reference }
        var target = reference.prefix { $0 != "#" }
        if let mark = target.firstIndex(of: "?") { target = target[..<mark] }
        let tail = query.map { "?\($0)" } ?? ""
        if target.hasPrefix("//") { return "\(scheme):\(target)\(tail)" }
        let folder = path.hasSuffix("/") ? path : path + "/"
        let merged = target.hasPrefix("/") ? String(target) : folder + target
        let userText = user.flatMap(Self.userInformation).map { "\($0)@" } ?? ""
        return "\(scheme)://\(userText)\(authority)\(URLText.withoutDotSegments(merged))\(tail)"
    }

    // MARK: Text

    /// A URL for people, whatever it holds: without user information, query and fragment.
    static func display(_ text: String) -> String {
        let shown = text.prefix { $0 != "?" && $0 != "#" }
        guard let slashes = shown.firstRange(of: "://") else { return RepositoryError.plain(String(shown)) }
        let rest = shown[slashes.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<end].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return RepositoryError.plain(shown[..<slashes.upperBound] + String(authority) + rest[end...])
    }

    /// "https" and what follows the colon; nil when the text begins with no scheme.
    static func scheme(of text: String) -> (String, Substring)? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let name = text[..<colon]
        let isScheme = name.utf8.enumerated().allSatisfy { index, byte in
            let isLetter = (97...122).contains(byte | 0x20)
            return index == 0 ? isLetter : isLetter || (48...57).contains(byte) || "+-.".utf8.contains(byte)
        }
        return isScheme ? (name.lowercased(), text[text.index(after: colon)...]) : nil
    }

    /// Percent-encodes what may not stand in a URL, and leaves what is encoded already.
    private static func encoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if (0x21...0x7E).contains(byte), !"\"<>\\^`{|}".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += percent(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// For a query's value or user information: all but the unreserved characters.
    static func fullyEncoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isPlain = (97...122).contains(byte | 0x20) || (48...57).contains(byte) || "-._~".utf8.contains(byte)
            bytes += isPlain ? [byte] : percent(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func percent(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func credentials(_ text: Substring) -> Credentials {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return .basic(
            name: URLText.percentDecoded(parts.first ?? ""),
            password: URLText.percentDecoded(parts.dropFirst().first ?? ""))
    }

    private static func userInformation(_ user: Credentials) -> String? {
        guard case .basic(let name, let password) = user else { return nil }
        return "\(fullyEncoded(name)):\(fullyEncoded(password))"
    }

    private static func invalid(_ text: String, _ what: String) -> RepositoryError {
        RepositoryError(.invalidReference, "the URL \"\(display(text))\" \(what)")
    }
}
