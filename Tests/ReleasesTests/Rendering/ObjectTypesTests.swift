import HTTP
import Kubernetes
import Testing
import Value
import YAML

@testable import Releases

/// Of which types objects are, on servers that serve some of them.
@Suite struct ObjectTypesTests {
    private static func object(_ apiVersion: String, _ kind: String) -> Value {
        ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "a"]]
    }

    private static let crd: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "gearz.new.test"],
        "spec": [
            "group": "new.test", "scope": "Cluster", "names": ["kind": "Gear", "plural": "gearz"],
            "versions": [
                ["name": "v1", "served": true, "storage": true], ["name": "v1alpha1", "served": false],
            ],
        ],
    ]

    private func read(
        _ objects: [Value], known: [ResourceType] = [], _ rights: PlayedRights = PlayedRights()
    ) async throws -> (types: ObjectTypes, server: ScriptedServer) {
        let server = rights.server()
        let client = try server.client().patient(for: .zero)
        return (try await ObjectTypes.read(objects, known: known, client: client), server)
    }

    /// In one word, and what it is called in paths.
    private func words(_ found: ObjectTypes.Found?) -> String {
        switch found {
        case .served(let type)?: "served \(type)"
        case .coming(let type)?: "coming \(type)\(type.isNamespaced ? "" : " of the cluster")"
        case .guessed(let type)?: "guessed \(type)"
        case .unseen(let type, let error)?: "unseen \(type) \(error.code)"
        case nil: "none"
        }
    }

    @Test(arguments: [
        ("v1", "ConfigMap", "served configmaps"), ("apps/v1", "Deployment", "served deployments.apps"),
        // The group is served, and the kind is not.
        ("v1", "Gadget", "guessed gadgets"), ("apps/v1", "Policy", "guessed policies.apps"),
        ("a.test/v1", "Gateway", "guessed gateways.a.test"), ("a.test/v1", "Ingress", "guessed ingresses.a.test"),
        // Its CRD is among them, in one version.
        ("new.test/v1", "Gear", "coming gearz.new.test of the cluster"),
        ("new.test/v1alpha1", "Gear", "guessed gears.new.test"),
        // Somebody knows it beforehand.
        ("known.test/v1", "Thing", "coming thingz.known.test"),
    ])
    func typesAreFound(apiVersion: String, kind: String, words: String) async throws {
        let object = Self.object(apiVersion, kind)
        let known = ResourceType(
            group: "known.test", version: "v1", kind: "Thing", plural: "thingz", isNamespaced: true)
        let (types, _) = try await read([object, Self.crd], known: [known])
        #expect(self.words(types[object]) == words)
    }

    @Test(arguments: [
        (403, "Forbidden", "forbidden"), (504, "Timeout", "timeout"), (503, "Unavailable", "unavailable"),
    ])
    func whatTheServerDoesNotSayIsUnseen(status: Int, reason: String, code: String) async throws {
        var rights = PlayedRights()
        rights.instead = { request in
            request.url.contains("/apis/a.test/") ? .failure(status, reason, "no") : nil
        }
        let object = Self.object("a.test/v1", "Gadget")
        let (types, _) = try await read([object, Self.object("v1", "Pod")], rights)
        #expect(words(types[object]) == "unseen gadgets.a.test \(code)")
        // Nobody else's type suffers.
        #expect(words(types[Self.object("v1", "Pod")]) == "served pods")
        // One that is known to come is not looked for elsewhere.
        let known = ResourceType(group: "a.test", version: "v1", kind: "Gadget", plural: "g", isNamespaced: true)
        let (others, _) = try await read([object], known: [known], rights)
        #expect(words(others[object]) == "coming g.a.test")
    }

    @Test(arguments: ["{}", "{kind: Pod}", "{apiVersion: v1}", "{apiVersion: v1, kind: ''}", "text", "[a]"])
    func whatIsNoObjectHasNone(text: String) async throws {
        let value = try YAML.decode(text, file: "object")
        let (types, server) = try await read([value])
        #expect(types[value] == nil && types.object(value) == nil && server.sent.isEmpty)
    }

    /// A version is asked about once, whatever becomes of it and however often somebody looks.
    @Test(arguments: [("a.test/v1", nil), ("a.test/v1", 403), ("apps/v1", nil)] as [(String, Int?)])
    func aVersionIsAskedAboutOnce(apiVersion: String, status: Int?) async throws {
        var rights = PlayedRights()
        rights.instead = { request in
            guard request.url.contains("/apis/a.test/"), let status else { return nil }
            return .failure(status, "Forbidden", "no")
        }
        let server = rights.server()
        let client = try server.client().patient(for: .zero)
        let objects = ["Gadget", "Widget", "Gear"].map { Self.object(apiVersion, $0) }
        for _ in 0..<2 {
            let types = try await ObjectTypes.read(objects, client: client)
            #expect(words(types[objects[0]]).hasPrefix(status == nil ? "guessed" : "unseen"))
        }
        // What was not told may be told later.
        #expect(server.sent.count <= (status == nil ? 1 : 6))
    }

    @Test func kindsAreLookedUpOnce() async throws {
        let many = (0..<20).map { index -> Value in
            ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string("a\(index)")]]
        }
        let (types, server) = try await read(many)
        #expect(server.sent.count == 1)
        #expect(types.object(many[0])?.type.plural == "deployments")
    }
}
