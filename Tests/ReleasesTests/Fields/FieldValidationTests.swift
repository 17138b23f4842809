import Charts
import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Fields that the server does not know or keep, on the real API server and the simulated one.
@Suite(.timeLimit(.minutes(5)))
struct FieldValidationTests {
    private func request(
        _ chart: TestChart, _ namespace: String, _ validation: FieldValidation = .strict
    ) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace)
        request.options.mode = .upgradeOrInstall
        request.options.fieldValidation = validation
        return request
    }

    private func web(_ more: String) -> TestChart {
        TestChart(
            "web",
            [
                "templates/web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                      - {name: web, image: nowhere.invalid/web\(more)}
                """,
                "templates/aaa.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aaa}\n",
            ])
    }

    /// Misspelt in a list of a list, where nobody looks.
    private static let misspelt = ", imagePullPolcy: Always"
    private static let path = #".spec.template.spec.containers[name="web"].imagePullPolcy"#

    @Test(arguments: EitherCluster.allCases)
    func anUnknownFieldIsRefusedBeforeAnythingIsChanged(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, _ in
            let namespace = Live.unique()
            let wanted = try request(web(Self.misspelt), namespace)
            let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
            #expect(error?.code == .invalidChart)
            #expect(error?.hasChanged == false)
            #expect(error?.message.contains("Deployment.apps \(namespace)/web") == true, "\(String(describing: error))")
            #expect(error?.message.contains(Self.path) == true, "\(String(describing: error))")
            #expect(error?.hint?.contains("--field-validation warn") == true)
            #expect(try await client.getIfPresent(.namespaces, namespace) == nil)

            let changes = try await engine.plan(wanted)
            #expect(changes.refused.map(\.object) == ["Deployment.apps \(namespace)/web"])
            #expect(changes.refused.first?.reason?.contains(Self.path) == true)
        }
    }

    @Test(arguments: EitherCluster.allCases, [FieldValidation.warn, .ignore])
    func anUnknownFieldIsLeftOutWhereThatIsAskedFor(
        _ cluster: EitherCluster, _ validation: FieldValidation
    ) async throws {
        try await cluster.with { engine, client, namespace in
            let wanted = try request(web(Self.misspelt), namespace, validation)
            let changes = try await engine.plan(wanted)
            #expect(changes.refused.isEmpty)
            let outcome = try await engine.ensure(wanted)
            let told = outcome.warnings.filter { $0.contains(Self.path) }
            #expect(told.count == (validation == .warn ? 1 : 0), "\(outcome.warnings)")
            let live = try await client.get(.deployments, "web", namespace: namespace)
            #expect(live["spec"]?["template"]?["spec"]?["containers"]?[0]?["imagePullPolicy"] == "Always")
            // Server-side all the same: the next upgrade has no former self to fight with.
            let managers = (live["metadata"]?["managedFields"]?.array ?? []).filter { $0["manager"] == "helm" }
            #expect(managers.map { $0["operation"] } == ["Apply"])
        }
    }

    // MARK: - Custom resources

    private func crd(_ group: String, _ fields: String, required: String = "[]") -> Value {
        let text = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gears.\(group)}
            spec:
              group: \(group)
              scope: Namespaced
              names: {kind: Gear, plural: gears, singular: gear, listKind: GearList}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, required: \(required), properties: {\(fields)}}
            """
        // The text is ours.
        return (try? Value.yaml(text)) ?? .null
    }

    private func gear(_ group: String, _ spec: String) -> TestChart {
        TestChart(
            "gears",
            [
                "templates/gear.yaml":
                    "apiVersion: \(group)/v1\nkind: Gear\nmetadata: {name: one}\nspec: {\(spec)}\n",
                "templates/aaa.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aaa}\n",
            ])
    }

    private func withCRD(
        _ cluster: EitherCluster, _ fields: String, required: String = "[]",
        _ body: (ReleaseEngine, KubernetesClient, String, String) async throws -> Void
    ) async throws {
        try await cluster.with { engine, client, namespace in
            let group = "\(Live.unique("g")).example.com"
            let crd = try #require(CRDDocument(crd(group, fields, required: required), path: "crd.yaml"))
            _ = try await client.create(crd.value)
            try await CRDInstaller(
                client: client, deadline: Deadline(.seconds(60), clock: ContinuousClock()),
                release: ReleaseName(name: "test", namespace: namespace)
            ).waitUntilServed([crd])
            try await body(engine, client, namespace, group)
        }
    }

    /// A chart newer than the CRD: what is new would be pruned, and the operator would not know (field-2026-11 row 5).
    @Test(arguments: EitherCluster.allCases)
    func aStaleCRDIsToldInsteadOfPruning(_ cluster: EitherCluster) async throws {
        try await withCRD(cluster, "size: {type: integer}") { engine, client, namespace, group in
            let chart = gear(group, "size: 1, teeth: 12")
            let error = await #expect(throws: ReleaseError.self) {
                _ = try await engine.ensure(try request(chart, namespace))
            }
            #expect(error?.code == .invalidChart)
            #expect(error?.hasChanged == false)
            #expect(error?.message.contains(".spec.teeth") == true, "\(String(describing: error))")
            #expect(error?.hint?.contains("--crds upgrade") == true)
            #expect(try await client.getIfPresent(.configMaps, "aaa", namespace: namespace) == nil)

            let outcome = try await engine.ensure(try request(chart, namespace, .warn))
            #expect(outcome.warnings.contains { $0.contains(".spec.teeth") }, "\(outcome.warnings)")
            let type = try await client.resourceType(apiVersion: "\(group)/v1", kind: "Gear")
            let live = try await client.get(type, "one", namespace: namespace)
            #expect(live["spec"] == ["size": 1])
        }
    }

    /// The CRD of the cluster asks for a field that the chart no longer renders (field-2026-11 row 6).
    @Test(arguments: EitherCluster.allCases)
    func aMissingRequiredFieldIsRefusedBeforeAnythingIsChanged(_ cluster: EitherCluster) async throws {
        try await withCRD(cluster, "size: {type: integer}, color: {type: string}", required: "[size]") {
            engine, client, namespace, group in
            _ = try await engine.ensure(try request(gear(group, "size: 1, color: red"), namespace))
            for (mode, revisions) in [(ReleaseOptions.Mode.upgradeOrInstall, 1), (.ensure, 1)] {
                var wanted = try request(gear(group, "color: red"), namespace)
                wanted.options.mode = mode
                let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
                #expect(error?.code == .invalidChart)
                #expect(error?.hasChanged == false)
                #expect(error?.message.contains("spec.size: Required value") == true, "\(String(describing: error))")
                #expect(try await engine.history("demo", namespace: namespace).count == revisions)
            }
            let changes = try await engine.plan(try request(gear(group, "color: red"), namespace))
            #expect(changes.refused.count == 1)
            #expect(changes.refused.first?.immutable == [])
        }
    }

    // MARK: - What no schema tells

    /// A field that the server has in its schema and whose feature is off is dropped without a word, by `Strict`, too.
    @Test func whatAFeatureGateDropsIsTold() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let chart = TestChart(
            "job",
            [
                "templates/job.yaml": """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: once}
                spec:
                  ttlSecondsAfterFinished: 60
                  template:
                    spec: {restartPolicy: Never, containers: [{name: once, image: nowhere.invalid/once}]}
                """
            ])
        let outcome = try await Live.driver().ensure(try request(chart, namespace))
        let live = try await client.get(
            ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs", isNamespaced: true), "once",
            namespace: namespace)
        let isDropped = live["spec"]?["ttlSecondsAfterFinished"] == nil
        let told = outcome.warnings.filter { $0.contains("the server dropped spec.ttlSecondsAfterFinished") }
        #expect(told.count == (isDropped ? 1 : 0), "\(outcome.warnings)")
        let version = try await client.serverVersion()
        #expect(isDropped == ((version.major, version.minor) < (1, 21)))
    }

    /// Creates are the only writes of ours that servers before 1.25 take with fields they do not know.
    @Test func aCreateIsRefusedWhereTheServerIsStrictAndToldWhereItIsNot() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let chart = TestChart(
            "made",
            ["templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\ndataa: {a: b}\n"])
        let version = try await client.serverVersion()
        let engine = try await Live.driver()
        if (version.major, version.minor) >= (1, 27) {
            let error = await #expect(throws: ReleaseError.self) {
                _ = try await engine.ensure(try request(chart, namespace))
            }
            #expect(error?.code == .invalidChart)
            #expect(error?.message.contains("strict decoding error: unknown field \"dataa\"") == true)
        } else {
            let outcome = try await engine.ensure(try request(chart, namespace))
            #expect(outcome.warnings.contains { $0.contains("the server dropped dataa") }, "\(outcome.warnings)")
        }
    }

    /// The simulated server words it as servers from 1.27 on do.
    @Test func aStrictServerRefusesACreateInItsWords() async throws {
        try await EitherCluster.sandbox.with { engine, client, namespace in
            let chart = TestChart(
                "made",
                [
                    "templates/map.yaml":
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\ndataa: {a: b}\n"
                ])
            let error = await #expect(throws: ReleaseError.self) {
                _ = try await engine.ensure(try request(chart, namespace))
            }
            #expect(error?.code == .invalidChart)
            #expect(error?.message.contains("strict decoding error: unknown field \"dataa\"") == true)
            let maps = try await client.listAll(.configMaps, namespace: namespace).items
            #expect(!maps.contains { $0["metadata"]?["name"]?.string?.hasPrefix("a-") == true })
            let ignoring = try await engine.ensure(try request(chart, namespace, .ignore))
            #expect(ignoring.record.status == "deployed")
        }
    }

    /// Nothing that charts write every day is taken for a loss.
    @Test(arguments: EitherCluster.allCases)
    func ordinaryObjectsLoseNothing(_ cluster: EitherCluster) async throws {
        let chart = TestChart(
            "ordinary",
            [
                "templates/all.yaml": """
                apiVersion: v1
                kind: Secret
                metadata: {name: keys}
                stringData: {a: b, empty: ""}
                data: {c: "ZA=="}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web}
                automountServiceAccountToken: false
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, annotations: {}}
                spec:
                  type: ClusterIP
                  selector: {app: web}
                  ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: web}
                rules: [{apiGroups: [""], resources: [pods], verbs: [get]}, {apiGroups: [apps], resources: ["*"], verbs: [list]}]
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, creationTimestamp: null, labels: {app: web}}
                spec:
                  selector: {matchLabels: {app: web}}
                  strategy: {}
                  template:
                    metadata: {labels: {app: web}, annotations: {}}
                    spec:
                      securityContext: {}
                      nodeSelector: {}
                      tolerations: []
                      initContainers: []
                      serviceAccountName: web
                      containers:
                      - name: web
                        image: nowhere.invalid/web
                        command: []
                        env: [{name: A, value: ""}, {name: B, value: "1"}]
                        resources: {limits: {cpu: 1000m, memory: 1024Mi}, requests: {cpu: "0.5", memory: "1073741824"}}
                        ports: [{containerPort: 80, name: http}]
                        livenessProbe: {httpGet: {path: /, port: http}, initialDelaySeconds: 0}
                        volumeMounts: [{name: keys, mountPath: /keys, readOnly: false}]
                      volumes: [{name: keys, secret: {secretName: keys, optional: false}}, {name: none, emptyDir: {}}]
                status: {}
                """
            ])
        try await cluster.with { engine, client, namespace in
            for _ in 1...2 {
                let outcome = try await engine.ensure(try request(chart, namespace))
                #expect(outcome.warnings.isEmpty)
            }
            let plan = try await engine.plan(try request(chart, namespace))
            #expect(plan.warnings.isEmpty)
        }
    }
}
