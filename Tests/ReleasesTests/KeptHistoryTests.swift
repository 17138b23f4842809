import Charts
import Events
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Releases whose history is kept, on the real API server and beside the real Helm.
@Suite(.timeLimit(.minutes(5)))
struct KeptHistoryTests {
    enum Tool: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case native, helm4, helm3
        /// Our engine, with Helm 4 at its hands.
        case driven
        var testDescription: String { rawValue }
    }

    enum Step: Sendable {
        /// `upgrade --install`.
        case make(text: String)
        /// The same of a chart that fails half-way.
        case fail(text: String)
        case uninstall(description: String?)
        case rollback(Int)
    }

    /// Fails at an object whose namespace nobody makes, which no dry run tells: it might come with the run.
    private static let broken: TestChart = {
        var chart = TestChart.changing
        chart.files.append(
            ChartFile(
                path: "templates/zzz.yaml",
                text: "apiVersion: v1\nkind: Service\nmetadata: {name: demo-bad, namespace: never-made}\n"
                    + "spec: {ports: [{port: 80, protocol: TCP}]}\n"))
        return chart
    }()

    private func engine(_ tool: Tool) async throws -> ReleaseEngine {
        guard tool == .driven else { return try await Live.driver() }
        let cluster = try await ControlPlane.shared()
        return ReleaseEngine.helm(
            helm: try TestParts.path(.helm4), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
    }

    private func request(_ chart: TestChart, _ text: String, _ namespace: String) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace, values: ["text": .string(text)])
        request.options.mode = .upgradeOrInstall
        request.options.crds = .create
        return request
    }

    private func run(_ step: Step, _ tool: Tool, _ namespace: String) async throws {
        switch tool {
        case .native, .driven: try await run(step, try await engine(tool), namespace)
        case .helm3: try await helm(step, .helm3, namespace)
        case .helm4: try await helm(step, .helm4, namespace)
        }
    }

    private func run(_ step: Step, _ engine: ReleaseEngine, _ namespace: String) async throws {
        switch step {
        case .make(let text): _ = try await engine.ensure(try request(.changing, text, namespace))
        case .fail(let text):
            await #expect(throws: ReleaseError.self) {
                _ = try await engine.ensure(try request(Self.broken, text, namespace))
            }
        case .uninstall(let description):
            let removal = RemovalRequest(
                name: "demo", namespace: namespace, timeout: .seconds(60),
                options: RemovalOptions(keepsHistory: true, description: description))
            _ = try await engine.uninstall(removal, phase: .releases, events: NoEvents())
        case .rollback(let revision):
            _ = try await engine.rollback(
                RollbackRequest(name: "demo", namespace: namespace, revision: revision, waits: false),
                phase: .releases, events: NoEvents())
        }
    }

    private func helm(_ step: Step, _ part: TestParts.Part, _ namespace: String) async throws {
        let cluster = try await ControlPlane.shared()
        try await TestParts.withTemporaryFolder { folder in
            let common = ["-n", namespace, "--kubeconfig", cluster.kubeconfig]
            func install(_ chart: TestChart, _ text: String) async throws -> CommandResult {
                try TestFiles.write(try chart.packed(), to: "\(folder)/chart.tgz")
                return try await TestParts.run(
                    part,
                    [
                        "upgrade", "--install", "demo", "\(folder)/chart.tgz", "--create-namespace", "--set",
                        "text=\(text)",
                    ] + common)
            }
            switch step {
            case .make(let text):
                let result = try await install(.changing, text)
                #expect(result.isSuccess, "\(result)")
            case .fail(let text):
                let result = try await install(Self.broken, text)
                #expect(!result.isSuccess)
            case .uninstall(let description):
                let words = description.map { ["--description", $0] } ?? []
                let result = try await TestParts.run(part, ["uninstall", "demo", "--keep-history"] + words + common)
                #expect(result.isSuccess, "\(result)")
            case .rollback(let revision):
                let result = try await TestParts.run(part, ["rollback", "demo", "\(revision)"] + common)
                #expect(result.isSuccess, "\(result)")
            }
        }
    }

    /// What the history says, and what is there.
    private func seen(_ namespace: String) async throws -> [String] {
        let history = try await Live.driver().history("demo", namespace: namespace)
        let maps = try await Live.client().listAll(.configMaps, namespace: namespace).items
            .filter { $0["metadata"]?["name"]?.string?.hasPrefix("demo") == true }
        let lines = history.map {
            "\($0.revision) \($0.status) \($0.description) \($0.values["text"]?.string ?? "")"
        }
        return lines + maps.map { "\($0["metadata"]?["name"]?.string ?? "") \(($0["data"] ?? .null).json())" }
    }

    struct Story: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var steps: [Step]
        /// Of the last revision.
        var status: String
    }

    static let stories = [
        Story(
            testDescription: "uninstalled",
            steps: [.make(text: "one"), .make(text: "two"), .uninstall(description: nil)], status: "uninstalled"),
        Story(
            testDescription: "uninstalled with words", steps: [.make(text: "one"), .uninstall(description: "enough")],
            status: "uninstalled"),
        Story(
            testDescription: "taken again",
            steps: [.make(text: "one"), .make(text: "two"), .uninstall(description: nil), .make(text: "three")],
            status: "deployed"),
        Story(
            testDescription: "gone back to",
            steps: [.make(text: "one"), .make(text: "two"), .uninstall(description: nil), .rollback(1)],
            status: "deployed"),
        Story(
            testDescription: "gone back to itself",
            steps: [.make(text: "one"), .uninstall(description: nil), .rollback(1), .make(text: "two")],
            status: "deployed"),
        Story(
            testDescription: "uninstalled beside a deployed one",
            steps: [.make(text: "one"), .fail(text: "two"), .uninstall(description: nil)], status: "uninstalled"),
    ]

    /// The same history, the same words, the same objects, whoever did it.
    @Test(arguments: stories, [Tool.helm4, .helm3, .driven])
    func aKeptHistoryIsWhatHelmKeeps(_ story: Story, _ tool: Tool) async throws {
        var found: [[String]] = []
        for tool in [Tool.native, tool] {
            let namespace = Live.unique()
            for step in story.steps { try await run(step, tool, namespace) }
            found.append(try await seen(namespace))
            let last = try await Live.driver().record("demo", namespace: namespace)
            #expect(last?.status == story.status, "\(tool)")
        }
        // Helm 3 calls a revision before the uninstalled one deployed still; Helm 4 does not.
        let others = tool == .helm3 ? found[1].map { $0.replacing("1 deployed", with: "1 superseded") } : found[1]
        #expect(found[0] == others, "native against \(tool)")
    }

    /// What one has uninstalled, another brings back.
    @Test(arguments: [Tool.native, .helm4, .helm3], [Tool.native, .helm4, .helm3])
    func whatOneHasUninstalledAnotherBringsBack(_ first: Tool, _ second: Tool) async throws {
        let namespace = Live.unique()
        try await run(.make(text: "one"), first, namespace)
        try await run(.uninstall(description: nil), first, namespace)
        try await run(.rollback(1), second, namespace)
        let map = try await Live.client().get(.configMaps, "demo-map", namespace: namespace)
        #expect(map["data"] == ["text": "one"])
        try await run(.make(text: "two"), first, namespace)
        let history = try await Live.driver().history("demo", namespace: namespace)
        #expect(history.map(\.status) == ["uninstalled", "superseded", "deployed"])
    }

    @Test func aHistoryThatIsKeptTwiceIsRefusedAndMayGo() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        try await run(.make(text: "one"), engine, namespace)
        try await run(.uninstall(description: nil), engine, namespace)
        let error = await #expect(throws: ReleaseError.self) {
            try await run(.uninstall(description: nil), engine, namespace)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.hasChanged == false)
        let gone = try await engine.uninstall(
            "demo", namespace: namespace, timeout: .seconds(60), phase: .releases, events: NoEvents())
        #expect(gone?.record.status == "uninstalled")
        let left = try await engine.history("demo", namespace: namespace)
        #expect(left.isEmpty)
    }

    /// Helm's `rollback_revision`, read by Helm.
    @Test func aRollbackSaysWhereItWentBackTo() async throws {
        let namespace = Live.unique()
        for step in [Step.make(text: "one"), .make(text: "two"), .rollback(1)] {
            try await run(step, .native, namespace)
        }
        let cluster = try await ControlPlane.shared()
        let result = try await TestParts.run(
            .helm4, ["history", "demo", "-n", namespace, "-o", "json", "--kubeconfig", cluster.kubeconfig])
        let revisions = try Value(jsonText: result.standardOutput).array ?? []
        #expect(revisions.map { $0["rollback_revision"] } == [nil, nil, 1])
        let history = try await Live.driver().history("demo", namespace: namespace)
        #expect(history.map(\.rollbackRevision) == [nil, nil, 1])
    }

    // MARK: - How it is removed

    @Test func hooksAreLeftOutWhereThatIsAskedFor() async throws {
        let chart = TestChart(
            "parting",
            [
                "templates/hook.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bye, annotations: {helm.sh/hook: pre-delete}}\n"
            ])
        let client = try await Live.client()
        let engine = try await Live.driver()
        for runsHooks in [false, true] {
            let namespace = Live.unique()
            _ = try await engine.ensure(try chart.request("demo", in: namespace))
            _ = try await engine.uninstall(
                RemovalRequest(
                    name: "demo", namespace: namespace, timeout: .seconds(60),
                    options: RemovalOptions(runsHooks: runsHooks)), phase: .releases, events: NoEvents())
            let hook = try await client.getIfPresent(.configMaps, "bye", namespace: namespace)
            #expect((hook != nil) == runsHooks)
        }
    }

    /// The pods of a Deployment, as far as this control plane makes them: its ReplicaSet.
    @Test(
        arguments: [
            (.background, false), (.foreground, false), (.orphan, true),
        ] as [(DeleteOptions.Propagation, Bool)])
    func whatObjectsOwnGoesOrStays(_ cascade: DeleteOptions.Propagation, _ stays: Bool) async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try TestChart.neverReady.request("demo", in: namespace))
        func owned() async throws -> Int { try await client.listAll(.replicaSets, namespace: namespace).items.count }
        while try await owned() == 0 { try await Task.sleep(for: .milliseconds(50)) }
        let removal = RemovalRequest(
            name: "demo", namespace: namespace, timeout: .seconds(60), options: RemovalOptions(cascade: cascade))
        let changes = try await engine.forecast(.uninstall(removal))?.changes
        #expect(changes?.objects.map(\.reason) == [stays ? "what it owns stays" : nil])
        _ = try await engine.uninstall(removal, phase: .releases, events: NoEvents())
        let deployment = try await client.getIfPresent(.deployments, "demo-web", namespace: namespace)
        #expect(deployment == nil)
        if stays {
            #expect(try await owned() == 1)
        } else {
            while try await owned() > 0 { try await Task.sleep(for: .milliseconds(50)) }
        }
    }

    /// An object that something holds: who does not wait is done all the same.
    @Test func whoDoesNotWaitIsDoneBeforeAllIsGone() async throws {
        let chart = TestChart(
            "held",
            [
                "templates/map.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/hold]}\n"
            ])
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try chart.request("demo", in: namespace))
        let gone = try await engine.uninstall(
            RemovalRequest(
                name: "demo", namespace: namespace, timeout: .seconds(60), options: RemovalOptions(waits: false)),
            phase: .releases, events: NoEvents())
        #expect(gone != nil)
        let held = try await client.get(.configMaps, "held", namespace: namespace)
        #expect(held["metadata"]?["deletionTimestamp"] != nil)
        _ = try await client.patch(
            .configMaps, "held", namespace: namespace, with: .merge(["metadata": ["finalizers": .null]]))
    }
}
