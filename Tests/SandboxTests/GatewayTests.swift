import FoundationEssentials
import HTTP
import Kubernetes
import Sandbox
import TestParts
import Testing
import Value
import YAML

/// What plays NGINX Gateway Fabric, as the files of `charts/operators` describe it.
@Suite(.timeLimit(.minutes(2)))
struct GatewayTests {
    private static func options() throws -> SandboxOptions {
        let sections = try ["gateway-api", "inference-extension", "nginx-gateway-fabric"].map { name in
            let path = "\(TestParts.projectRoot)/charts/operators/\(name).yaml"
            let root = try YAMLFields(
                try YAML.decodeDocument(try String(contentsOfFile: path, encoding: .utf8), file: "\(name).yaml"))
            return try #require(try root.fields("sandbox"))
        }
        var options = try SandboxOptions(playing: sections)
        options.modelServers = try SimulatedModelServer.list(
            in: try YAMLFields(
                try YAML.decodeDocument(
                    "modelServers: [{podLabels: {app: model}, modelArguments: [--model]}]", file: "models.yaml")))
        return options
    }

    private static func deployment(_ name: String, labels: Object, args: [String] = []) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": .string(name), "namespace": "default", "labels": .object(labels)],
            "spec": [
                "selector": ["matchLabels": .object(labels)],
                "template": [
                    "metadata": ["labels": .object(labels)],
                    "spec": [
                        "containers": [
                            ["name": "main", "image": "example.invalid/a", "args": .array(args.map(Value.string))]
                        ]
                    ],
                ],
            ],
        ]
    }

    /// A cluster with the operators, a model `m` behind Service `model`, and a Gateway.
    private static func with(
        from: String = "Same", _ body: (KubernetesClient) async throws -> Void
    ) async throws {
        try await withSandbox(try options()) { sandbox in
            let client = try sandbox.client()
            try await furnish(client, from: from)
            try await body(client)
        }
    }

    private static func furnish(_ client: KubernetesClient, from: String = "Same") async throws {
        for name in ["gateway-api", "inference-extension", "nginx-gateway-fabric"] {
            _ = try await client.create(deployment(name, labels: ["app.kubernetes.io/name": .string(name)]))
        }
        _ = try await client.create(deployment("model", labels: ["app": "model"], args: ["--model", "m"]))
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "model", "namespace": "default"],
                "spec": ["selector": ["app": "model"], "ports": [["port": 8000]]],
            ])
        try await wait(client, "GatewayClass", "nginx") { condition($0["status"], "Accepted") == "True" }
        _ = try await client.create(
            object(
                "Gateway", "web",
                [
                    "gatewayClassName": "nginx",
                    "listeners": [
                        [
                            "name": "http", "port": 80, "protocol": "HTTP",
                            "allowedRoutes": ["namespaces": ["from": .string(from)]],
                        ]
                    ],
                ]))
        try await wait(client, "Gateway", "web") { condition($0["status"], "Programmed") == "True" }
    }

    private static func object(_ kind: String, _ name: String, namespace: String = "default", _ spec: Value) -> Value {
        let group = kind == "InferencePool" ? "inference" : "gateway"
        return [
            "apiVersion": .string("\(group).networking.k8s.io/v1"), "kind": .string(kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ]
    }

    private static func route(
        _ name: String, namespace: String = "default", path: String = "/", rewrites: Bool = false, host: String? = nil,
        section: String? = nil, backend: Value = ["name": "model", "port": 8000]
    ) -> Value {
        var rule: Object = [
            "matches": [["path": ["type": "PathPrefix", "value": .string(path)]]], "backendRefs": [backend],
        ]
        if rewrites {
            rule["filters"] = [
                [
                    "type": "URLRewrite",
                    "urlRewrite": ["path": ["type": "ReplacePrefixMatch", "replacePrefixMatch": "/"]],
                ]
            ]
        }
        var parent: Object = ["name": "web", "namespace": "default"]
        parent["sectionName"] = section.map(Value.string)
        var spec: Object = ["parentRefs": [.object(parent)], "rules": [.object(rule)]]
        if let host { spec["hostnames"] = [.string(host)] }
        return object("HTTPRoute", name, namespace: namespace, .object(spec))
    }

    private static func condition(_ holder: Value?, _ type: String, _ key: String = "status") -> String? {
        (holder?["conditions"]?.array ?? []).first { $0["type"]?.string == type }?[key]?.string
    }

    private static func wait(
        _ client: KubernetesClient, _ kind: String, _ name: String, namespace: String = "default",
        _ isMet: (Value) -> Bool
    ) async throws {
        let group = kind == "InferencePool" ? "inference" : "gateway"
        while true {
            do {
                let type = try await client.resourceType(apiVersion: "\(group).networking.k8s.io/v1", kind: kind)
                let place = type.isNamespaced ? namespace : nil
                if let object = try await client.getIfPresent(type, name, namespace: place), isMet(object) { return }
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {}
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func make(_ route: Value, _ client: KubernetesClient) async throws -> Value {
        _ = try await client.create(route)
        let name = route["metadata"]?["name"]?.string ?? ""
        let namespace = route["metadata"]?["namespace"]?.string ?? ""
        var parent: Value = [:]
        try await wait(client, "HTTPRoute", name, namespace: namespace) { object in
            parent = object["status"]?["parents"]?[0] ?? [:]
            return parent["conditions"] != nil
        }
        return parent
    }

    private static func ask(
        _ client: KubernetesClient, _ path: String, host: String? = nil
    ) async throws -> (status: Int, body: String) {
        let response = try await client.serviceProxy(
            "web-nginx", namespace: "default", port: "80", path: path, host: host)
        return (response.status, String(decoding: try await response.body.collect(upTo: 1 << 16), as: UTF8.self))
    }

    private static func untilServed(_ client: KubernetesClient, _ path: String) async throws -> String {
        while true {
            let answer = try await ask(client, path)
            if answer.status == 200 { return answer.body }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func aGatewayGetsAServiceAndAnAddress() async throws {
        try await Self.with { client in
            let type = try await client.resourceType(apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway")
            let gateway = try await client.get(type, "web", namespace: "default")
            #expect(gateway["status"]?["addresses"] == [["type": "IPAddress", "value": "203.0.113.10"]])
            let services = try await client.listAll(
                .services, namespace: "default",
                options: ListOptions(labelSelector: "gateway.networking.k8s.io/gateway-name=web")
            ).items
            #expect(services.count == 1)
            #expect(services[0]["metadata"]?["name"] == "web-nginx")
            #expect(services[0]["spec"]?["ports"]?[0]?["port"] == 80)
            // It goes with its Gateway.
            _ = try await client.deleteIfPresent(type, "web", namespace: "default")
            while try await client.getIfPresent(.services, "web-nginx", namespace: "default") != nil {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test func requestsGoWhereTheRouteLeads() async throws {
        try await Self.with { client in
            #expect(try await Self.ask(client, "/v1/models").status == 404)
            let parent = try await Self.make(Self.route("all"), client)
            #expect(parent["controllerName"] == "gateway.nginx.org/nginx-gateway-controller")
            #expect(Self.condition(parent, "Accepted") == "True")
            #expect(Self.condition(parent, "ResolvedRefs") == "True")
            #expect(try await Self.untilServed(client, "/v1/models").contains(#""id":"m""#))
        }
    }

    @Test func theLongestPathWinsAndIsCutOff() async throws {
        try await Self.with { client in
            _ = try await Self.make(Self.route("model", path: "/a/b", rewrites: true), client)
            _ = try await Self.make(Self.route("nobody", path: "/a", backend: ["name": "gone", "port": 1]), client)
            #expect(try await Self.untilServed(client, "/a/b/v1/models").contains(#""id":"m""#))
            #expect(try await Self.ask(client, "/a/v1/models").status == 500)
            #expect(try await Self.ask(client, "/a/bc/v1/models").status == 500)
            #expect(try await Self.ask(client, "/b").status == 404)
        }
    }

    @Test func routesWithNamesTakeRequestsForThem() async throws {
        try await Self.with { client in
            _ = try await Self.make(Self.route("named", host: "*.example.com"), client)
            while try await Self.ask(client, "/v1/models", host: "a.example.com").status != 200 {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await Self.ask(client, "/v1/models", host: "a.example.org").status == 404)
            #expect(try await Self.ask(client, "/v1/models").status == 404)
        }
    }

    /// Whatever the paths are.
    @Test func theNameThatFitsBestWins() async throws {
        try await Self.with { client in
            let nobody: Value = ["name": "gone", "port": 1]
            _ = try await Self.make(Self.route("all", path: "/v1/models", backend: nobody), client)
            _ = try await Self.make(Self.route("star", host: "*.example.com", backend: nobody), client)
            _ = try await Self.make(Self.route("named", host: "a.example.com"), client)
            while try await Self.ask(client, "/v1/models", host: "a.example.com").status != 200 {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// The server's own library keeps the name that it is asked by apart.
    @Test func namesCountOnTheLoopbackToo() async throws {
        try await ServedSandbox.with(try Self.options()) { served in
            let client = try served.sandbox.client()
            try await Self.furnish(client)
            _ = try await Self.make(Self.route("named", host: "a.example.com"), client)
            while try await Self.ask(client, "/v1/models", host: "a.example.com").status != 200 {
                try await Task.sleep(for: .milliseconds(20))
            }
            let service = "/api/v1/namespaces/default/services/web-nginx:80/proxy/v1/models"
            let url = "http://127.0.0.1:\(served.port)/as/\(Sandbox.adminToken)\(service)"
            let rows: [(host: String?, status: Int)] = [
                ("a.example.com", 200), ("A.example.com:8080", 200), ("b.example.com", 404), (nil, 404),
            ]
            for (host, status) in rows {
                let headers: HTTPHeaders = host.map { ["Host": $0] } ?? [:]
                let response = try await CurlTransport().send(HTTPRequest(.get, url, headers: headers))
                #expect(response.status == status, "\(host ?? "none")")
            }
        }
    }

    @Test func aPoolLeadsToItsPods() async throws {
        try await Self.with { client in
            _ = try await client.create(
                Self.object(
                    "InferencePool", "pool",
                    [
                        "selector": ["matchLabels": ["app": "model"]], "targetPorts": [["number": 8000]],
                        "endpointPickerRef": ["name": "model", "port": ["number": 9002]],
                    ]))
            let backend: Value = ["group": "inference.networking.k8s.io", "kind": "InferencePool", "name": "pool"]
            _ = try await Self.make(Self.route("pooled", backend: backend), client)
            #expect(try await Self.untilServed(client, "/v1/models").contains(#""id":"m""#))
            try await Self.wait(client, "InferencePool", "pool") {
                Self.condition($0["status"]?["parents"]?[0], "ResolvedRefs") == "True"
            }
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var route: Value
        var type: String
        var reason: String
        var testDescription: String { reason }
    }

    @Test(arguments: [
        Refused(route: route("a", section: "tls"), type: "Accepted", reason: "NoMatchingParent"),
        Refused(route: route("a", namespace: "other"), type: "Accepted", reason: "NotAllowedByListeners"),
        Refused(
            route: route("a", backend: ["name": "gone", "port": 1]), type: "ResolvedRefs", reason: "BackendNotFound"),
        Refused(
            route: route("a", backend: ["kind": "Bucket", "name": "b"]), type: "ResolvedRefs", reason: "InvalidKind"),
    ])
    func whatIsWrongWithARouteIsSaid(row: Refused) async throws {
        try await Self.with { client in
            _ = try await client.create(["metadata": ["name": "other"]], as: .namespaces)
            let parent = try await Self.make(row.route, client)
            #expect(Self.condition(parent, row.type) == "False")
            #expect(Self.condition(parent, row.type, "reason") == row.reason)
            #expect(Self.condition(parent, row.type, "message")?.hasPrefix("simulated: ") == true)
        }
    }
}
