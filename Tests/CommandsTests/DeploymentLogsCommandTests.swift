import Commands
import HTTP
import Sandbox
import Testing
import Value

/// `deployments logs` from its arguments to its exit status.
@Suite(.timeLimit(.minutes(3)))
struct DeploymentLogsCommandTests {
    private func with(
        _ deploy: String = "", users: [SandboxUser] = [], _ body: (SimulatedCluster) async throws -> Void
    ) async throws {
        try await SimulatedCluster.with(users: users) { cluster in
            let line = "deploy Qwen/Qwen3-0.6B --name qwen3 --provider vllm -n models --no-smoke \(deploy)"
            let run = await cluster.run(line)
            try #require(run.status == .done, "\(line): \(run.everything)")
            try await body(cluster)
        }
    }

    /// The names of the deployment's pods.
    private func pods(_ cluster: SimulatedCluster) async throws -> [String] {
        let json = try await cluster.run("deployments show qwen3 -n models -o json").json
        return (json["pods"]?.array ?? []).compactMap { $0["name"]?.string }.sorted()
    }

    @Test func onePodsLogIsPrintedAsItIs() async throws {
        try await with { cluster in
            let run = await cluster.run("deployments logs models/qwen3")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.hasPrefix("simulated log of container "), "\(run.output)")
            #expect(!run.output.contains("["))
            #expect(run.errors == "(simulated cluster: no container runs and no model answers)\n")
        }
    }

    @Test func linesOfSeveralPodsBeginWithTheirNames() async throws {
        try await with("--replicas 2") { cluster in
            let names = try await pods(cluster)
            try #require(names.count == 2)
            let run = await cluster.run("deployments logs qwen3 -n models --tail 1")
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 2, "\(run.output)")
            for (line, name) in zip(lines, names) { #expect(line.hasPrefix("[\(name)] simulated image "), "\(line)") }
            let one = await cluster.run("deployments logs qwen3 -n models --pod \(names[1]) --tail 1")
            #expect(one.output.hasPrefix("simulated image "), "\(one.output)")
        }
    }

    @Test func whatIsFollowedEndsWithItsContainers() async throws {
        try await with("--replicas 2") { cluster in
            let run = await cluster.run("deployments logs qwen3 -n models -f")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.split(separator: "\n").count == 4, "\(run.output)")
        }
    }

    @Test func anInterruptEndsWhatIsFollowedWithoutWords() async throws {
        try await with { cluster in
            let run = try await cluster.interrupted(
                "deployments logs qwen3 -n models --follow", through: EndlessLogs(inner: cluster.sandbox.transport),
                after: { output, _ in output.contains("line 3\n") })
            #expect(run.status == .interrupted)
            #expect(run.output.hasPrefix("line 1\nline 2\nline 3\n"), "\(run.output)")
            #expect(!run.errors.contains("groundcrew:"), "\(run.errors)")
        }
    }

    @Test func aPodThatCannotBeReadIsNamedAndHidesNoOther() async throws {
        try await with("--replicas 2") { cluster in
            let names = try await pods(cluster)
            let broken = RoutedLogs(inner: cluster.sandbox.transport, pod: names[0])
            let run = await cluster.run("deployments logs qwen3 -n models", through: broken)
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains("pod \(names[0]): its log cannot be read: "), "\(run.errors)")
            #expect(run.errors.contains("is waiting to start"), "\(run.errors)")
            #expect(run.output.hasPrefix("[\(names[1])] simulated log"), "\(run.output)")
            #expect(!run.errors.contains("groundcrew:"), "it has been said: \(run.errors)")
        }
    }

    @Test func whoMayNotReadLogsIsUndecided() async throws {
        let user = SandboxUser(
            name: "reader", token: "reader",
            rules: [
                .init(
                    apiGroups: ["*"], resources: ["deployments", "pods", "events", "secrets"],
                    verbs: ["get", "list", "watch"], namespaces: ["models"])
            ])
        try await with(users: [user]) { cluster in
            let run = await cluster.run("deployments logs qwen3 --context reader")
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.errors.contains("pods/log"), "\(run.errors)")
        }
    }

    @Test(arguments: [
        ("--previous", "previous terminated container"), ("-c nosuch", "has no container nosuch, only"),
        ("--pod nosuch", "deployment models/qwen3 has no pod nosuch\n  next: its pods are "),
    ])
    func whatIsNotThereFails(flags: String, words: String) async throws {
        try await with { cluster in
            let run = await cluster.run("deployments logs qwen3 -n models \(flags)")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
    }

    @Test func oneWithoutPodsSaysItsPhase() async throws {
        try await with("--replicas 0") { cluster in
            let run = await cluster.run("deployments logs qwen3 -n models")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(
                run.errors.contains("deployment models/qwen3 has no pods whose logs could be read: it is Stopped: "),
                "\(run.errors)")
            let missing = await cluster.run("deployments logs nosuch -n models")
            #expect(missing.status == .failed)
            #expect(missing.errors.contains("there is no deployment nosuch in namespace models"))
        }
    }

    @Test(arguments: [
        ("qwen3 -f --previous", "--follow and --previous exclude each other"),
        ("qwen3 --tail=-1", "--tail is -1; it must be from 0"), ("qwen3 --since soon", "--since"),
        ("a/b/c", "'a/b/c' does not name a deployment"),
    ])
    func wrongArgumentsEndWithTwo(arguments: String, words: String) async {
        let run = await CommandRun.of("deployments logs \(arguments)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test func theOptionsReachTheServer() async throws {
        try await with { cluster in
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                guard request.url.contains("/log?") else { return false }
                for item in ["sinceSeconds=90", "tailLines=5", "container="] {
                    #expect(request.url.contains(item), "\(request.url)")
                }
                return false
            }
            let run = await cluster.run("deployments logs qwen3 -n models --since 1m30s --tail 5", through: network)
            #expect(run.status == .done, "\(run.everything)")
        }
    }
}

/// Logs that go on for ever, at some pace.
private struct EndlessLogs: HTTPTransport {
    let inner: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.contains("/log?"), request.url.contains("follow=true") else {
            return try await inner.send(request)
        }
        return HTTPResponse(
            status: 200,
            body: HTTPBody {
                let lines = LineCounter()
                return {
                    try await Task.sleep(for: .milliseconds(5))
                    return Array("line \(await lines.next())\n".utf8)
                }
            })
    }
}

private actor LineCounter {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}

/// One pod's log is not to be had.
private struct RoutedLogs: HTTPTransport {
    let inner: any HTTPTransport
    let pod: String

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.contains("/pods/\(pod)/log") else { return try await inner.send(request) }
        let status: Value = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 400, "reason": "BadRequest",
            "message": "container \"main\" in pod \"x\" is waiting to start: ContainerCreating",
        ]
        return HTTPResponse(status: 400, body: HTTPBody(status.jsonBytes()))
    }
}
