import HTTP
import Testing
import Value
import YAML

@testable import Sandbox

/// One API server with a clock that stands still, asked as the transport asks it.
struct Scene {
    let server: APIServer
    let simulation: Simulation
    let clock = ManualClock()

    init(faults: [SandboxFault] = [], file: SandboxFile = .standard) throws {
        var settings = APIServer.Settings()
        settings.backends = SimulatedBackend()
        server = APIServer(clock: clock, settings: settings, seed: 1)
        simulation = Simulation(
            server: server,
            controllers: [
                DefinitionController(), NamespaceController(), ReplicaController(), StatefulController(), Scheduler(),
                Kubelet(faults: FaultBook(faults)), EndpointController(), GarbageCollector(),
            ], delays: SandboxDelays())
        let furnishing = Furnishing(file: file, date: clock.date)
        try server.write { try furnishing.furnish(&$0) }
        simulation.settle()
    }

    @discardableResult
    func send(
        _ method: String, _ target: String, _ body: Value? = nil, type: String = "application/json",
        accept: String = "application/json",
        token: String = "sandbox-admin"
    ) throws -> (status: Int, body: Value) {
        let headers: HTTPHeaders = ["Authorization": "Bearer \(token)", "Content-Type": type, "Accept": accept]
        let request = APIRequest(method: method, target: target, headers: headers, body: body?.jsonBytes() ?? [])
        switch server.respond(to: request) {
        case .value(let status, let value, _): return (status, value)
        case .bytes(let status, let type, let bytes):
            return (
                status, type.contains("json") ? try Value(json: bytes) : .string(String(decoding: bytes, as: UTF8.self))
            )
        case .watch: return (200, "watch")
        }
    }

    /// Lets simulated time pass in steps of a second.
    func pass(seconds: Int) {
        simulation.settle()
        for _ in 0..<seconds {
            clock.advance(by: .seconds(1))
            simulation.settle()
        }
    }

    func define(_ text: String = Widgets.definition) throws {
        try send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", YAML.decode(text, file: "crd"))
        pass(seconds: 1)
    }
}

@Suite struct APIServerTests {
    private let maps = "/api/v1/namespaces/default/configmaps"

    private func map(_ name: String, _ data: Object = [:]) -> Value {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": .object(data)]
    }

    @Test func withoutATokenNothingIsAnswered() throws {
        let scene = try Scene()
        let answer = scene.server.respond(to: APIRequest(method: "GET", target: "/api"))
        guard case .value(let status, let body, _) = answer else { throw CancellationError() }
        #expect(status == 401)
        #expect(body["reason"] == "Unauthorized")
        #expect(try scene.send("GET", "/api", token: "wrong").status == 401)
    }

    @Test(arguments: [
        "/healthz", "/livez", "/readyz", "/version", "/api", "/apis", "/api/v1", "/apis/apps", "/apis/apps/v1",
        "/openapi/v3", "/openapi/v3/apis/apps/v1", "/openapi/v3/api/v1", "/openapi/v2",
    ])
    func documentsAreServed(path: String) throws {
        #expect(try Scene().send("GET", path).status == 200)
    }

    @Test func everyTypeOfTheIndexHasADocument() throws {
        let scene = try Scene()
        let index = try scene.send("GET", "/openapi/v3").body
        for path in index["paths"]?.object?.keys ?? [] {
            let document = try scene.send("GET", "/openapi/v3/\(path)")
            #expect(document.status == 200)
            #expect(document.body["components"]?["schemas"]?.object?.isEmpty == false, "\(path)")
        }
    }

    @Test(arguments: ["v2", "v2beta1"])
    func discoveryIsAggregatedForThoseWhoAsk(version: String) throws {
        let accept = "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList,application/json"
        let list = try Scene().send("GET", "/apis", accept: accept).body
        #expect(list["kind"] == "APIGroupDiscoveryList")
        #expect(list["apiVersion"]?.string == "apidiscovery.k8s.io/\(version)")
        let names = list["items"]?.array?.compactMap { $0[at: "metadata", "name"]?.string } ?? []
        #expect(names.contains("apps") && names.contains("nvidia.com"))
    }

    @Test func aClientThatTakesNoJSONIsRefused() throws {
        #expect(try Scene().send("GET", maps, accept: "application/vnd.kubernetes.protobuf").status == 406)
        #expect(
            try Scene().send("GET", maps, accept: "application/vnd.kubernetes.protobuf,application/json").status == 200)
    }

    @Test func updatesThatChangeNothingKeepTheVersion() throws {
        let scene = try Scene()
        let created = try scene.send("POST", maps, map("a", ["x": "1"])).body
        let again = try scene.send("PUT", "\(maps)/a", map("a", ["x": "1"])).body
        #expect(again[at: "metadata", "resourceVersion"] == created[at: "metadata", "resourceVersion"])
        let changed = try scene.send("PUT", "\(maps)/a", map("a", ["x": "2"])).body
        #expect(changed[at: "metadata", "resourceVersion"] != created[at: "metadata", "resourceVersion"])
        #expect(changed[at: "metadata", "uid"] == created[at: "metadata", "uid"])
    }

    @Test func generatedNamesDiffer() throws {
        let scene = try Scene()
        let body: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "x-"]]
        let first = try scene.send("POST", maps, body).body.name
        let second = try scene.send("POST", maps, body).body.name
        #expect(first.hasPrefix("x-") && second.hasPrefix("x-") && first != second)
    }

    @Test func aDryRunLeavesNothingBehind() throws {
        let scene = try Scene()
        #expect(try scene.send("POST", "\(maps)?dryRun=All", map("a")).status == 201)
        #expect(try scene.send("GET", "\(maps)/a").status == 404)
        #expect(try scene.send("POST", "\(maps)?dryRun=Some", map("a")).status == 400)
    }

    @Test func pagesFollowEachOther() throws {
        let scene = try Scene()
        for index in 0..<5 { try scene.send("POST", maps, map("m\(index)")) }
        var names: [String] = []
        var token = ""
        repeat {
            let page = try scene.send("GET", "\(maps)?limit=2&continue=\(token)").body
            names += page["items"]?.array?.map(\.name) ?? []
            token = page[at: "metadata", "continue"]?.string ?? ""
        } while !token.isEmpty
        #expect(names == ["kube-root-ca.crt", "m0", "m1", "m2", "m3", "m4"])
    }

    @Test func oldContinueTokensExpire() throws {
        let scene = try Scene()
        for index in 0..<3 { try scene.send("POST", maps, map("m\(index)")) }
        let token = try scene.send("GET", "\(maps)?limit=1").body[at: "metadata", "continue"]?.string ?? ""
        try scene.send("POST", maps, map("later"))
        scene.server.write { $0.store.forgetHistory() }
        let answer = try scene.send("GET", "\(maps)?limit=1&continue=\(token)")
        #expect(answer.status == 410)
        #expect(answer.body["reason"] == "Expired")
    }

    @Test func secretsFoldTheirTexts() throws {
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "stringData": ["a": "hello"],
        ]
        let stored = try Scene().send("POST", "/api/v1/namespaces/default/secrets", secret).body
        #expect(stored["data"] == ["a": "aGVsbG8="])
        #expect(stored["stringData"] == nil)
        #expect(stored["type"] == "Opaque")
    }

    @Test func generationsCountChangesOfTheSpecification() throws {
        let scene = try Scene()
        try scene.define()
        let widgets = "/apis/example.com/v1/namespaces/default/widgets"
        let created = try scene.send("POST", widgets, YAML.decode(Widgets.widget(size: 1), file: "w")).body
        #expect(created.generation == 1)
        let type = "application/merge-patch+json"
        #expect(
            try scene.send("PATCH", "\(widgets)/w", ["metadata": ["labels": ["a": "b"]]], type: type).body.generation
                == 1)
        #expect(try scene.send("PATCH", "\(widgets)/w", ["spec": ["size": 2]], type: type).body.generation == 2)
        let status = try scene.send(
            "PATCH", "\(widgets)/w/status", ["status": ["size": 2], "spec": ["size": 9]], type: type
        ).body
        #expect(status.generation == 2)
        #expect(status[at: "spec", "size"] == 2)
        #expect(status[at: "status", "size"] == 2)
        #expect(try scene.send("GET", "\(widgets)/w/scale").body[at: "spec", "replicas"] == 2)
        #expect(
            try scene.send("PATCH", "\(widgets)/w", ["status": ["size": 7]], type: type).body[at: "status", "size"] == 2
        )
    }

    @Test func strategicPatchesAreNotForCustomTypes() throws {
        let scene = try Scene()
        try scene.define()
        let widgets = "/apis/example.com/v1/namespaces/default/widgets"
        try scene.send("POST", widgets, YAML.decode(Widgets.widget(size: 1), file: "w"))
        let answer = try scene.send("PATCH", "\(widgets)/w", [:], type: "application/strategic-merge-patch+json")
        #expect(answer.status == 415)
    }

    @Test func theRestrictedUserLearnsWhatIsMissing() throws {
        let scene = try Scene()
        let answer = try scene.send("GET", "/api/v1/nodes", token: "restricted")
        #expect(answer.status == 403)
        #expect(
            answer.body["message"]
                == "nodes is forbidden: User \"restricted\" cannot list resource \"nodes\" in API group \"\" at the cluster scope"
        )
        let named = try scene.send("DELETE", "\(maps)/a", token: "restricted")
        #expect(
            named.body["message"]
                == "configmaps \"a\" is forbidden: User \"restricted\" cannot delete resource \"configmaps\" in API group \"\" in the namespace \"default\""
        )
        #expect(try scene.send("GET", maps, token: "restricted").status == 200)
        let review: Value = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": ["verb": "get", "resource": "secrets", "namespace": "default"]],
        ]
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        #expect(try scene.send("POST", path, review, token: "restricted").body[at: "status", "allowed"] == false)
        #expect(try scene.send("POST", path, review).body[at: "status", "allowed"] == true)
    }

    @Test func tablesAndMetadataAreMadeForThoseWhoAsk() throws {
        let scene = try Scene()
        let table = try scene.send("GET", "/api/v1/nodes", accept: "application/json;as=Table;v=v1;g=meta.k8s.io").body
        #expect(table["kind"] == "Table")
        #expect(table["rows"]?.array?.count == 6)
        let metadata = try scene.send(
            "GET", "/api/v1/nodes", accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
        ).body
        #expect(metadata["kind"] == "PartialObjectMetadataList")
        #expect(metadata["items"]?[0]?["spec"] == nil)
    }

    @Test func hugeBodiesAreRefused() throws {
        let text = String(repeating: "x", count: SandboxLimits.requestBody + 1)
        #expect(try Scene().send("POST", maps, map("a", ["x": .string(text)])).status == 413)
    }

    @Test func protobufIsReadAsFarAsItGoes() throws {
        // A Namespace named `team`, as kubectl sends it.
        func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
        let metadata = field(1, Array("team".utf8)) + field(2, []) + field(8, [])
        let raw = field(1, metadata) + field(2, []) + field(3, [])
        let type = field(1, Array("v1".utf8)) + field(2, Array("Namespace".utf8))
        let bytes = [0x6B, 0x38, 0x73, 0x00] + field(1, type) + field(2, raw)
        let value = try ProtobufBody.decode(bytes)
        #expect(value == ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team"]])
        for count in 0..<bytes.count where count != 14 {
            // Cut messages are refused or lack something; they never trap.
            _ = Result { try ProtobufBody.decode(Array(bytes.prefix(count))) }
        }
        let unknown = [0x6B, 0x38, 0x73, 0x00] + field(1, field(2, Array("Gadget".utf8)))
        #expect(throws: StatusError.self) { try ProtobufBody.decode(unknown) }
    }
}
