import Commands
import Kubernetes
import Sandbox
import Testing
import Value

/// `--watch` of commands that look, from the first look to the interrupt.
@Suite(.timeLimit(.minutes(3)))
struct DeploymentWatchCommandTests {
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            try await deploy("one", cluster)
            try await body(cluster)
        }
    }

    private func deploy(_ name: String, _ cluster: SimulatedCluster, _ flags: String = "") async throws {
        let line = "deploy Qwen/Qwen3-0.6B --name \(name) --provider vllm -n models --no-smoke \(flags)"
        let run = await cluster.run(line)
        try #require(run.status == .done, "\(line): \(run.everything)")
    }

    /// Watches while a second model comes, and until `word` has been printed.
    private func watch(_ line: String, until word: String, terminal: Terminal = Terminal()) async throws -> CommandRun {
        var result: CommandRun?
        try await with { cluster in
            result = try await cluster.interrupted(
                "\(line) --watch --timeout 8000h", terminal: terminal, clock: FastClock(),
                after: { output, _ in output.contains(word) }, when: { output, _ in output.contains("one") },
                act: { _ in try await deploy("two", cluster) })
        }
        return try #require(result)
    }

    @Test func aListGetsALineForWhatChanges() async throws {
        let run = try await watch("deployments list -n models", until: "two")
        #expect(run.status == .interrupted)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("NAMESPACE   NAME") == true)
        #expect(run.rows.contains { $0.hasPrefix("models two vllm ") }, "\(run.output)")
        #expect(lines.count { $0.hasPrefix("NAMESPACE") } == 1, "\(run.output)")
        #expect(run.errors.contains("(simulated cluster: no container runs and no model answers)"))
        #expect(!run.errors.contains("groundcrew:"), "\(run.errors)")
    }

    @Test func namesArePrintedAsTheyCome() async throws {
        let run = try await watch("deployments list -n models -o name", until: "models/two\n")
        #expect(run.output == "models/one\nmodels/two\n")
        #expect(run.status == .interrupted)
    }

    @Test func programsGetADocumentALine() async throws {
        let run = try await watch("deployments list -n models -o json", until: "\"two\"")
        let documents = try run.output.split(separator: "\n").map { try Value(json: Array($0.utf8)) }
        #expect(documents.first?["kind"] == "DeploymentChange")
        #expect(documents.first?["name"] == "one" && documents.first?["change"] == "added")
        let two = documents.first { $0["name"] == "two" }
        #expect(two?["change"] == "added" && two?["simulated"] == true)
    }

    @Test func aStatusGetsALineForWhatChanges() async throws {
        let run = try await watch("status -n models", until: "two")
        #expect(run.status == .interrupted)
        #expect(run.output.hasPrefix("cluster    "), "\(run.output)")
        #expect(run.rows.contains { $0.hasPrefix("models two vllm ") }, "\(run.output)")
        #expect(run.output.contains("PROVIDER"))
        #expect(run.output.contains("\nNVIDIA-H100-80GB-HBM3 "), "\(run.output)")
    }

    @Test func everyDocumentOfAStatusSaysWhatItIs() async throws {
        let run = try await watch("status -n models -o json", until: "\"two\"")
        let documents = try run.output.split(separator: "\n").map { try Value(json: Array($0.utf8)) }
        let kinds = Set(documents.compactMap { $0["kind"]?.string })
        #expect(kinds == ["AcceleratorChange", "DeploymentChange", "OperatorChange"], "\(run.output)")
        let accelerator = documents.first { $0["kind"] == "AcceleratorChange" }
        #expect(accelerator?["accelerator"] == "NVIDIA-H100-80GB-HBM3", "\(run.output)")
    }

    @Test func aTerminalIsDrawnAnew() async throws {
        let run = try await watch("deployments list -n models", until: "two", terminal: Terminal(isOutput: true))
        let frames = run.output.components(separatedBy: "\u{1B}[H\u{1B}[2J")
        #expect(frames.count >= 3 && frames[0].isEmpty, "\(run.output)")
        #expect(frames.last?.hasPrefix("NAMESPACE") == true)
    }

    @Test func whatIsShownGetsALineForWhatChanges() async throws {
        try await with { cluster in
            let run = try await cluster.interrupted(
                "deployments show one -n models -w --timeout 8000h", clock: FastClock(),
                after: { output, _ in output.contains("Deleted") }, when: { output, _ in output.contains("endpoint") },
                act: { _ in
                    let deleted = await cluster.run("deployments delete one -n models")
                    #expect(deleted.status == .done, "\(deleted.everything)")
                })
            #expect(run.status == .interrupted, "\(run.everything)")
            #expect(run.output.hasPrefix("name       models/one\n"), "\(run.output)")
            #expect(run.rows.contains { $0.hasPrefix("NAMESPACE NAME PROVIDER") }, "\(run.output)")
            #expect(
                run.rows.contains { $0.hasPrefix("models one vllm ") && $0.hasSuffix(" Deleted 0/0 is gone") },
                "\(run.output)")
        }
    }

    @Test func whatIsNotThereAtFirstIsAMistake() async throws {
        try await with { cluster in
            let run = await cluster.run("deployments show one nosuch -n models --watch")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("groundcrew: there is no deployment nosuch in namespace models"))
        }
    }

    @Test func anEmptyListSaysSoAndGoesOn() async throws {
        try await SimulatedCluster.with { cluster in
            let run = try await cluster.interrupted(
                "deployments list -n models -w --timeout 8000h", clock: FastClock(),
                after: { output, _ in output.contains("one") },
                when: { _, errors in errors.contains("no model is deployed in namespace models") },
                act: { _ in try await deploy("one", cluster) })
            #expect(run.rows.first?.hasPrefix("NAMESPACE NAME PROVIDER") == true, "\(run.output)")
        }
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
