import HTTP

/// What a request asks of an API server, told by its method and its URL.
enum RequestKind: Sendable, Hashable {
    case list, get, discovery, review, dryRun, write, other

    /// - Parameter server: the server's URL, which may have a path.
    init(method: HTTPMethod, url: String, server: String) {
        guard url.hasPrefix(server) else {
            self = .other
            return
        }
        let target = url.dropFirst(server.count)
        let path = target.prefix { $0 != "?" }
        let query = target.dropFirst(path.count + 1).split(separator: "&")
        let segments = path.split(separator: "/").map(String.init)
        if method == .get || method == .head {
            self = Self.read(segments, query)
        } else {
            self = Self.change(segments, query)
        }
    }

    private static func read(_ segments: [String], _ query: [Substring]) -> RequestKind {
        switch segments.first {
        case "version", "openapi": return .discovery
        case "api", "apis": break
        default: return .other
        }
        guard let resource = Resource(segments) else { return .discovery }
        if resource.isPassedOn || query.contains("watch=true") || query.contains("watch=1") { return .other }
        return resource.hasName ? .get : .list
    }

    private static func change(_ segments: [String], _ query: [Substring]) -> RequestKind {
        guard let resource = Resource(segments), !resource.isPassedOn else { return .other }
        if resource.group == "authorization.k8s.io" || resource.group == "authentication.k8s.io" { return .review }
        return query.contains("dryRun=All") ? .dryRun : .write
    }

    /// What a path names below `/api/v1` or `/apis/GROUP/VERSION`.
    private struct Resource {
        var group: String
        var hasName: Bool
        var subresource: String?

        /// Whether it goes through to something behind the server.
        var isPassedOn: Bool {
            subresource.map { ["proxy", "log", "exec", "attach", "portforward"].contains($0) } ?? false
        }

        /// Nil for a path that names no resource.
        init?(_ segments: [String]) {
            let isCore = segments.first == "api"
            group = isCore ? "" : segments.count > 1 ? segments[1] : ""
            var rest = segments.dropFirst(isCore ? 2 : 3)
            guard !rest.isEmpty else { return nil }
            // A namespace itself has a name and at most a subresource; what is in it has a resource besides.
            let isInNamespace = rest.first == "namespaces" && rest.count > 2
            if isInNamespace, !["status", "finalize"].contains(rest[rest.startIndex + 2]) {
                rest = rest.dropFirst(2)
            }
            hasName = rest.count > 1
            subresource = rest.count > 2 ? rest[rest.startIndex + 2] : nil
        }
    }
}
