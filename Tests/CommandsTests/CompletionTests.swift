import Commands
import HTTP
import TestParts
import Testing

/// What a shell is offered when it calls back.
@Suite(.timeLimit(.minutes(2)))
struct CompletionTests {
    /// Calls back as the scripts do: the last word is being written.
    static func offers(
        _ option: String, of command: String, _ line: String, _ cluster: SimulatedCluster? = nil
    ) async -> [String] {
        let words = ["groundcrew"] + line.split(separator: " ").map(String.init) + [""]
        let arguments =
            ["---completion"] + command.split(separator: " ").map(String.init)
            + ["--", option, String(words.count - 1), "0"] + words
        let run =
            if let cluster { await cluster.run(arguments) } else { await CommandRun.of(arguments) }
        #expect(run.status == .done, "\(arguments): \(run.everything)")
        #expect(run.errors.isEmpty, "\(arguments)")
        return run.output.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        ("--provider", "deploy", "dynamo"), ("positional@0", "install", "dynamo"),
        ("positional@0", "providers show", "dynamo"), ("positional@0", "deploy", "Qwen/Qwen3-0.6B"),
        ("positional@0", "models show", "Qwen/Qwen3-0.6B"), ("--model", "preflight", "Qwen/Qwen3-0.6B"),
        ("--engine", "deploy", "vllm"), ("--mode", "deploy", "disaggregated"), ("--router-mode", "deploy", "kv"),
        ("--skip", "preflight", "gpu-nodes"), ("--only", "bootstrap", "nats"),
    ])
    func offersNames(option: String, command: String, expected: String) async {
        let offered = await Self.offers(option, of: command, command)
        #expect(offered.contains(expected), "\(offered)")
        #expect(Set(offered).count == offered.count)
    }

    @Test func offersWhatTheFoldersOfTheCommandLineHold() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Check
                id: house-rule
                title: Rule
                category: house
                description: a rule
                outcomes: [{when: "true", verdict: pass, message: fine}]

                """, to: "more/house-rule.yaml")
            let offered = await Self.offers("--skip", of: "preflight", "preflight --checks more --skip", cluster)
            #expect(offered.contains("house-rule"))
        }
    }

    @Test func offersTheContextsOfTheKubeconfig() async throws {
        try await SimulatedCluster.with { cluster in
            let contexts = ["nobody", "restricted", "test"]
            #expect(await Self.offers("--context", of: "status", "status --context", cluster) == contexts)
            let elsewhere = "status --kubeconfig '\(cluster.folder.path)/kubeconfig' --context"
            #expect(await Self.offers("--context", of: "status", elsewhere) == contexts)
        }
    }

    @Test func offersTheClustersNamespacesAndIsSilentWithoutOne() async throws {
        try await SimulatedCluster.with { cluster in
            let offered = await Self.offers("--namespace", of: "deploy", "deploy a -n", cluster)
            #expect(offered.contains("default") && offered.contains("kube-system"), "\(offered)")
            for line in ["deploy --context nobody -n", "deploy --context none -n", "deploy --sandbox -n"] {
                #expect(await Self.offers("--namespace", of: "deploy", line, cluster).isEmpty, "\(line)")
            }
        }
    }

    @Test func aClusterThatDoesNotAnswerHoldsTheShellUpForSecondsOnly() async throws {
        try await HangingServer.with { server in
            let folder = try TemporaryFolder()
            try folder.write(
                """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "http://\(server.address)"}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                users: [{name: test, user: {token: t}}]

                """, to: "kubeconfig")
            let start = ContinuousClock.now
            let run = await CommandRun.of(
                ["---completion", "deploy", "--", "--namespace", "3", "0", "groundcrew", "deploy", "-n", ""],
                environment: ["KUBECONFIG": folder.path + "/kubeconfig"], transport: CurlTransport(environment: [:]))
            #expect(run.everything.allSatisfy { $0.isWhitespace })
            // Less than the client itself would wait; how much less hangs on how busy the machine is.
            #expect(ContinuousClock.now - start < .seconds(55))
        }
    }

    /// The script itself, in a real bash: what TAB offers behind a line.
    @Test(arguments: [
        ("groundcrew de", ["deploy", "deployments"]),
        ("groundcrew preflight --report j", ["json=", "json=-", "junit=", "junit=-"]),
        ("groundcrew install --driver n", ["native"]), ("groundcrew chart pa", ["package"]),
        ("groundcrew bootstrap --events nd", ["ndjson"]),
    ])
    func bashOffersWhatIsInTheScript(line: String, expected: [String]) async throws {
        let script = await CommandRun.of("completion bash").output
        let folder = try TemporaryFolder()
        try folder.write(script, to: "groundcrew.bash")
        let words = line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
        let result = try await TestParts.run(
            "bash",
            [
                "-c",
                """
                source \(folder.path)/groundcrew.bash; COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}
                _groundcrew groundcrew "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """,
            ])
        #expect(result.standardOutput.split(separator: "\n").map(String.init) == expected, "\(result)")
    }

    @Test func kubectlGetsItsOwnScript() async {
        let run = await CommandRun.of("completion kubectl")
        #expect(run.output.hasPrefix("#!/usr/bin/env bash\n"))
        #expect(run.output.contains("source <(\"$plugin\" completion bash)"))
    }

    @Test(arguments: ["", "-- --nope 1 0 groundcrew", "deploy -- --engine x y", "nope -- --engine 1 0 groundcrew"])
    func aCallThatMakesNoSenseEndsWithTwo(arguments: String) async {
        let run = await CommandRun.of("---completion \(arguments)")
        #expect(run.status == .usage)
        #expect(run.output.isEmpty)
    }
}
