import HTTP
import Kubernetes
import TestSupport
import Testing
import Value
import YAML

@testable import Releases

/// The real server is asked whether it would change what is called current.
@Suite(.timeLimit(.minutes(5)))
struct LiveObjectsTests {
    static let objects = #"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  args: [serve, "--fast"]
                  ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]
                  env: [{name: A, value: "1"}, {name: B, value: "2"}]
                  resources: {limits: {memory: 1Gi}}
                  volumeMounts: [{name: tmp, mountPath: /tmp}]
                - {name: side, image: "example.com/side:1"}
              volumes: [{name: tmp, emptyDir: {}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: web}
          ports: [{name: http, port: 80, targetPort: 80, protocol: TCP}, {name: dns, port: 53, protocol: UDP}]
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, annotations: {note: "a b"}}
        data: {a: "1", b: "of two\nlines\n"}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: web}
        type: Opaque
        data: {a: MQ==}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: plain}
        stringData: {a: "1"}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: web}
        automountServiceAccountToken: false
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: web}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web}
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress: [{from: [{podSelector: {matchLabels: {a: b}}}], ports: [{port: 80, protocol: TCP}]}]
        ---
        apiVersion: policy/v1beta1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
        """#

    /// Edits of what is sent, each as a path and its new value; nil removes.
    static let edits: [(kind: String, path: [String], value: Value?)] = [
        ("Deployment", ["spec", "replicas"], 3), ("Deployment", ["spec", "replicas"], nil),
        ("Deployment", ["metadata", "labels", "more"], "x"), ("Deployment", ["metadata", "labels"], nil),
        ("Deployment", ["spec", "paused"], false), ("Deployment", ["spec", "minReadySeconds"], .null),
        ("Service", ["spec", "ports"], [["name": "http", "port": 80, "targetPort": 80, "protocol": "TCP"]]),
        ("Service", ["spec", "type"], "ClusterIP"),
        ("ConfigMap", ["data", "b"], "other\n"), ("ConfigMap", ["data", "b"], nil), ("ConfigMap", ["data"], [:]),
        ("Secret", ["data", "a"], "Mg=="), ("ServiceAccount", ["automountServiceAccountToken"], true),
        ("Role", ["rules"], []), ("NetworkPolicy", ["spec", "podSelector"], ["matchLabels": ["x": "y"]]),
    ]

    private struct Place {
        let client: KubernetesClient
        let namespace: String

        func objects(_ text: String) async throws -> [ReleaseObject] {
            let reader = ObjectReader(client: client, namespace: namespace, crds: [])
            var objects: [ReleaseObject] = []
            for document in try YAML.decodeAll(text, file: "objects") {
                // Newer servers have the budget in another version.
                guard let object = try? await reader.object(document.value, path: "x") else { continue }
                objects.append(object.owned(byRelease: "web", in: namespace))
            }
            return objects
        }

        /// Applies, and says whether the server has changed anything.
        func changes(_ object: ReleaseObject) async throws -> Bool {
            let name = object.name ?? ""
            let before = try await client.getIfPresent(object.type, name, namespace: namespace)
            let after = try await client.apply(
                object.value, as: object.type, options: ApplyOptions(fieldManager: Applier.fieldManager, force: true))
            return before?["metadata"]?["resourceVersion"] != after["metadata"]?["resourceVersion"]
        }
    }

    @Test func whatIsCalledCurrentTheServerWouldNotChange() async throws {
        let client = try await Live.client()
        let place = Place(client: client, namespace: try await client.makeNamespace())
        let objects = try await place.objects(Self.objects)
        #expect(objects.count >= 8)
        for object in objects { #expect(try await place.changes(object)) }

        let live = try await LiveObjects.read(objects, client: client)
        // A Secret's stringData is not kept, so that nothing can be told of it.
        #expect(objects.filter { !live.isCurrent($0) }.compactMap(\.name) == ["plain"])
        for object in objects where live.isCurrent(object) { #expect(try await !place.changes(object)) }

        for edit in Self.edits {
            let object = try #require(objects.first { $0.type.kind == edit.kind && $0.name == "web" })
            var edited = object
            edited.value = object.value.setting(edit.path, to: edit.value)
            let now = try await LiveObjects.read([edited], client: client)
            #expect(!now.isCurrent(edited), "\(edit.kind) \(edit.path)")
            _ = try await place.changes(edited)
            #expect(try await place.changes(object) || edit.value == .null, "\(edit.kind) \(edit.path)")
        }
    }

    @Test func whatOthersHaveChangedIsApplied() async throws {
        let client = try await Live.client()
        let place = Place(client: client, namespace: try await client.makeNamespace())
        let objects = try await place.objects(Self.objects)
        for object in objects { _ = try await place.changes(object) }
        let other = WriteOptions(fieldManager: "somebody")
        _ = try await client.patch(
            ResourceType.deployments, "web", namespace: place.namespace, with: .merge(["spec": ["replicas": 7]]),
            options: other)
        _ = try await client.patch(
            .configMaps, "web", namespace: place.namespace, with: .merge(["data": ["theirs": "x"]]), options: other)
        _ = try await client.patch(
            .services, "web", namespace: place.namespace, with: .merge(["metadata": ["labels": .null]]), options: other)
        _ = try await client.delete(.serviceAccounts, "web", namespace: place.namespace)
        let live = try await LiveObjects.read(objects, client: client)
        let kinds = objects.filter { $0.name == "web" && !live.isCurrent($0) }.map(\.type.kind)
        // What was added beside ours is nobody's loss.
        #expect(kinds == ["Deployment", "Service", "ServiceAccount"])
    }

    @Test(arguments: [1, LiveObjects.listThreshold - 1, LiveObjects.listThreshold, 9])
    func readsFewOneByOneAndManyAtOnce(_ count: Int) async throws {
        let client = try await Live.client()
        let place = Place(client: client, namespace: try await client.makeNamespace())
        let text = (0..<count).map { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m\($0)}" }
        let objects = try await place.objects(text.joined(separator: "\n---\n"))
        #expect(objects.count == count)
        for object in objects { _ = try await place.changes(object) }
        let absent = try await place.objects("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: absent}")
        let live = try await LiveObjects.read(objects + absent, client: client)
        #expect(objects.allSatisfy(live.isCurrent))
        #expect(absent.allSatisfy { live[$0] == nil })
    }

    /// An object that may not be read is applied, and the server's words decide.
    @Test func whatMayNotBeReadIsNotCurrent() async throws {
        let admin = try await Live.client()
        let place = Place(client: admin, namespace: try await admin.makeNamespace())
        let objects = try await place.objects(Self.objects)
        for object in objects { _ = try await place.changes(object) }
        let user = Live.unique("user")
        try await admin.grant(
            [["apiGroups": [""], "resources": ["services", "secrets"], "verbs": ["get"]]], to: user, in: place.namespace
        )
        let live = try await LiveObjects.read(objects, client: try await Live.client(impersonating: user))
        #expect(objects.filter(live.isCurrent).map(\.type.kind) == ["Service", "Secret"])
    }
}

extension Value {
    fileprivate func setting(_ path: [String], to value: Value?) -> Value {
        guard let key = path.first, var object = self.object else { return self }
        object[key] =
            path.count == 1 ? value : (object[key] ?? .object([:])).setting(Array(path.dropFirst()), to: value)
        return .object(object)
    }
}
