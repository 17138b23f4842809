import Value

/// A registry or a chart repository, and where it is asked whether it answers.
struct RegistryTarget: Sendable, Hashable {
    /// As it is wanted.
    var name: String
    var url: String
    /// It speaks the registry API; what else is only asked for.
    var isRegistry: Bool
    /// Charts are read from here; images only nodes pull.
    var isReadHere: Bool

    /// - Parameter text: a host with or without a port, a URL, or `oci://host/path`.
    init(_ text: String) {
        name = text
        if text.hasPrefix("https://") || text.hasPrefix("http://") {
            url = text
            isRegistry = false
            isReadHere = true
            return
        }
        isReadHere = text.hasPrefix("oci://")
        let rest = isReadHere ? text.dropFirst("oci://".count) : text[...]
        let host = String(rest.prefix { $0 != "/" })
        isRegistry = true
        url = "\(Self.isLocal(host) ? "http" : "https")://\(Self.hubNames[host] ?? host)/v2/"
    }

    /// Names of one registry that is asked by another.
    private static let hubNames = ["docker.io": "registry-1.docker.io", "index.docker.io": "registry-1.docker.io"]

    private static func isLocal(_ host: String) -> Bool {
        let name = host.prefix { $0 != ":" }
        return name == "localhost" || name.hasPrefix("127.") || host.hasPrefix("[::1]")
    }

    /// Those that are wanted, each address once; what is read from here counts more than what nodes pull.
    static func all(_ names: [String]) -> [RegistryTarget] {
        var targets: [RegistryTarget] = []
        for target in names.map(RegistryTarget.init) {
            guard let place = targets.firstIndex(where: { $0.url == target.url }) else {
                targets.append(target)
                continue
            }
            targets[place].isReadHere = targets[place].isReadHere || target.isReadHere
        }
        return targets
    }
}

extension RegistryTarget {
    /// Those of what is wanted, then those that images of what is about to be applied come from.
    ///
    /// - Parameter rendered: as the fact has it; null where it is not known.
    static func all(wanted: [String], rendered: Value) -> [RegistryTarget] {
        let objects = (rendered.array ?? []).flatMap { $0["objects"]?.array ?? [] }
        let images = objects.flatMap { ClusterObject.texts($0["images"]) }
        return all(wanted + Set(images.map(host(ofImage:))).sorted())
    }

    /// The registry of an image: what stands before its first slash, where that can be the name of a host.
    static func host(ofImage image: String) -> String {
        guard let slash = image.firstIndex(of: "/") else { return "docker.io" }
        let first = String(image[..<slash])
        return first.contains(".") || first.contains(":") || first == "localhost" ? first : "docker.io"
    }

    /// What is told of one of so many that are too many.
    static let notAsked: Value = [
        "state": "notAsked",
        "message": .string("it was not asked: one run asks at most \(PreflightLimits.probedRegistries) registries"),
    ]

    /// What was recorded of registries.
    ///
    /// - Throws: where some that are wanted now were none of those then.
    static func recorded(_ fact: Value, wanted: [String]) throws(UnknownReason) -> Value {
        let asked = (fact.array ?? []).compactMap { $0["url"]?.string }
        let missing = all(wanted).filter { !asked.contains($0.url) }.map(\.name)
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the registries \(missing.joined(separator: ", "))")
        }
        return fact
    }
}
