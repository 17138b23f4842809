/// `oci://HOST/REPOSITORY[:TAG][@sha256:DIGEST]`, as Helm reads it: a plus sign in a tag is written as an underscore.
struct OCIReference: Sendable, Hashable {
    /// As written, with the port: what logins are kept under.
    let registry: String
    let repository: String
    var tag: String?
    var digest: Digest?

    init(_ text: String) throws(RepositoryError) {
        guard text.hasPrefix("oci://") else { throw Self.invalid(text, "does not begin with oci://") }
        var rest = text.dropFirst(6)
        guard rest.utf8.count <= 2048 else { throw Self.invalid(text, "is too long") }
        if let at = rest.lastIndex(of: "@") {
            let digestText = String(rest[rest.index(after: at)...])
            guard digestText.hasPrefix("sha256:"), let digest = Digest(digestText) else {
                throw Self.invalid(text, "has a digest that is not sha256: and 64 digits")
            }
            self.digest = digest
            rest = rest[..<at]
        }
        guard let slash = rest.firstIndex(of: "/") else { throw Self.invalid(text, "has no repository after the host") }
        registry = String(rest[..<slash])
        var path = rest[rest.index(after: slash)...]
        while path.hasSuffix("/") { path = path.dropLast() }
        if let colon = path.lastIndex(of: ":") {
            let tag = Self.tag(forVersion: String(path[path.index(after: colon)...]))
            guard Self.isTag(tag) else { throw Self.invalid(text, "has an invalid tag") }
            self.tag = tag
            path = path[..<colon]
        }
        repository = String(path)
        guard Self.isRepository(path) else {
            throw Self.invalid(text, "has an invalid repository: lower-case letters, digits and . _ - between slashes")
        }
        // The host's own rules are those of any URL.
        let address = try WebAddress("https://\(registry)/")
        guard address.user == nil, address.path == "/" else { throw Self.invalid(text, "has an invalid host") }
    }

    /// The chart's name: the repository's last part.
    var name: String { repository.split(separator: "/").last.map(String.init) ?? repository }

    /// Docker Hub's registry answers at another name.
    var host: String { registry == "docker.io" ? "registry-1.docker.io" : registry }

    /// True for the machine itself, which may be spoken to in plain text.
    var isLoopback: Bool {
        let host =
            registry.hasPrefix("[")
            ? String(registry.prefix { $0 != "]" }) + "]" : String(registry.prefix { $0 != ":" })
        return host == "localhost" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
            || host == "[::1]"
    }

    static func tag(forVersion version: String) -> String { version.replacing("+", with: "_") }
    static func version(forTag tag: String) -> String { tag.replacing("_", with: "+") }

    static func isTag(_ tag: String) -> Bool {
        let isPlain = tag.utf8.enumerated().allSatisfy { index, byte in
            isWord(byte) || byte == UInt8(ascii: "_") || (index > 0 && "-.".utf8.contains(byte))
        }
        return (1...128).contains(tag.utf8.count) && isPlain
    }

    private static func isRepository(_ path: Substring) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last else { return false }
            return isLowerWord(first) && isLowerWord(last)
                && part.utf8.allSatisfy { isLowerWord($0) || "._-".utf8.contains($0) } && !part.contains("..")
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) || (48...57).contains(byte) }
    private static func isLowerWord(_ byte: UInt8) -> Bool { isWord(byte) && !(65...90).contains(byte) }

    private static func invalid(_ text: String, _ what: String) -> RepositoryError {
        RepositoryError(
            .invalidReference, "the reference \"\(WebAddress.display(text))\" \(what)",
            hint: "write oci://HOST/PATH/CHART, with :VERSION or @sha256:DIGEST if you like")
    }
}

extension OCIReference: CustomStringConvertible {
    var description: String {
        "oci://\(registry)/\(repository)" + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}
