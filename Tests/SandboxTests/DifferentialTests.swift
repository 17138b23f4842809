import HTTP
import Sandbox
import TestParts
import Testing
import Value

/// The same requests to a real API server and to the sandbox: the refusals must read alike.
@Suite(
    .enabled(if: TestParts.has(.kubeAPIServer, .etcd), "the real control plane is missing: run 'make parts'"),
    .serialized, .timeLimit(.minutes(4)))
struct DifferentialTests {
    struct Exchange: Sendable, CustomStringConvertible {
        var description: String
        var method: HTTPMethod
        var path: String
        var body: String?
        var type = "application/json"
        var words = Words.same

        /// Whether more than code and reason must agree.
        enum Words {
            case same
            /// Servers older than what the sandbox says it is say it otherwise.
            case newer
            /// They name what changes with the server's build: Go's types and parser, lines of its source.
            case theBuilds
        }

        init(
            _ description: String, _ method: HTTPMethod, _ path: String, _ body: String? = nil,
            type: String = "application/json", words: Words = .same
        ) {
            self.description = description
            self.method = method
            self.path = path
            self.body = body
            self.type = type
            self.words = words
        }
    }

    private static let maps = "/api/v1/namespaces/NS/configmaps"
    private static let deployments = "/apis/apps/v1/namespaces/NS/deployments"
    private static let map = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"1"}}"#

    private static func deployment(_ spec: String) -> String {
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":\#(spec)}"#
    }

    /// In order: later ones build on earlier ones.
    static let exchanges: [Exchange] = [
        Exchange("an absent object", .get, "\(maps)/none"),
        Exchange("an absent object of a group", .get, "\(deployments)/none"),
        Exchange("an absent namespace", .get, "/api/v1/namespaces/none-such"),
        Exchange("a type that is not served", .get, "/apis/example.com/v9/things"),
        Exchange("a resource that is not served", .get, "/api/v1/namespaces/NS/things"),
        Exchange("a create into no namespace", .post, "/api/v1/namespaces/none-such/configmaps", map),
        Exchange("a create", .post, maps, map),
        Exchange("a create of what is there", .post, maps, map),
        Exchange("a create without a name", .post, maps, #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}"#),
        Exchange(
            "a create with a bad name", .post, maps,
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"A_b"}}"#),
        Exchange(
            "a create of another version", .post, maps,
            #"{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"b"}}"#, words: .theBuilds),
        Exchange(
            "a create in another namespace", .post, maps,
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b","namespace":"other"}}"#),
        Exchange("a create that is not JSON", .post, maps, "nonsense", words: .theBuilds),
        Exchange("an update under another name", .put, "\(maps)/b", map),
        Exchange(
            "an update of what is absent", .put, "\(maps)/b",
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}"#),
        Exchange(
            "an update of an old version", .put, "\(maps)/a",
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"1"}}"#),
        Exchange(
            "an update of another object's identity", .put, "\(maps)/a",
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"00000000-0000-0000-0000-000000000000"}}"#,
            words: .newer),
        Exchange("a patch of an unknown kind", .patch, "\(maps)/a", "{}", words: .theBuilds),
        Exchange("a patch of what is absent", .patch, "\(maps)/none", "{}", type: "application/merge-patch+json"),
        Exchange(
            "a JSON patch whose test fails", .patch, "\(maps)/a", #"[{"op":"test","path":"/data/x","value":"2"}]"#,
            type: "application/json-patch+json"),
        Exchange(
            "a JSON patch of what is missing", .patch, "\(maps)/a", #"[{"op":"remove","path":"/data/none"}]"#,
            type: "application/json-patch+json"),
        Exchange("an apply without a manager", .patch, "\(maps)/a", map, type: "application/apply-patch+yaml"),
        Exchange(
            "an apply over another's field", .patch, "\(maps)/a?fieldManager=me",
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"2"}}"#,
            type: "application/apply-patch+yaml"),
        Exchange("a selector that cannot be read", .get, "\(maps)?labelSelector=a%20b", words: .newer),
        Exchange("a field selector of an unknown field", .get, "\(maps)?fieldSelector=data.x%3D1"),
        Exchange("a bad continue token", .get, "\(maps)?limit=1&continue=nonsense", words: .theBuilds),
        Exchange(
            "a delete with a wrong precondition", .delete, "\(maps)/a",
            #"{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"x"}}"#, words: .newer),
        Exchange("a delete", .delete, "\(maps)/a"),
        Exchange("a delete of what is gone", .delete, "\(maps)/a"),
        Exchange("a deployment without anything", .post, deployments, deployment("{}"), words: .newer),
        Exchange(
            "a deployment that does not select its pods", .post, deployments,
            deployment(
                #"{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}"#
            ),
            words: .newer),
        Exchange(
            "a deployment with a text for a number", .post, deployments,
            deployment(
                #"{"replicas":"two","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}"#
            ),
            words: .theBuilds),
        Exchange(
            "a service without ports", .post, "/api/v1/namespaces/NS/services",
            #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{}}"#),
        Exchange("a method that is not allowed", HTTPMethod(rawValue: "POST"), "\(maps)/a", map),
        Exchange("a namespace that may not go", .delete, "/api/v1/namespaces/default"),
    ]

    private static func send(
        _ exchange: Exchange, to server: String, token: String, authority: [UInt8]?,
        through transport: any HTTPTransport
    ) async throws -> Value {
        let path = exchange.path.replacing("/NS/", with: "/differential/")
        var options = HTTPConnectionOptions()
        options.certificateAuthorities = authority
        let response = try await transport.send(
            HTTPRequest(
                exchange.method, server + path,
                headers: [
                    "Authorization": "Bearer \(token)", "Content-Type": exchange.type, "Accept": "application/json",
                    "User-Agent": "tester/1",
                ],
                body: exchange.body.map { Array($0.utf8) }, connection: options))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        guard response.headers["Content-Type"]?.contains("json") == true else {
            return ["http": .integer(Int64(response.status)), "text": .string(String(decoding: bytes, as: UTF8.self))]
        }
        let body = try Value(json: bytes)
        return [
            "http": .integer(Int64(response.status)), "reason": body["reason"] ?? "",
            "message": .string(
                (body["message"]?.string ?? "").replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "UID")),
            "details": Self.comparable(body["details"]),
        ]
    }

    /// What every object has of its own is not compared.
    private static func comparable(_ details: Value?) -> Value {
        guard var members = details?.object else { return [:] }
        members["uid"] = nil
        return .object(members)
    }

    /// Objects as their authors write them.
    static let objects: [(path: String, text: String)] = [
        (
            "/apis/apps/v1/namespaces/NS/deployments",
            #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","labels":{"app":"d"},"annotations":{"note":"n"}},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i:1","ports":[{"containerPort":80}],"env":[{"name":"A","value":"b"},{"name":"F","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],"resources":{"limits":{"cpu":"1"}},"readinessProbe":{"httpGet":{"path":"/","port":80}},"volumeMounts":[{"name":"v","mountPath":"/v"}]}],"volumes":[{"name":"v","configMap":{"name":"cm"}}],"tolerations":[{"operator":"Exists"}],"nodeSelector":{"a":"b"}}}}}"#
        ),
        (
            "/api/v1/namespaces/NS/services",
            #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"selector":{"app":"d"},"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":8080},{"name":"x","protocol":"TCP","port":81}]}}"#
        ),
        (
            "/api/v1/namespaces/NS/configmaps",
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"a":"b","c":"d"}}"#
        ),
        (
            "/api/v1/namespaces/NS/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"a":"b"}}"#
        ),
        (
            "/apis/apps/v1/namespaces/NS/statefulsets",
            #"{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"st"},"spec":{"replicas":0,"serviceName":"s","selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"#
        ),
        (
            "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles",
            #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}"#
        ),
    ]

    @Test(arguments: ["Update", "Apply"])
    func objectsReadAlike(operation: String) async throws {
        let real = try await ControlPlane.shared()
        let authority = Array(real.certificateAuthority.utf8)
        let isOlder = try await Self.isOlder(real)
        let name = "alike-\(operation.lowercased())"
        func send(_ method: HTTPMethod, _ path: String, _ body: String, real isReal: Bool, _ sandbox: Sandbox)
            async throws -> Value
        {
            var options = HTTPConnectionOptions()
            options.certificateAuthorities = isReal ? authority : nil
            let type = method == .patch ? "application/apply-patch+yaml" : "application/json"
            let token = isReal ? real.token : Sandbox.adminToken
            let request = HTTPRequest(
                method, (isReal ? real.server : Sandbox.serverURL) + path.replacing("/NS/", with: "/\(name)/"),
                headers: ["Authorization": "Bearer \(token)", "Content-Type": type, "User-Agent": "tester/1"],
                body: Array(body.utf8), connection: options)
            let transport: any HTTPTransport = isReal ? CurlTransport() : sandbox.transport
            return try Value(json: try await transport.send(request).body.collect(upTo: 1 << 20))
        }
        try await withSandbox { sandbox in
            let namespace = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(name)"}}"#
            for isReal in [true, false] {
                _ = try await send(.post, "/api/v1/namespaces", namespace, real: isReal, sandbox)
            }
            for (path, text) in Self.objects {
                let object = try Value(jsonText: text)
                let target =
                    operation == "Apply"
                    ? "\(path)/\(object["metadata"]?["name"]?.string ?? "")?fieldManager=tester" : path
                let method: HTTPMethod = operation == "Apply" ? .patch : .post
                let expected = Self.comparable(
                    object: try await send(method, target, text, real: true, sandbox), isOlder: isOlder)
                let found = Self.comparable(
                    object: try await send(method, target, text, real: false, sandbox), isOlder: isOlder)
                for key in ["metadata", "spec", "data", "type", "rules"] {
                    let (text, wanted) = (found[key]?.json(sortedKeys: true), expected[key]?.json(sortedKeys: true))
                    #expect(text == wanted, "\(path) \(key)")
                }
            }
        }
    }

    /// Without what differs between any two clusters, and on an older server what newer ones added.
    private static func comparable(object: Value, isOlder: Bool) -> Value {
        func without(_ value: Value, _ keys: Set<String>) -> Value {
            switch value {
            case .object(let members):
                .object(Object(members.filter { !keys.contains($0.key) }.map { ($0.key, without($0.value, keys)) }))
            case .array(let elements): .array(elements.map { without($0, keys) })
            default: value
            }
        }
        let own: Set = [
            "uid", "creationTimestamp", "resourceVersion", "time", "clusterIP", "clusterIPs", "f:clusterIP",
            "namespace",
        ]
        let added: Set = [
            "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy", "f:internalTrafficPolicy", "podManagementPolicy",
            "persistentVolumeClaimRetentionPolicy", "f:persistentVolumeClaimRetentionPolicy", "generation",
            // Atomic only in newer servers.
            "nodeSelector", "f:nodeSelector", "f:selector", "f:fieldRef",
        ]
        return without(object, isOlder ? own.union(added) : own)
    }

    /// Whether the real server is older than what the sandbox says it is, and so knows less.
    private static func isOlder(_ real: ControlPlane) async throws -> Bool {
        func minor(_ version: String) throws -> Int {
            let parts = version.split(separator: ".")
            return try #require(parts.count > 1 ? Int(parts[1]) : nil, "\(version) is not a version")
        }
        let answer = try Value(jsonText: try await real.kubectl("get", "--raw", "/version").standardOutput)
        let version = try #require(answer["gitVersion"]?.string)
        return try minor(version) < minor(SandboxFile.standard.version)
    }

    @Test func refusalsReadAlike() async throws {
        let real = try await ControlPlane.shared()
        let authority = Array(real.certificateAuthority.utf8)
        let isOlder = try await Self.isOlder(real)
        let curl = CurlTransport()
        let namespace = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"differential"}}"#
        try await withSandbox { sandbox in
            let setup = Exchange("setup", .post, "/api/v1/namespaces", namespace)
            _ = try await Self.send(
                setup, to: Sandbox.serverURL, token: Sandbox.adminToken, authority: nil, through: sandbox.transport)
            _ = try await Self.send(setup, to: real.server, token: real.token, authority: authority, through: curl)
            for exchange in Self.exchanges {
                let expected = try await Self.send(
                    exchange, to: real.server, token: real.token, authority: authority, through: curl)
                let found = try await Self.send(
                    exchange, to: Sandbox.serverURL, token: Sandbox.adminToken, authority: nil,
                    through: sandbox.transport)
                if exchange.words == .theBuilds || exchange.words == .newer && isOlder {
                    #expect(
                        found["http"] == expected["http"], "\(exchange): \(found.json()) instead of \(expected.json())")
                    #expect(
                        found["reason"] == expected["reason"],
                        "\(exchange): \(found.json()) instead of \(expected.json())")
                } else {
                    #expect(found.json() == expected.json(), "\(exchange)")
                }
            }
        }
    }
}
