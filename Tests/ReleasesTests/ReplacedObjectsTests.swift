import Charts
import Events
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Objects that an upgrade replaces whole, and what a failed one cleans up, beside the real Helm 4.
@Suite(.timeLimit(.minutes(5)))
struct ReplacedObjectsTests {
    private func request(
        _ namespace: String, _ chart: TestChart = .changing, text: String,
        _ adjust: (inout ReleaseOptions) -> Void = { _ in }
    ) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace, values: ["text": .string(text)])
        request.options.mode = .upgradeOrInstall
        adjust(&request.options)
        return request
    }

    private func helm(_ namespace: String, _ chart: TestChart, _ flags: [String]) async throws -> CommandResult {
        let cluster = try await ControlPlane.shared()
        return try await TestParts.withTemporaryFolder { folder in
            try TestFiles.write(try chart.packed(), to: "\(folder)/chart.tgz")
            return try await TestParts.run(
                .helm4,
                ["upgrade", "demo", "\(folder)/chart.tgz", "-n", namespace, "--kubeconfig", cluster.kubeconfig] + flags)
        }
    }

    /// What is in the cluster, but for who manages it and what the server counts.
    private func essence(_ namespace: String, _ name: String = "demo-map") async throws -> Value {
        let live = try await Live.client().getIfPresent(.configMaps, name, namespace: namespace)
        var metadata = live?["metadata"]?.object ?? [:]
        for key in ["uid", "resourceVersion", "creationTimestamp", "namespace", "managedFields"] { metadata[key] = nil }
        let text = Value.object(["metadata": .object(metadata), "data": live?["data"] ?? .null]).json()
        return try Value(jsonText: text.replacing(namespace, with: "NAMESPACE"))
    }

    /// Somebody has set one of the release's fields, and fields of his own.
    private func touch(_ namespace: String) async throws {
        _ = try await Live.client().patch(
            .configMaps, "demo-map", namespace: namespace,
            with: .merge(["metadata": ["labels": ["x": "y"]], "data": ["text": "mine", "more": "1"]]),
            options: WriteOptions(fieldManager: "kubectl-patch"))
    }

    @Test func whatIsReplacedIsWhatHelmReplaces() async throws {
        let engine = try await Live.driver()
        var found: [Value] = []
        for isNative in [true, false] {
            let namespace = Live.unique()
            _ = try await engine.ensure(try request(namespace, text: "one"))
            try await touch(namespace)
            if isNative {
                let wanted = try request(namespace, text: "two") { $0.replacesObjects = true }
                let changes = try await engine.plan(wanted)
                #expect(changes.refused.isEmpty)
                #expect(
                    changes.changed.map(\.requests) == [["PUT /api/v1/namespaces/\(namespace)/configmaps/demo-map"]])
                let outcome = try await engine.ensure(wanted)
                #expect(outcome.change == .changed)
            } else {
                let result = try await helm(
                    namespace, .changing, ["--set", "text=two", "--force-replace", "--server-side=false"])
                #expect(result.isSuccess, "\(result)")
            }
            found.append(try await essence(namespace))
        }
        #expect(found[0] == found[1])
        #expect(found[0]["data"] == ["text": "two"])
    }

    /// Whoever comes next conflicts with nobody: the fields are Helm's, as if they had been applied.
    @Test(arguments: [true, false])
    func theNextRevisionIsAppliedAsAnyOther(_ isNative: Bool) async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, text: "one"))
        try await touch(namespace)
        _ = try await engine.ensure(try request(namespace, text: "two") { $0.replacesObjects = true })
        if isNative {
            _ = try await engine.ensure(try request(namespace, text: "three"))
        } else {
            let result = try await helm(namespace, .changing, ["--set", "text=three"])
            #expect(result.isSuccess, "\(result)")
        }
        let left = try await essence(namespace)
        #expect(left["data"] == ["text": "three"])
        let live = try await Live.client().get(.configMaps, "demo-map", namespace: namespace)
        let entries = live["metadata"]?["managedFields"]?.array ?? []
        #expect(entries.filter { $0["manager"] == "helm" }.map { $0["operation"] } == ["Apply"], "\(entries)")
    }

    /// A PUT changes an immutable field as little as anything else: refused before the first change.
    @Test func whatCannotBeReplacedIsRefusedBeforehand() async throws {
        func chart(_ app: String) -> TestChart {
            TestChart(
                "web",
                [
                    "templates/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: \(app)}}
                      template:
                        metadata: {labels: {app: \(app)}}
                        spec: {containers: [{name: web, image: nowhere.invalid/web}]}
                    """
                ])
        }
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, chart("one"), text: ""))
        let wanted = try request(namespace, chart("two"), text: "") { $0.replacesObjects = true }
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
        #expect(error?.hasChanged == false)
        #expect(error?.message.contains("immutable") == true, "\(String(describing: error))")
        let anew = try request(namespace, chart("two"), text: "") {
            $0.replacesObjects = true
            $0.recreatesImmutable = true
        }
        let outcome = try await engine.ensure(anew)
        #expect(outcome.warnings.contains { $0.contains("was made anew") }, "\(outcome.warnings)")
    }

    // MARK: - Cleaning up

    /// An object more, then one that fails: no dry run tells, for its namespace might come with the run.
    private static let broken: TestChart = {
        var chart = TestChart.changing
        chart.files += [
            ChartFile(
                path: "templates/new.yaml",
                text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo-new}\n"),
            ChartFile(
                path: "templates/zzz.yaml",
                text: "apiVersion: v1\nkind: Service\nmetadata: {name: demo-bad, namespace: never-made}\n"
                    + "spec: {ports: [{port: 80, protocol: TCP}]}\n"),
        ]
        return chart
    }()

    @Test(arguments: [true, false])
    func whatAFailedUpgradeHasMadeGoesAsWithHelm(_ cleansUp: Bool) async throws {
        let engine = try await Live.driver()
        var found: [[Bool]] = []
        for isNative in [true, false] {
            let namespace = Live.unique()
            _ = try await engine.ensure(try request(namespace, text: "one"))
            if isNative {
                let error = await #expect(throws: ReleaseError.self) {
                    _ = try await engine.ensure(
                        try request(namespace, Self.broken, text: "two") { $0.cleansUpOnFailure = cleansUp })
                }
                #expect(error?.hasChanged == true)
                let words = "; what it had made was removed (ConfigMap \(namespace)/demo-new)"
                #expect(error?.message.contains(words) == cleansUp, "\(String(describing: error))")
            } else {
                let result = try await helm(
                    namespace, Self.broken, ["--set", "text=two"] + (cleansUp ? ["--cleanup-on-fail"] : []))
                #expect(!result.isSuccess)
            }
            let isMade = try await Live.client().getIfPresent(.configMaps, "demo-new", namespace: namespace) != nil
            let isChanged = try await essence(namespace)["data"] == ["text": "two"]
            found.append([isMade, isChanged])
        }
        #expect(found == [[!cleansUp, true], [!cleansUp, true]])
    }

    /// What could not be taken back is asked for beforehand (F27).
    @Test func theRightToCleanUpIsAskedForBeforehandF27() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [
                PolicyRule(verbs: ["*"], apiGroups: ["", "coordination.k8s.io"], resources: ["secrets", "leases"]),
                PolicyRule(verbs: ["get", "create", "patch"], apiGroups: [""], resources: ["configmaps"]),
            ], probing: AccessRequest(verb: "create", .configMaps, namespace: user.namespace))
        _ = try await Live.driver().ensure(try TestChart.plain.request("demo", in: user.namespace))
        var chart = TestChart.plain
        chart.files.append(
            ChartFile(
                path: "templates/new.yaml",
                text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo-new}\n"))
        var wanted = try chart.request("demo", in: user.namespace)
        wanted.options.mode = .upgrade
        wanted.options.cleansUpOnFailure = true
        let engine = try await user.engine
        let refused = wanted
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(refused) }
        #expect(error?.code == .forbidden)
        #expect(error?.message.contains("delete configmaps \"demo-new\"") == true, "\(String(describing: error))")
        wanted.options.cleansUpOnFailure = false
        let outcome = try await engine.ensure(wanted)
        #expect(outcome.change == .changed)
    }
}
