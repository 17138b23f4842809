/// The parts of an image's name, as a node reads it.
struct ImageName: Sendable, Hashable {
    /// A host, with its port where there is one.
    var registry: String
    /// Without the registry.
    var repository: String
    var tag: String?
    /// It says which image is meant whatever the tag is.
    var digest: String?

    /// - Parameter text: such as `registry.test:5000/team/web:1.2@sha256:…`; a short name is one of Docker Hub.
    init(_ text: String) {
        var rest = text[...]
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        registry = RegistryTarget.host(ofImage: String(rest))
        if let slash = rest.firstIndex(of: "/"), rest[..<slash] == registry {
            rest = rest[rest.index(after: slash)...]
        }
        let name = rest.lastIndex(of: "/").map { rest[rest.index(after: $0)...] } ?? rest
        if let colon = name.lastIndex(of: ":") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        let isShort = registry == "docker.io" && !rest.contains("/")
        repository = isShort ? "library/\(rest)" : String(rest)
    }

    /// What a registry is asked for it by.
    var reference: String { digest ?? tag ?? "latest" }

    /// Whether the repository ends in these parts, wherever it is mirrored.
    func isOf(_ parts: String) -> Bool { repository == parts || repository.hasSuffix("/\(parts)") }

    /// Whether it can stand in a path as it is.
    var isPlain: Bool {
        (repository + reference).utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "/"), UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }
}
