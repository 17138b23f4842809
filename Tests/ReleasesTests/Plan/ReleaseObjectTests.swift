import Charts
import Kubernetes
import Testing
import Value

@testable import Releases

/// Documents that become objects: their types, names and marks; no cluster.
@Suite struct ReleaseObjectTests {
    private static let crd: Value = [
        "kind": "CustomResourceDefinition", "metadata": ["name": "gears.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["kind": "Gear", "plural": "gears"],
            "versions": [["name": "v1", "served": true]],
        ],
    ]

    /// Of a namespace, with a type that the chart brings, and a server that nobody asks.
    private func objects(_ text: String) async throws -> [ReleaseObject] {
        let server = ScriptedServer()
        let reader = ObjectReader(
            client: try server.client(), namespace: "apps",
            crds: [try #require(CRDDocument(Self.crd, path: "crds/a.yaml"))])
        let objects = try await reader.objects([
            RenderedManifest(sourcePath: "templates/a.yaml", text: text, value: try Value.yaml(text))
        ])
        #expect(server.sent.isEmpty)
        return objects
    }

    private static let gear = "apiVersion: example.com/v1, kind: Gear"

    @Test func aKindThatTheChartBringsIsNotLookedUp() async throws {
        let objects = try await objects("{\(Self.gear), metadata: {name: one}}")
        #expect(objects.map(\.title) == ["Gear.example.com apps/one"])
        #expect(objects.map(\.type.plural) == ["gears"])
        #expect(objects.map(\.path) == ["templates/a.yaml"])
    }

    @Test func aNamespaceOfItsOwnStays() async throws {
        let objects = try await objects("{\(Self.gear), metadata: {name: one, namespace: other}}")
        #expect(objects.map(\.namespace) == ["other"])
    }

    @Test func listsAreTheirItemsAtAnyDepth() async throws {
        let objects = try await objects(
            """
            kind: List
            items:
            - {kind: GearList, items: [{\(Self.gear), metadata: {name: one}}]}
            - {\(Self.gear), metadata: {generateName: two-}}
            """)
        #expect(objects.map(\.title) == ["Gear.example.com apps/one", "Gear.example.com apps/(unnamed)"])
        #expect(objects.map(\.name) == ["one", nil])
    }

    @Test(arguments: [
        ("{kind: Gear, metadata: {name: one}}", "templates/a.yaml gives a document without apiVersion or kind"),
        ("{apiVersion: v1, metadata: {name: one}}", "templates/a.yaml gives a document without apiVersion or kind"),
        ("{\(gear)}", "templates/a.yaml gives a Gear without metadata.name"),
        ("{\(gear), metadata: {name: '', generateName: ''}}", "templates/a.yaml gives a Gear without metadata.name"),
    ])
    func whatIsNoObjectIsRefusedWithItsTemplate(_ text: String, _ message: String) async throws {
        let error = await #expect(throws: ReleaseError.self) { try await objects(text) }
        #expect(error?.code == .invalidChart)
        #expect(error?.message == message)
    }

    // MARK: - Names

    @Test func theVersionIsNoPartOfAnObjectsIdentity() throws {
        func key(_ version: String, group: String = "example.com", namespace: String = "apps") throws
            -> ReleaseObject.Key
        {
            try ReleaseObject.yaml(
                "apiVersion: \(group)/\(version)\nkind: Gear\nmetadata: {name: one, namespace: \(namespace)}\n",
                group: group
            ).key
        }
        #expect(try key("v1") == key("v2"))
        #expect(try key("v1") != key("v1", group: "example.org"))
        #expect(try key("v1") != key("v1", namespace: "other"))
    }

    @Test func whatLiesInNoNamespaceHasNone() throws {
        var object = try ReleaseObject.yaml(
            "kind: Gear\nmetadata: {name: one, namespace: apps}\n", group: "example.com")
        object.type.isNamespaced = false
        #expect(object.namespace == nil)
        #expect(object.title == "Gear.example.com one")
    }

    @Test(arguments: [
        ("CustomResourceDefinition", "apiextensions.k8s.io", true, false),
        ("CustomResourceDefinition", "example.com", false, false), ("Namespace", "", false, true),
        ("Namespace", "example.com", false, false),
    ])
    func kindsOfOtherGroupsAreOthers(_ kind: String, _ group: String, _ isCRD: Bool, _ isNamespace: Bool) throws {
        let object = try ReleaseObject.yaml("kind: \(kind)\nmetadata: {name: one}\n", group: group)
        #expect(object.isCRD == isCRD)
        #expect(object.isNamespace == isNamespace)
    }

    // MARK: - Ownership

    @Test func helmsMarksJoinTheChartsOwn() throws {
        let object = try ReleaseObject.yaml(
            "kind: ConfigMap\nmetadata: {name: a, labels: {app: a, app.kubernetes.io/managed-by: me}}\n")
        let owned = object.owned(byRelease: "demo", in: "apps").value
        #expect(owned["metadata"]?["labels"] == ["app": "a", "app.kubernetes.io/managed-by": "Helm"])
        #expect(
            owned["metadata"]?["annotations"]
                == ["meta.helm.sh/release-name": "demo", "meta.helm.sh/release-namespace": "apps"])
        #expect(Ownership.otherOwner(owned, release: "demo", namespace: "apps") == nil)
    }

    /// Helm wants all three marks: with the annotations alone it is still somebody's.
    @Test func theLabelIsPartOfTheProof() {
        let marks: Value = [
            "metadata": [
                "annotations": ["meta.helm.sh/release-name": "demo", "meta.helm.sh/release-namespace": "apps"]
            ]
        ]
        #expect(Ownership.otherOwner(marks, release: "demo", namespace: "apps") == "belongs to release apps/demo")
        let half: Value = ["metadata": ["annotations": ["meta.helm.sh/release-name": "demo"]]]
        #expect(Ownership.otherOwner(half, release: "demo", namespace: "apps") == "belongs to release ?/demo")
    }

    @Test(arguments: [("keep", true), ("Keep", true), ("delete", false), ("", false)])
    func thePolicyIsReadAsHelmReadsIt(_ policy: String, _ isKept: Bool) {
        let object: Value = ["metadata": ["annotations": ["helm.sh/resource-policy": .string(policy)]]]
        #expect(Ownership.isKept(object) == isKept)
        #expect(!Ownership.isKept(["metadata": ["labels": ["helm.sh/resource-policy": .string(policy)]]]))
    }
}
