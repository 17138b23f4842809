import Commands
import HTTP
import Sandbox
import Testing
import Value

/// How a preflight ends never hangs on what is printed.
@Suite(.timeLimit(.minutes(3)))
struct PreflightExitTests {
    /// Checks that always come to one verdict.
    private static func rules(_ folder: TemporaryFolder) throws {
        for (id, verdict, severity) in [
            ("passes", "pass", "error"), ("warns", "warn", "error"), ("fails", "fail", "error"),
            ("lenient", "fail", "warning"), ("skips", "skip", "error"), ("doubts", "unknown", "error"),
        ] {
            try folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Check
                id: \(id)
                title: Title
                category: house
                severity: \(severity)
                description: always the same
                outcomes: [{when: "true", verdict: \(verdict), message: the words, hint: the next step}]

                """, to: "rules/\(id).yaml")
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var checks: [String]
        var failOn: [String] = []
        var status: Commands.ExitStatus
        var outcome: String
        var testDescription: String { (checks + failOn).joined(separator: " ") }
    }

    private static let cases = [
        Case(checks: ["passes"], status: .done, outcome: "passed"),
        Case(checks: ["passes", "warns", "skips"], status: .done, outcome: "passed"),
        Case(checks: ["lenient"], status: .done, outcome: "passed"),
        Case(checks: ["skips"], status: .done, outcome: "passed"),
        Case(checks: ["fails"], status: .failed, outcome: "failed"),
        Case(checks: ["doubts"], status: .undecided, outcome: "undecided"),
        Case(checks: ["doubts", "fails"], status: .failed, outcome: "failed"),
        Case(checks: ["doubts", "warns"], status: .undecided, outcome: "undecided"),
        Case(checks: ["warns"], failOn: ["warning"], status: .failed, outcome: "failed"),
        Case(checks: ["lenient"], failOn: ["warning"], status: .failed, outcome: "failed"),
        Case(checks: ["warns"], failOn: ["unknown"], status: .done, outcome: "passed"),
        Case(checks: ["doubts"], failOn: ["warning"], status: .undecided, outcome: "undecided"),
        Case(checks: ["doubts"], failOn: ["unknown"], status: .failed, outcome: "failed"),
        Case(checks: ["doubts", "warns"], failOn: ["unknown", "warning"], status: .failed, outcome: "failed"),
        Case(checks: ["passes"], failOn: ["error", "unknown", "warning"], status: .done, outcome: "passed"),
    ]

    private static let kinds = [
        "text", "json", "junit", "ctrf", "sarif", "github", "summary", "openreports", "prometheus",
    ]

    @Test(arguments: cases)
    func theStatusIsTheSameInEveryFormat(one: Case) async throws {
        let folder = try TemporaryFolder()
        try Self.rules(folder)
        let only = one.checks.map { "--only \($0)" }.joined(separator: " ")
        let failOn = one.failOn.map { "--fail-on \($0)" }.joined(separator: " ")
        let line = "preflight --sandbox --checks rules \(only) \(failOn)"
        for format in ["text", "json", "yaml"] {
            let run = await CommandRun.of("\(line) -o \(format) --report json=out.json", in: folder.path)
            #expect(run.status == one.status, "\(format): \(run.everything)")
            #expect(try Value(json: Array(folder.read("out.json").utf8))["outcome"]?.string == one.outcome)
        }
        for kind in Self.kinds {
            let run = await CommandRun.of("\(line) --report \(kind)=-", in: folder.path)
            #expect(run.status == one.status, "\(kind): \(run.everything)")
        }
        let all = Self.kinds.map { "--report \($0)=\($0).out" }.joined(separator: " ")
        let run = await CommandRun.of("\(line) \(all)", in: folder.path)
        #expect(run.status == one.status, "\(run.everything)")
        for kind in Self.kinds { #expect(try folder.names.contains("\(kind).out"), "\(kind)") }
    }

    @Test func nothingNamedChecksWhatHoldsForAny() async throws {
        let run = await CommandRun.of("preflight --sandbox --only cluster --only crds --only operators -o json")
        #expect(run.status == .done, "\(run.everything)")
        let verdicts = try run.json["results"]?.array?.map {
            "\($0["id"]?.string ?? "") \($0["verdict"]?.string ?? "")"
        }
        #expect(Set(verdicts ?? []) == ["cluster pass", "crds skipped", "operators skipped"])
    }

    @Test func nothingNamedIsForTheProviderOfTheSettings() async throws {
        try await SimulatedCluster.with { cluster in
            let line = "preflight --only crds --only operators -o json"
            #expect(await cluster.run(line).status == .done)
            #expect(await cluster.run("config set provider dynamo").status == .done)
            let run = await cluster.run(line)
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output.contains("groundcrew install dynamo"), "\(run.output)")
            // Whoever names one means that one.
            let other = await cluster.run("preflight --provider vllm --only crds --only operators -o json")
            #expect(other.status == .done, "\(other.everything)")
        }
    }

    /// What the settings say of models is what would be deployed.
    @Test func settingsGoIntoWhatIsJudged() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("config set namespace team").status == .done)
            #expect(await cluster.run("config set provider vllm").status == .done)
            try cluster.folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Check
                id: place
                title: Place
                category: house
                description: where it goes, and by whom
                outcomes:
                  - when: "true"
                    verdict: pass
                    message: "${want.deployments.map(d, d.provider + ' in ' + d.namespace).join(',')}"

                """, to: "rules/place.yaml")
            let run = await cluster.run(
                "preflight --model Qwen/Qwen3-0.6B --checks rules --only place -o json")
            #expect(try run.json["results"]?[0]?["message"] == "vllm in team", "\(run.everything)")
        }
    }

    @Test func aSlowClusterIsJudgedByFlagsAlone() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await CommandRun.of(
                "preflight --model Qwen/Qwen3-0.6B --only cluster --timeout 1h -o json".split(separator: " ")
                    .map(String.init), in: cluster.folder.path,
                environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"],
                transport: SlowSettings(inner: cluster.sandbox.transport), clock: FastClock())
            #expect(run.status == .done, "\(run.everything)")
        }
    }

    /// Never answers about settings, until it is given up.
    private struct SlowSettings: HTTPTransport {
        let inner: any HTTPTransport
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if request.url.contains("/configmaps/") { try await FastClock().sleep(for: .seconds(3600)) }
            return try await inner.send(request)
        }
    }
}
