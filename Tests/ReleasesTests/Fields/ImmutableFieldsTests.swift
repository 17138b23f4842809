import Charts
import Events
import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Fields that cannot be changed: named in the plan, refused before anything is changed, or the object is made anew.
@Suite(.timeLimit(.minutes(5)))
struct ImmutableFieldsTests {
    private func request(_ chart: TestChart, _ namespace: String, recreates: Bool = false) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace)
        request.options.mode = .upgradeOrInstall
        request.options.recreatesImmutable = recreates
        return request
    }

    private func web(_ app: String, _ annotations: String = "{}") -> TestChart {
        TestChart(
            "web",
            [
                "templates/web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, annotations: \(annotations)}
                spec:
                  selector: {matchLabels: {app: \(app)}}
                  template:
                    metadata: {labels: {app: \(app)}}
                    spec: {containers: [{name: web, image: nowhere.invalid/web}]}
                """,
                "templates/aaa.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aaa}\ndata: {app: \(app)}\n",
            ])
    }

    /// Which blocks an upgrade for ever elsewhere (field-2026-11 row 19).
    private func binding(_ role: String) -> TestChart {
        TestChart(
            "binding",
            [
                "templates/binding.yaml": """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: web}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(role)}
                subjects: [{kind: ServiceAccount, name: default}]
                """
            ])
    }

    private func set(_ service: String) -> TestChart {
        TestChart(
            "set",
            [
                "templates/set.yaml": """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: web}
                spec:
                  serviceName: \(service)
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: nowhere.invalid/web}]}
                """
            ])
    }

    private func uid(_ client: KubernetesClient, _ type: ResourceType, _ namespace: String) async throws -> String? {
        try await client.get(type, "web", namespace: namespace)["metadata"]?["uid"]?.string
    }

    @Test(arguments: EitherCluster.allCases)
    func anImmutableFieldIsRefusedBeforeAnythingIsChangedAndNamed(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            _ = try await engine.ensure(try request(web("one"), namespace))
            let wanted = try request(web("two"), namespace)
            let changes = try await engine.plan(wanted)
            #expect(changes.refused.map(\.object) == ["Deployment.apps \(namespace)/web"])
            #expect(changes.refused.first?.immutable == ["spec.selector"])
            let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
            #expect(error?.code == .invalidChart)
            #expect(error?.hasChanged == false)
            #expect(error?.message.contains("field is immutable") == true, "\(String(describing: error))")
            #expect(error?.hint?.contains("--recreate-immutable") == true)
            let map = try await client.get(.configMaps, "aaa", namespace: namespace)
            #expect(map["data"]?["app"] == "one")
            #expect(try await engine.history("demo", namespace: namespace).count == 1)
        }
    }

    @Test(arguments: EitherCluster.allCases)
    func itIsMadeAnewWhereThatIsAskedFor(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            _ = try await engine.ensure(try request(web("one"), namespace))
            let before = try await uid(client, .deployments, namespace)
            let wanted = try request(web("two"), namespace, recreates: true)
            let changes = try await engine.plan(wanted)
            #expect(changes.refused.isEmpty)
            #expect(changes.objects.map(\.change) == [.change, .recreate])
            #expect(changes.objects.last?.immutable == ["spec.selector"])
            let outcome = try await engine.ensure(wanted)
            #expect(
                outcome.warnings.contains(
                    "Deployment.apps \(namespace)/web was made anew, for spec.selector cannot be changed"),
                "\(outcome.warnings)")
            let live = try await client.get(.deployments, "web", namespace: namespace)
            #expect(live["spec"]?["selector"]?["matchLabels"] == ["app": "two"])
            let after = try await uid(client, .deployments, namespace)
            #expect(after != before)
            // Nothing immutable changes any more: it stays.
            _ = try await engine.ensure(try request(web("two", "{a: b}"), namespace, recreates: true))
            #expect(try await uid(client, .deployments, namespace) == after)
        }
    }

    @Test func aRoleOfABindingIsImmutableRow19() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = try await client.makeNamespace()
        let type = ResourceType(
            group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding", plural: "rolebindings",
            isNamespaced: true)
        _ = try await engine.ensure(try request(binding("one"), namespace))
        let changes = try await engine.plan(try request(binding("two"), namespace))
        #expect(changes.refused.first?.immutable == ["roleRef"])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(try request(binding("two"), namespace))
        }
        #expect(error?.hasChanged == false)
        #expect(error?.message.contains("cannot change roleRef") == true, "\(String(describing: error))")
        _ = try await engine.ensure(try request(binding("two"), namespace, recreates: true))
        #expect(try await client.get(type, "web", namespace: namespace)["roleRef"]?["name"] == "two")
    }

    @Test func whatMayHoldDataIsNeverMadeAnew() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = try await client.makeNamespace()
        let type = ResourceType(
            group: "apps", version: "v1", kind: "StatefulSet", plural: "statefulsets", isNamespaced: true)
        _ = try await engine.ensure(try request(set("one"), namespace))
        let before = try await uid(client, type, namespace)
        let wanted = try request(set("two"), namespace, recreates: true)
        #expect(try await engine.plan(wanted).refused.first?.immutable == ["spec"])
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
        #expect(error?.hasChanged == false)
        #expect(error?.hint?.contains("move to an object of another name") == true, "\(String(describing: error))")
        #expect(try await uid(client, type, namespace) == before)
    }

    /// By policy, or because it belongs to somebody else meanwhile.
    @Test(
        arguments: [
            ["annotations": ["helm.sh/resource-policy": "keep"]],
            ["annotations": ["meta.helm.sh/release-name": "other"]],
        ] as [Value])
    func whatIsKeptOrNotOursIsNeverMadeAnew(_ metadata: Value) async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = try await client.makeNamespace()
        _ = try await engine.ensure(try request(web("one"), namespace))
        _ = try await client.patch(
            .deployments, "web", namespace: namespace, with: .merge(["metadata": metadata]),
            options: WriteOptions(fieldManager: "helm"))
        let before = try await uid(client, .deployments, namespace)
        let wanted = try request(web("two"), namespace, recreates: true)
        #expect(try await engine.plan(wanted).refused.count == 1)
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
        #expect(error?.hasChanged == false)
        #expect(try await uid(client, .deployments, namespace) == before)
    }
}
