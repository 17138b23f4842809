import FoundationEssentials
import TestParts
import Testing

/// What TAB offers in the shells themselves, to somebody who has put the program and its script in place.
@Suite(.timeLimit(.minutes(5)))
struct ShellTests {
    private static let providers = [
        "dynamo", "kaito", "kaito-set", "kserve", "kserve-classic", "kuberay", "llm-d", "ome", "vllm",
    ]
    /// Each is the file of its name.
    private static func checks() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(TestParts.projectRoot)/checks")
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// With what they share.
    private static let installables = [
        "cert-manager", "dynamo", "gateway-api", "gpu-operator", "inference-extension", "kaito", "kaito-set", "keda",
        "kserve", "kserve-classic", "kuberay", "llm-d", "llm-d-router", "lws", "nfd", "nginx-gateway-fabric", "ome",
        "vllm",
    ]

    @Test(arguments: CompletingShell.allCases) func offersWhatThereIs(_ shell: CompletingShell) async throws {
        let lines: [(line: String, offers: [String])] = [
            ("deployments s", ["scale", "show"]),
            ("deploy --provider ", ShellTests.providers),
            ("deploy --engine ", ["sglang", "trtllm", "vllm"]),
            ("deploy x --mode ", ["aggregated", "disaggregated"]),
            ("deploy Qwen/Qwen3", ["Qwen/Qwen3-0.6B"]),
            ("preflight --model Qwen/Qwen2", ["Qwen/Qwen2.5-1.5B-Instruct"]),
            ("preflight --skip ", try ShellTests.checks()),
            ("preflight --report j", ["json=", "json=-", "junit=", "junit=-"]),
            ("install ", ShellTests.installables),
            ("install dynamo --driver n", ["native"]),
            ("providers show ", ShellTests.providers),
        ]
        try await InstalledProgram.with(shell) { program in
            for (line, offers) in lines {
                try await program.expect(line, offers)
            }
        }
    }

    private static let cloud = "arn:aws:eks:eu-1:7:cluster/gpu"

    /// Names of contexts in clouds have colons, at which bash and zsh break words.
    @Test(arguments: CompletingShell.allCases) func offersContextsAndNamespaces(_ shell: CompletingShell) async throws {
        try await ControlPlane.with { cluster in
            let contexts = ([Self.cloud] + ControlPlane.Context.allCases.map(\.rawValue)).sorted()
            try await InstalledProgram.with(shell, on: cluster) { program in
                try await program.expect("status --context ", contexts)
                // Bash replaces what stands behind the last colon.
                let rest = shell == .bash ? String(Self.cloud.dropFirst(8)) : Self.cloud
                try await program.expect("status --context arn:aws:", [rest])
                try await program.expect("deploy x --context admin -n kube-s", ["kube-system"])
                // Nothing, and soon, where no cluster answers.
                try await program.expect("deploy x --context \(Self.cloud) -n ", [])
                // kubectl asks its plugins for offers itself, the same for every shell.
                guard shell == .bash else { return }
                try await program.expectKubectl("deploy x --context admin -n kube-s", ["kube-system"])
            }
        }
    }

    /// A command with an option `--version` of its own offers it, and its value is not taken for something else.
    @Test(arguments: CompletingShell.allCases) func anOptionIsOfferedOnce(_ shell: CompletingShell) async throws {
        try await InstalledProgram.with(shell) { program in
            try await program.expect("install dynamo --vers", ["--version"])
            try await program.expect("install --version 1.6.2 dy", ["dynamo"])
            // fish offers the whole word.
            try await program.expect("deploy --engine=v", [shell == .fish ? "--engine=vllm" : "vllm"])
        }
    }

    @Test func kubectlsPluginCompletesAsTheProgramDoes() async throws {
        try await InstalledProgram.with(.bash) { program in
            for (line, offers) in [
                ("deploy --engine ", ["sglang", "trtllm", "vllm"]), ("deployments s", ["scale", "show"]),
                ("install ", ShellTests.installables),
                ("preflight --only c", try ShellTests.checks().filter { $0.hasPrefix("c") }),
            ] {
                try await program.expectKubectl(line, offers)
            }
        }
    }
}
