import Value

/// A model, and the hub or mirror that pods fetch it from.
struct HubTarget: Sendable, Hashable {
    /// As the deployment names it.
    var model: String
    /// Without a slash at its end.
    var endpoint: String

    static let hub = "https://huggingface.co"

    init(model: String, endpoint: String = "") {
        self.model = model
        var address = endpoint.isEmpty ? Self.hub : endpoint
        while address.hasSuffix("/") { address.removeLast() }
        self.endpoint = address
    }

    /// Nil where the deployment names no model.
    init?(_ deployment: Subject.Deployment) {
        guard let model = deployment.modelID else { return nil }
        self.init(model: model, endpoint: deployment.serving.endpoint)
    }

    /// Each once, in the order in which deployments name them.
    static func all(_ deployments: [Subject.Deployment]) -> [HubTarget] {
        var targets: [HubTarget] = []
        for target in deployments.compactMap(HubTarget.init) where !targets.contains(target) { targets.append(target) }
        return targets
    }

    var information: String { "\(endpoint)/api/models/\(model)" }
    /// A file that nearly every repository has, and that tells what the model is.
    var configuration: String { "\(endpoint)/\(model)/resolve/main/config.json" }

    /// Why nobody asks for it; nil where it is asked for.
    var obstacle: String? {
        if !Self.isRepository(model) { return "\(model) is no repository of the hub" }
        if Self.isInCluster(host) { return "\(shown) is in the cluster, where only pods reach it" }
        return nil
    }

    /// The endpoint without user information, for messages and reports.
    var shown: String { Self.redacted(endpoint) }

    /// Lower case, with the port where there is one.
    var authority: String { Self.authority(of: endpoint) }

    /// Whether what is sent there is read by nobody on the way.
    var isPrivate: Bool {
        endpoint.lowercased().hasPrefix("https://") || host == "localhost" || host == "[::1]" || Self.isLoopback(host)
    }

    /// The whole of 127.0.0.0/8; a name that only begins so is another host.
    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private var host: String {
        guard !authority.hasPrefix("[") else { return String(authority.prefix { $0 != "]" }) + "]" }
        return String(authority.prefix { $0 != ":" })
    }

    static func authority(of url: String) -> String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let start = authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex
        return authority[start...].lowercased()
    }

    static func redacted(_ url: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return url }
        let authority = url[start...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<start]) + url[url.index(after: at)...]
    }

    private static func isInCluster(_ host: String) -> Bool {
        if host == "localhost" || host.hasPrefix("[") { return false }
        return !host.contains(".") || host.hasSuffix(".svc") || host.hasSuffix(".cluster.local")
            || host.split(separator: ".").count == 2 && host.hasSuffix(".local")
    }

    /// One or two parts that begin neither with a point nor with a dash.
    private static func isRepository(_ id: String) -> Bool {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
                    return false
                }
                return part.utf8.allSatisfy(isAllowed)
            }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
