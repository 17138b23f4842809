/// A prefix of charts, files or images, or the mirror of one.
struct MirrorPlace: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// Images, and charts of the same registries: no scheme.
        case registry
        /// Charts of registries: `oci://`.
        case charts
        /// Repositories of charts and files: `https://` or `http://`.
        case web

        /// Whether the same reference may be meant by both.
        func meets(_ other: Kind) -> Bool { (self == .web) == (other == .web) }

        var words: String {
            switch self {
            case .registry: "images"
            case .charts: "charts of a registry"
            case .web: "repositories and files"
            }
        }

        var place: String {
            switch self {
            case .registry: "a place without a scheme"
            case .charts: "oci://"
            case .web: "https://"
            }
        }
    }

    let kind: Kind
    /// The host first, with its scheme where that is one of the web's, in lower case.
    let segments: [String]

    /// In bytes.
    static let longest = 512

    /// Nil for what is none.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        var rest = Substring(text)
        var origin = ""
        if text.hasPrefix("oci://") {
            kind = .charts
            rest = rest.dropFirst(6)
        } else if let scheme = ["https://", "http://"].first(where: text.hasPrefix) {
            kind = .web
            origin = scheme
            rest = rest.dropFirst(scheme.count)
        } else {
            kind = .registry
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard let host = parts.first, Self.isHost(host), kind != .registry || Self.isRegistryHost(host) else {
            return nil
        }
        let isWeb = kind == .web
        guard parts.dropFirst().allSatisfy({ isWeb ? Self.isWebSegment($0) : Self.isRegistrySegment($0) }) else {
            return nil
        }
        let name = host.lowercased()
        let canonical = kind == .web ? Self.withoutStandardPort(origin + name) : Self.canonicalRegistry(name)
        segments = [canonical] + parts.dropFirst().map(String.init)
    }

    /// As references have it.
    var text: String { segments.joined(separator: "/") }

    func begins(with other: MirrorPlace) -> Bool {
        kind.meets(other.kind) && segments.starts(with: other.segments)
    }

    // MARK: - Rules

    /// The same rules as a regular expression, which RE2 and ECMA-262 read alike.
    static let pattern: String = {
        let label = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
        let host = "\(label)([.]\(label))*(:[0-9]{1,5})?"
        let registryHost = "(\(label)([.]\(label))+(:[0-9]{1,5})?|\(label):[0-9]{1,5}|localhost)"
        let path = "(/[a-z0-9_][a-z0-9._-]*)*"
        return "^(https?://\(host)(/[A-Za-z0-9_~%+][A-Za-z0-9._~%+-]*)*|oci://\(host)\(path)|\(registryHost)\(path))/?$"
    }()

    static func isHost(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first else { return false }
        if parts.count == 2 {
            guard (1...5).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(isDigit) else { return false }
        }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.utf8.first, let last = label.utf8.last else { return false }
            return isWord(first) && isWord(last) && label.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// What tells a registry from a folder at the start of an image's name.
    static func isRegistryHost(_ text: Substring) -> Bool {
        text == "localhost" || text.utf8.contains { ".:".utf8.contains($0) }
    }

    static func isRegistrySegment(_ text: Substring) -> Bool {
        guard let first = text.utf8.first else { return false }
        let isPlain: (UInt8) -> Bool = { (97...122).contains($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
        return isPlain(first) && text.utf8.allSatisfy { isPlain($0) || ".-".utf8.contains($0) }
    }

    private static func isWebSegment(_ text: Substring) -> Bool {
        guard let first = text.utf8.first else { return false }
        let isPlain: (UInt8) -> Bool = { isWord($0) || "_~%+".utf8.contains($0) }
        return isPlain(first) && text.utf8.allSatisfy { isPlain($0) || ".-".utf8.contains($0) }
    }

    /// Docker Hub has several names.
    static func canonicalRegistry(_ host: String) -> String {
        ["index.docker.io", "registry-1.docker.io"].contains(host) ? dockerHub : host
    }

    static let dockerHub = "docker.io"

    static func withoutStandardPort(_ origin: String) -> String {
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")]
        where origin.hasPrefix(scheme) && origin.hasSuffix(port) {
            return String(origin.dropLast(port.count))
        }
        return origin
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isWord(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) || isDigit(byte) }
}

extension RegistryMirrors {
    /// What prefixes and mirrors look like, as a regular expression for schemas.
    public static var pattern: String { MirrorPlace.pattern }
    /// Of a prefix or a mirror, in bytes.
    public static var longest: Int { MirrorPlace.longest }
}
