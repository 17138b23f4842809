import Charts
import Events
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Tests of a release, on the real API server and beside the real Helm.
@Suite(.timeLimit(.minutes(5)))
struct ReleaseTestTests {
    enum Tool: String, CaseIterable, CustomTestStringConvertible {
        case native, helm3, helm4
        var testDescription: String { rawValue }
    }

    /// A chart whose tests are a pod, a Job and what they need, with the policies given.
    static func chart(pod: String = "", job: String = "", map: String = "") -> TestChart {
        func head(_ name: String, _ event: String, _ weight: Int, _ policy: String) -> String {
            """
            metadata:
              name: {{ .Release.Name }}-\(name)
              annotations:
                helm.sh/hook: \(event)
                helm.sh/hook-weight: "\(weight)"
            \(policy.isEmpty ? "" : "    helm.sh/hook-delete-policy: \(policy)")

            """
        }
        let containers = "restartPolicy: Never, containers: [{name: c, image: nowhere.invalid/c}]"
        return TestChart(
            "tested",
            [
                "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n",
                "templates/tests/a.yaml": "apiVersion: batch/v1\nkind: Job\n" + head("job", "test", 5, job)
                    + "spec: {backoffLimit: 0, template: {spec: {\(containers)}}}\n",
                "templates/tests/b.yaml": "apiVersion: v1\nkind: Pod\n" + head("pod", "test-success", 1, pod)
                    + "spec: {\(containers)}\n",
                "templates/tests/c.yaml": "apiVersion: v1\nkind: ConfigMap\n" + head("input", "test", -1, map)
                    + "data: {text: hello}\n",
            ])
    }

    private func test(
        _ namespace: String, filter: [String] = [], logs: Bool = false, events: any EventSink = NoEvents()
    ) async throws -> TestedRelease? {
        try await Live.driver().test(
            TestRequest(
                name: "demo", namespace: namespace, filter: try TestFilter(filter), timeout: .seconds(60),
                wantsLogs: logs), phase: .releases, events: events)
    }

    private func helm(_ part: TestParts.Part, _ arguments: [String]) async throws -> CommandResult {
        let cluster = try await ControlPlane.shared()
        return try await TestParts.run(part, arguments + ["--kubeconfig", cluster.kubeconfig])
    }

    /// Has one of the three run the tests, and tells whether they passed.
    private func passes(_ tool: Tool, _ namespace: String, filter: [String] = []) async throws -> Bool {
        switch tool {
        case .native: return try await test(namespace, filter: filter)?.failure == nil
        case .helm3, .helm4:
            let flags = filter.flatMap { ["--filter", $0] }
            return try await helm(
                tool == .helm3 ? .helm3 : .helm4, ["test", "demo", "-n", namespace, "--timeout", "60s"] + flags
            ).isSuccess
        }
    }

    /// What is left: objects of the tests, and what the record says of the hooks, times apart.
    private func left(_ namespace: String) async throws -> [String] {
        let client = try await Live.client()
        var found: [String] = []
        for type in [ResourceType.configMaps, .pods, .jobs] {
            for item in try await client.listAll(type, namespace: namespace).items {
                let metadata = item["metadata"]
                let name = metadata?["name"]?.string ?? ""
                guard name.hasPrefix("demo-"), metadata?["labels"]?["job-name"] == nil,
                    metadata?["deletionTimestamp"] == nil
                else { continue }
                let annotations = (metadata?["annotations"]?.object ?? [:]).keys.sorted()
                found.append("\(type.kind) \(name) \(annotations)")
            }
        }
        let record = try #require(try await ReleaseStorage(client: client).last("demo", namespace: namespace))
        #expect(record.status == .deployed)
        #expect(record.revision == 1)
        for hook in (record.body["hooks"]?.array ?? []).sorted(by: {
            ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "")
        }) {
            let run = HookRun(hook["last_run"])
            #expect(run == nil || run?.completed != nil)
            let policies = hook["delete_policies"]?.json() ?? "none"
            found.append("hook \(hook["name"]?.string ?? "") \(run?.phase ?? "not run") \(policies)")
        }
        return found
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var chart: TestChart
        var failing: Set<String> = []
        var filter: [String] = []
        /// Pods that come, in their order.
        var pods: [String]
        var passes = true
    }

    static let cases: [Case] = [
        Case(testDescription: "all pass", chart: chart(), pods: ["demo-pod", "demo-job"]),
        Case(
            testDescription: "policies",
            chart: chart(pod: "hook-succeeded", job: "before-hook-creation,hook-failed", map: "hook-succeeded"),
            pods: ["demo-pod", "demo-job"]),
        Case(
            testDescription: "the first fails", chart: chart(pod: "hook-failed"), failing: ["demo-pod"],
            pods: ["demo-pod"], passes: false),
        Case(
            testDescription: "the last fails", chart: chart(job: "hook-failed"), failing: ["demo-job"],
            pods: ["demo-pod", "demo-job"], passes: false),
        Case(testDescription: "one alone", chart: chart(), filter: ["name=demo-pod"], pods: ["demo-pod"]),
        Case(testDescription: "one left out", chart: chart(), filter: ["!name=demo-pod"], pods: ["demo-job"]),
    ]

    /// Each tool leaves the same objects and the same record.
    @Test(arguments: cases)
    func aTestLeavesWhatHelmsLeaves(_ example: Case) async throws {
        var results: [[String]] = []
        for tool in Tool.allCases {
            let namespace = Live.unique()
            _ = try await Live.driver().ensure(try example.chart.request("demo", in: namespace))
            async let order = PlayedKubelet.play(namespace, failing: example.failing, until: example.pods.count)
            let passed = try await passes(tool, namespace, filter: example.filter)
            #expect(try await order == example.pods, "\(tool)")
            #expect(passed == example.passes, "\(tool)")
            results.append(try await left(namespace))
        }
        #expect(results[0] == results[1], "native against Helm 3")
        #expect(results[0] == results[2], "native against Helm 4")
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func helmShowsTheTestsThatRanHere(_ part: TestParts.Part) async throws {
        let namespace = Live.unique()
        _ = try await Live.driver().ensure(try Self.chart().request("demo", in: namespace))
        async let played = PlayedKubelet.play(namespace, failing: ["demo-job"], until: 2)
        let tested = try #require(try await test(namespace))
        _ = try await played
        let failure = try #require(tested.failure)
        #expect(failure.code == .testFailed)
        #expect(failure.message.contains("test hook Job.batch \(namespace)/demo-job failed"), "\(failure.message)")
        #expect(tested.record.tests.map(\.lastRun?.phase) == ["Succeeded", "Succeeded", "Failed"])
        let status = try await helm(part, ["status", "demo", "-n", namespace])
        let lines = status.standardOutput.split(separator: "\n").map(String.init)
        let suites = lines.filter { $0.hasPrefix("TEST SUITE:") || $0.hasPrefix("Phase:") }
        #expect(
            suites == [
                "TEST SUITE:     demo-input", "Phase:          Succeeded", "TEST SUITE:     demo-pod",
                "Phase:          Succeeded", "TEST SUITE:     demo-job", "Phase:          Failed",
            ], "\(status)")
        #expect(!status.standardOutput.contains("0001"), "a time is missing: \(status)")
    }

    @Test(arguments: [Tool.helm3, .helm4])
    func whatHelmInstalledIsTestedHere(_ tool: Tool) async throws {
        let namespace = Live.unique()
        try await TestParts.withTemporaryFolder { folder in
            try TestFiles.write(try Self.chart().packed(), to: "\(folder)/chart.tgz")
            let install = try await helm(
                tool == .helm3 ? .helm3 : .helm4,
                ["install", "demo", "\(folder)/chart.tgz", "-n", namespace, "--create-namespace"])
            #expect(install.isSuccess, "\(install)")
        }
        // Run twice: the former run's pods make way.
        for _ in 1...2 {
            async let played = PlayedKubelet.play(namespace, until: 2)
            let tested = try #require(try await test(namespace))
            #expect(tested.failure == nil, "\(String(describing: tested.failure))")
            _ = try await played
        }
        #expect(try await helm(.helm4, ["test", "demo", "-n", namespace, "--filter", "name=demo-input"]).isSuccess)
    }

    // MARK: - Logs

    /// Pods on a node whose kubelet has their logs; the tests' objects are there until the logs have been read.
    @Test func logsAreReadBeforeTheirPodsGo() async throws {
        try await ControlPlane.with { cluster in
            let logs = ["demo-pod/first": "prepared\n", "demo-pod/main": "one\ntwo"]
            try await FakeKubelet.with(logs: logs) { kubelet in
                try await kubelet.register(node: "n1", pods: [], namespace: "default", in: cluster)
                let client = try Live.client(of: cluster)
                let chart = TestChart(
                    "logged",
                    [
                        "templates/pod.yaml": """
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: demo-pod
                          annotations: {helm.sh/hook: test, helm.sh/hook-delete-policy: hook-succeeded}
                        spec:
                          nodeName: n1
                          restartPolicy: Never
                          initContainers: [{name: first, image: nowhere.invalid/c}]
                          containers:
                          - {name: main, image: nowhere.invalid/c}
                          - {name: silent, image: nowhere.invalid/c}
                        """
                    ])
                let engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
                _ = try await engine.ensure(try chart.request("demo", in: "default"))
                async let played = PlayedKubelet.play("default", until: 1, client)
                let tested = try await engine.test(
                    TestRequest(name: "demo", namespace: "default", wantsLogs: true), phase: .releases,
                    events: NoEvents())
                _ = try await played
                let found = try #require(tested?.logs)
                #expect(found.map(\.container) == ["first", "main", "silent"])
                #expect(found.map(\.pod) == ["demo-pod", "demo-pod", "demo-pod"])
                #expect(found.prefix(2).map(\.text) == ["prepared\n", "one\ntwo"])
                #expect(found[2].problem?.hasPrefix("its log cannot be read: ") == true, "\(found)")
                #expect(try await client.getIfPresent(.pods, "demo-pod", namespace: "default") == nil)
            }
        }
    }

    // MARK: - What is refused

    @Test func whatCannotBeTestedIsSaid() async throws {
        let namespace = Live.unique()
        let driver = try await Live.driver()
        #expect(try await test(namespace) == nil)
        _ = try await driver.ensure(try TestChart.plain.request("demo", in: namespace))
        let none = try #require(try await test(namespace))
        #expect(none.failure == nil)
        #expect(none.record.tests.isEmpty)
        let error = await #expect(throws: ReleaseError.self) { _ = try await test(namespace, filter: ["name=a"]) }
        #expect(error?.message == "it has no test a: it has none at all")
        #expect(error?.hasChanged == false)
    }

    @Test func missingRightsAreSaidTogetherF27() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await Live.driver().ensure(try Self.chart().request("demo", in: namespace))
        let user = Live.unique("user")
        try await client.grant(
            [
                ["apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]],
                ["apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["*"]],
                ["apiGroups": [""], "resources": ["configmaps"], "verbs": ["*"]],
            ], to: user, in: namespace)
        let limited = ReleaseEngine.native(
            client: try await Live.client(impersonating: user), charts: ChartResolver(remote: UnreachableCharts()))
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await limited.test(
                TestRequest(name: "demo", namespace: namespace, wantsLogs: true), phase: .releases, events: NoEvents())
        }
        #expect(error?.code == .forbidden)
        for right in ["jobs.batch \"demo-job\"", "pods \"demo-pod\"", "get pods/log"] {
            #expect(error?.message.contains(right) == true, "\(String(describing: error))")
        }
        #expect(error?.hasChanged == false)
        #expect(try await client.getIfPresent(.configMaps, "demo-input", namespace: namespace) == nil)
    }

    @Test func anotherRunOfTheReleaseIsNotTestedAside() async throws {
        let namespace = Live.unique()
        let driver = try await Live.driver()
        _ = try await driver.ensure(try Self.chart().request("demo", in: namespace))
        // The other run is held by its first pod.
        async let first = test(namespace, filter: ["name=demo-pod"])
        let client = try await Live.client()
        while try await client.getIfPresent(.leases, "groundcrew.demo", namespace: namespace) == nil {
            try await Task.sleep(for: .milliseconds(10))
        }
        let error = await #expect(throws: ReleaseError.self) { _ = try await test(namespace) }
        #expect(error?.code == .locked)
        _ = try await PlayedKubelet.play(namespace, until: 1)
        #expect(try await first?.failure == nil)
    }

    // MARK: - What former runs left

    /// aicr#539: a Job that a failed run left would fail the next run in the new Job's place.
    @Test func aStaleJobOfOursMakesWayF8() async throws {
        let client = try await Live.client()
        let namespace = Live.unique()
        _ = try await Live.driver().ensure(try Self.chart(job: "hook-succeeded").request("demo", in: namespace))
        async let failed = PlayedKubelet.play(namespace, failing: ["demo-job"], until: 2)
        #expect(try await test(namespace)?.failure?.code == .testFailed)
        _ = try await failed
        let stale = try await client.get(.jobs, "demo-job", namespace: namespace)

        let log = EventLog()
        async let played = PlayedKubelet.play(namespace, until: 2)
        #expect(try await test(namespace, events: log)?.failure == nil)
        #expect(try await played == ["demo-pod", "demo-job"])
        #expect(log.messages.contains("removing Job.batch \(namespace)/demo-job, which a former run left"))
        #expect(stale["status"]?["failed"] == 1)
        #expect(try await client.getIfPresent(.jobs, "demo-job", namespace: namespace) == nil)
    }

    @Test(arguments: [true, false])
    func aJobThatIsNotProvenOursStaysF8(isHook: Bool) async throws {
        let client = try await Live.client()
        let namespace = Live.unique()
        _ = try await Live.driver().ensure(try Self.chart(job: "hook-succeeded").request("demo", in: namespace))
        var metadata: Object = ["name": "demo-job"]
        if isHook { metadata["annotations"] = ["helm.sh/hook": "test"] }
        let foreign = try await client.create(
            [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": .object(metadata),
                "spec": [
                    "template": [
                        "spec": [
                            "restartPolicy": "Never", "containers": [["name": "c", "image": "nowhere.invalid/c"]],
                        ]
                    ]
                ],
            ], namespace: namespace)
        async let played = PlayedKubelet.play(namespace, until: 2)
        let error = await #expect(throws: ReleaseError.self) { _ = try await test(namespace) }
        _ = try await played
        #expect(error?.code == .notOwned, "\(String(describing: error))")
        #expect(error?.message.contains("no revision of this release has run it as a hook") == true)
        let live = try await client.get(.jobs, "demo-job", namespace: namespace)
        #expect(live["metadata"]?["uid"] == foreign["metadata"]?["uid"])
    }

    @Test func aHookOfAFailedInstallMakesWayForItsRetryF8() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        var chart = Self.chart(job: "hook-succeeded")
        for index in chart.files.indices {
            let file = chart.files[index]
            let text = file.text.replacing("helm.sh/hook: test\n", with: "helm.sh/hook: pre-install,pre-upgrade\n")
            chart.files[index] = ChartFile(path: file.path, text: text)
        }
        let request = try chart.request("demo", in: namespace)
        async let failed = PlayedKubelet.play(namespace, failing: ["demo-job"], until: 1)
        await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        _ = try await failed
        let stale = try await client.get(.jobs, "demo-job", namespace: namespace)
        async let played = PlayedKubelet.play(namespace, failing: ["demo-job"], until: 1)
        let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        _ = try await played
        #expect(error?.code == .hookFailed, "\(String(describing: error))")
        let fresh = try await client.get(.jobs, "demo-job", namespace: namespace)
        #expect(fresh["metadata"]?["uid"] != stale["metadata"]?["uid"])

        // With the records goes the proof.
        _ = try await driver.uninstall(request)
        let refused = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        #expect(refused?.code == .notOwned)
        #expect(refused?.hint == "delete it, or give the hook the delete policy before-hook-creation")
    }
}
