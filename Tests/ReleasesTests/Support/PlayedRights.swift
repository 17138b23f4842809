import HTTP
import Kubernetes
import Value

@testable import Releases

/// A server that answers for rights as RBAC does, by what a test has its caller hold.
struct PlayedRights: Sendable {
    /// By namespace.
    var held: [String: [PolicyRule]] = [:]
    var inCluster: [PolicyRule] = []
    /// Namespaces whose rules cannot be listed whole; `-` stands for the whole cluster.
    var incomplete: Set<String> = []
    var served = PlayedRights.usual
    /// What is answered in the place of all this.
    var instead: @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }
    /// The same for one right.
    var review: @Sendable (AccessRequest) -> HTTPResponse? = { _ in nil }

    static let rbac = "rbac.authorization.k8s.io"
    static let roleBindings = ResourceType(
        group: rbac, version: "v1", kind: "RoleBinding", plural: "rolebindings", isNamespaced: true)
    static let usual: [ResourceType] = [
        .namespaces, .pods, .services, .configMaps, .secrets, .deployments, .jobs, .roles, .clusterRoles, roleBindings,
        .customResourceDefinitions,
    ]

    func server() -> ScriptedServer { ScriptedServer { answer($0) } }

    private func answer(_ request: HTTPRequest) -> HTTPResponse? {
        if let answer = instead(request) { return answer }
        let path = Self.path(request.url)
        guard request.method == .post else { return request.method == .get ? discovery(path) : nil }
        let spec = Self.spec(request.body ?? [])
        if path.hasSuffix("/selfsubjectaccessreviews") {
            let wanted = AccessRequest(attributes: spec["resourceAttributes"] ?? .null)
            return review(wanted) ?? .object(201, ["status": ["allowed": .bool(allows(wanted))]])
        }
        guard path.hasSuffix("/selfsubjectrulesreviews") else { return nil }
        let namespace = spec["namespace"]?.string ?? ""
        let rules = inCluster + (held[namespace] ?? [])
        return .object(
            201,
            [
                "status": [
                    "resourceRules": .array(rules.map(\.value)), "nonResourceRules": [],
                    "incomplete": .bool(incomplete.contains(namespace)),
                ]
            ])
    }

    private func allows(_ request: AccessRequest) -> Bool {
        let rules = inCluster + (request.namespace.flatMap { held[$0] } ?? [])
        return AccessRules(rules: rules, isIncomplete: false).allows(request)
    }

    private func discovery(_ path: String) -> HTTPResponse? {
        guard path.hasPrefix("/api/v1") || path.hasPrefix("/apis/"), !path.contains("/namespaces/") else { return nil }
        let types = served.filter { path == ($0.group.isEmpty ? "/api/v1" : "/apis/\($0.apiVersion)") }
        guard !types.isEmpty else {
            guard path.split(separator: "/").count <= 3 else { return nil }
            return .object(
                404, ["kind": "Status", "reason": "NotFound", "code": 404, "message": "no such path", "details": [:]])
        }
        return .object(
            200,
            [
                "kind": "APIResourceList",
                "resources": .array(
                    types.map {
                        ["name": .string($0.plural), "kind": .string($0.kind), "namespaced": .bool($0.isNamespaced)]
                    }),
            ])
    }

    fileprivate static func path(_ url: String) -> String {
        String(url.dropFirst("https://cluster.test".count).prefix { $0 != "?" })
    }

    fileprivate static func spec(_ body: [UInt8]) -> Value {
        // What is none was sent by nobody.
        (try? Value(json: body))?["spec"] ?? .null
    }
}

extension AccessRequest {
    /// As a review has them.
    fileprivate init(attributes: Value) {
        self.init(
            verb: attributes["verb"]?.string ?? "", group: attributes["group"]?.string ?? "",
            resource: attributes["resource"]?.string ?? "", subresource: attributes["subresource"]?.string,
            namespace: attributes["namespace"]?.string, name: attributes["name"]?.string)
    }
}

extension ScriptedServer {
    /// The rights that were asked for one by one, sorted.
    var asked: [String] {
        specs("selfsubjectaccessreviews").map {
            AccessRequest(attributes: $0["resourceAttributes"] ?? .null).description
        }
        .sorted()
    }

    /// The namespaces whose rules were listed, sorted.
    var listed: [String] { specs("selfsubjectrulesreviews").compactMap { $0["namespace"]?.string }.sorted() }

    private func specs(_ review: String) -> [Value] {
        sent.filter { $0.line.hasSuffix(review) }.map { PlayedRights.spec(Array($0.body.utf8)) }
    }
}
