import Charts
import Kubernetes
import Processes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Programs between rendering and the cluster, real ones, beside the real Helm 3 on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct PostRendererTests {
    /// Says what it was asked, and answers.
    private struct PlayedProcesses: ProcessRunning {
        var answer: @Sendable (ProcessCommand, Duration?) throws -> ProcessResult
        func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
            try answer(command, timeout)
        }
    }

    private static let environment = ["PATH": "/usr/bin:/bin"]

    private static func real(_ program: String, _ arguments: [String] = [], in folder: String = "/") -> PostRenderer {
        PostRenderer(
            program, arguments, processes: SystemProcesses(outputLimit: 1 << 20), environment: environment,
            folder: folder)
    }

    private static func rendered(_ text: String = "a: b") throws -> RenderedChart {
        RenderedChart(
            documents: [RenderedManifest(sourcePath: "web/templates/a.yaml", text: text, value: ["a": "b"])], hooks: [],
            notes: nil, crdFiles: [], mergedValues: [:], chart: try Chart.load(files: TestChart.plain.files))
    }

    private func problem(_ postRenderer: PostRenderer, _ text: String = "a: b") async throws -> ReleaseError? {
        await #expect(throws: ReleaseError.self) {
            _ = try await postRenderer.applied(
                to: try Self.rendered(text), within: .seconds(60), release: "apps/web")
        }
    }

    // MARK: - The program

    @Test func theManifestGoesInAndTheAnswerComesOut() async throws {
        let played = PlayedProcesses { command, timeout in
            #expect(command.executable == "/work/./fix")
            #expect(command.arguments == ["-x", ""])
            #expect(command.environment == ["A": "b"])
            #expect(command.workingFolder == "/work")
            #expect(command.standardInput == Array("---\n# Source: web/templates/a.yaml\na: b\n".utf8))
            #expect(timeout == .seconds(60))
            return ProcessResult(
                ending: .exited(0), standardOutput: Array("kind: X\n".utf8), standardError: Array("took c\n".utf8))
        }
        let after = try await PostRenderer(
            "./fix", ["-x", ""], processes: played, environment: ["A": "b"], folder: "/work"
        )
        .applied(to: try Self.rendered(), within: .seconds(60), release: "apps/web")
        #expect(after.manifestText == "kind: X\n")
        #expect(after.warnings == ["post-renderer ./fix says: took c"])
    }

    @Test func itsTimeIsLimited() async throws {
        let played = PlayedProcesses { _, timeout in
            #expect(timeout == PostRenderLimits.time)
            throw ProcessError(.timedOut, "fix did not end")
        }
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await PostRenderer("fix", processes: played, environment: [:], folder: "/")
                .applied(to: try Self.rendered(), within: .seconds(7200), release: "apps/web")
        }
        #expect(error?.description == "release apps/web: post-renderer fix did not end within 300 s")
        #expect(error?.code == .invalidRequest)
    }

    @Test(
        arguments: [
            ("/nowhere/fix", [], "post-renderer /nowhere/fix cannot be run: "),
            ("no-such-program", [], "post-renderer no-such-program cannot be run: no-such-program is not installed"),
            ("/etc/passwd", [], "/etc/passwd is not executable"), ("/tmp", [], "/tmp is a folder, not a program"),
            (
                "sh", ["-c", "echo 'no such overlay' >&2; exit 3"],
                "post-renderer sh failed (exit code 3): no such overlay"
            ), ("sh", ["-c", "kill -9 $$"], "post-renderer sh failed (ended by signal 9)"),
            ("true", [], "post-renderer true produced empty output"),
            ("echo", ["just words"], "the output of post-renderer echo is not a manifest"),
            ("printf", [#"\377"#], "post-renderer printf wrote what is not UTF-8"),
            ("head", ["-c", "3000000", "/dev/zero"], "post-renderer head wrote more than a release can hold"),
        ] as [(String, [String], String)])
    func whatGoesWrongIsSaidInTheProgramsWords(program: String, arguments: [String], words: String) async throws {
        let error = try await problem(Self.real(program, arguments))
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.code == .invalidRequest)
        #expect(error?.hasChanged == false)
        #expect(error?.hint?.hasPrefix("run it by hand: groundcrew chart template … | \(program)") == true)
    }

    /// As with Helm: a program need not read what it is given.
    @Test func aProgramMayLeaveItsInputUnread() async throws {
        let large = "a: " + String(repeating: "x", count: 3_000_000)
        let after = try await Self.real("echo", ["kind: X"])
            .applied(to: try Self.rendered(large), within: .seconds(60), release: "apps/web")
        #expect(after.manifestText == "kind: X\n")
    }

    @Test func cancellingEndsTheProgram() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await Self.real("sh", ["-c", "touch begun; sleep 600 & wait"], in: folder)
                        .applied(to: try Self.rendered(), within: .seconds(60), release: "apps/web")
                }
                while try await !TestParts.run("test", ["-e", "\(folder)/begun"]).isSuccess {
                    try await Task.sleep(for: .milliseconds(20))
                }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }

    // MARK: - Beside Helm

    private static let program = """
        #!/bin/sh
        # Changes a value, adds an object and leaves the order and the comments to chance.
        sed -e "s/hello/$1/"
        printf -- '---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: added}\\n\\n'
        """

    private func withProgram(_ body: (String, String) async throws -> Void) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try TestFiles.write(Array(Self.program.utf8), to: "\(folder)/fix")
            _ = try await TestParts.run("chmod", ["+x", "\(folder)/fix"])
            try TestFiles.write(try TestChart.changing.packed(), to: "\(folder)/chart.tgz")
            try await body(folder, "\(folder)/fix")
        }
    }

    private func engine(_ helm: TestParts.Part) async throws -> ReleaseEngine {
        let cluster = try await ControlPlane.shared()
        return ReleaseEngine.helm(
            helm: try TestParts.path(helm), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: Self.environment.merging(["HOME": "/nonexistent"]) { $1 })
    }

    private func request(_ namespace: String, _ folder: String) throws -> ReleaseRequest {
        var request = try TestChart.changing.request("demo", in: namespace)
        request.options.mode = .upgradeOrInstall
        request.postRenderer = PostRenderer(
            "./fix", ["b-y-e"], processes: SystemProcesses(), environment: Self.environment, folder: folder)
        return request
    }

    private func left(_ namespace: String) async throws -> [String] {
        let client = try await Live.client()
        let record = try #require(try await ReleaseStorage(client: client).last("demo", namespace: namespace))
        let maps = try await client.listAll(.configMaps, namespace: namespace).items
        return [record.manifest, record.notes, record.status.rawValue]
            + record.hooks.map(\.manifest)
            + maps.filter { ["added", "demo-map", "demo-hook"].contains($0["metadata"]?["name"]?.string) }.map {
                "\($0["metadata"]?["name"]?.string ?? "") \(($0["data"] ?? .null).json()) "
                    + "\($0["metadata"]?["labels"]?[Ownership.managedBy]?.string ?? "none")"
            }
    }

    @Test func theStoredManifestIsHelm3sToTheByte() async throws {
        try await withProgram { folder, program in
            let helms = Live.unique()
            let cluster = try await ControlPlane.shared()
            let result = try await TestParts.run(
                .helm3,
                [
                    "install", "demo", "\(folder)/chart.tgz", "-n", helms, "--create-namespace", "--post-renderer",
                    program, "--post-renderer-args", "b-y-e", "--kubeconfig", cluster.kubeconfig,
                ])
            #expect(result.isSuccess, "\(result)")
            let expected = try await left(helms)
            #expect(expected[0].contains("text: \"b-y-e\""))
            #expect(expected.contains { $0.hasPrefix("added") })

            for engine in [try await Live.driver(), try await engine(.helm3)] {
                let namespace = Live.unique()
                let request = try request(namespace, folder)
                let preview = try await engine.preview(request)
                #expect(preview.manifest == expected[0], "\(engine.name)")
                #expect(try await engine.ensure(request).record.status == "deployed")
                #expect(try await left(namespace) == expected, "\(engine.name)")
                // What is there is what the program makes of the chart.
                var again = request
                again.options.mode = .ensure
                #expect(try await engine.ensure(again).change == .unchanged, "\(engine.name)")
                again.postRenderer = nil
                #expect(try await engine.ensure(again).change == .changed, "\(engine.name)")
                let client = try await Live.client()
                #expect(try await client.getIfPresent(.configMaps, "added", namespace: namespace) == nil)
            }
        }
    }

    @Test func helm4IsNotGivenAProgram() async throws {
        try await withProgram { folder, _ in
            let namespace = Live.unique()
            let engine = try await engine(.helm4)
            let request = try request(namespace, folder)
            let attempts: [@Sendable () async throws -> Void] = [
                { _ = try await engine.ensure(request) }, { _ = try await engine.plan(request) },
            ]
            for attempt in attempts {
                let error = await #expect(throws: ReleaseError.self) { try await attempt() }
                #expect(error?.code == .invalidRequest)
                #expect(
                    error?.message
                        == "Helm 4 post-renders by its plugins alone, so it cannot be given the program ./fix")
                #expect(error?.hint?.contains("--post-renderer PLUGIN") == true)
                #expect(error?.hasChanged == false)
            }
            #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
        }
    }

    @Test func aFailureOfTheProgramChangesNothing() async throws {
        let namespace = Live.unique()
        var request = try TestChart.plain.request("demo", in: namespace)
        request.postRenderer = Self.real("false")
        let engine = try await Live.driver()
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.message == "post-renderer false failed (exit code 1)")
        #expect(error?.hasChanged == false)
        #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
    }
}
