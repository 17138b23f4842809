import Commands
import Kubernetes
import Sandbox
import TestParts
import Testing
import Value

@testable import Releases

/// No hint names a flag that its command does not have.
@Suite(.timeLimit(.minutes(3)))
struct HintFlagsTests {
    /// What the release engine's hints name, whatever command has it make a release.
    private static let making = [
        "--take-field", "--take-from", "--leave-field", "--leave-to", "--force-conflicts", "--recreate-immutable",
        "--field-validation", "--wait-lock", "--timeout", "--driver",
    ]
    private static let removing = ["--wait-lock", "--timeout", "--driver"]
    /// Of charts with CRDs, and of what may be there already.
    private static let installing = making + ["--accept-crd-changes", "--existing"]

    private static let commands: [(line: String, flags: [String])] = [
        ("deploy", making + ["--reset-values", "--reselect", "--name", "--hf-token-secret", "--no-wait", "--skip"]),
        ("deployments scale", making + ["--provider", "--replicas", "--set"]),
        ("deployments delete", removing + ["--foreign", "--provider"]),
        ("deployments show", ["--provider", "--timeout"]), ("deployments logs", ["--provider"]),
        ("deployments ask", ["--provider", "--model", "--max-tokens"]), ("deployments forward", ["--provider"]),
        ("install", installing + ["--skip"]), ("uninstall", removing + ["--force"]),
        ("bootstrap", installing + ["--reselect", "--context", "--skip"]),
        ("release install", making + ["--accept-crd-changes", "--crds", "--take-ownership"]),
        ("release upgrade", making + ["--accept-crd-changes", "--crds", "--take-ownership"]),
        ("release uninstall", removing),
    ]

    /// Flags of commands that a hint names with them, or that only `release` has.
    private static let elsewhere: Set<String> = [
        "--all-namespaces", "--namespace", "--crds", "--save", "--post-renderer", "--install", "--repo", "--username",
        "--accept-crd-changes", "--existing", "--plain-http", "--keep-history", "--replace",
        "--take-ownership",
    ]

    private static func help(_ line: String) async -> Set<String> {
        let help = await CommandRun.of(line.split(separator: " ").map(String.init) + ["--help"]).output
        return Set(flags(in: help))
    }

    private static func flags(in text: String) -> [String] {
        text.matches(of: #/--[a-z](?:[a-z-]*[a-z])?/#).map { String($0.output) }
    }

    @Test(arguments: commands.map(\.line))
    func everyFlagThatAHintMayNameIsThere(line: String) async throws {
        let known = await Self.help(line)
        let wanted = try #require(Self.commands.first { $0.line == line }).flags
        // Help shows the two of a pair as one, and some only by their first.
        let missing = wanted.filter { flag in !known.contains(flag) }
        #expect(missing.isEmpty, "\(line) lacks \(missing)")
    }

    /// A new hint of the engine's with another flag has to say which commands have it.
    @Test func theEnginesHintsNameNoOtherFlags() throws {
        let folder = "\(TestParts.projectRoot)/Sources/Releases"
        var unknown: [String] = []
        for area in ["Fields", "Lock", "Native", "Running", "Plan", "CRDs", "Engine", "Records", "Charts", "Saved"] {
            for name in try TemporaryFolder.names("\(folder)/\(area)") where name.hasSuffix(".swift") {
                let text = try TemporaryFolder.read("\(folder)/\(area)/\(name)")
                for line in text.split(separator: "\n") where !line.contains("///") && line.contains("\"") {
                    // What goes to kubectl and Helm is theirs.
                    guard !line.contains("kubectl") && !line.contains("helm ") else { continue }
                    for flag in Self.flags(in: String(line))
                    where !Self.making.contains(flag) && !Self.elsewhere.contains(flag) {
                        unknown.append("\(area)/\(name): \(flag)")
                    }
                }
            }
        }
        #expect(unknown.isEmpty, "\(unknown)")
    }

    // MARK: In a cluster

    private func served(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run(Self.deploy)
            try #require(run.status == .done, "\(run.everything)")
            try await body(cluster)
        }
    }

    private static let deploy = "deploy Qwen/Qwen3-0.6B --provider vllm --name q -n models --no-smoke"

    /// The flags of the lines that say what to do next, without those of other commands and programs.
    private static func hinted(_ run: CommandRun) -> [String] {
        run.errors.split(separator: "\n").filter { $0.hasPrefix("  next: ") && !$0.contains("groundcrew ") }
            .flatMap { flags(in: String($0)) }
    }

    @Test(arguments: [deploy + " --replicas 2", "deployments scale q -n models --replicas 2"])
    func aFieldOfSomebodyElsesIsTakenByTheWayThatIsNamed(line: String) async throws {
        try await served { cluster in
            _ = try await cluster.client.patch(
                .deployments, "q", namespace: "models", with: .merge(["spec": ["replicas": 3]]),
                options: WriteOptions(fieldManager: "kubectl-scale"))
            let run = await cluster.run(line)
            #expect(run.status != .done, "\(run.everything)")
            let hinted = Self.hinted(run)
            #expect(hinted.contains("--take-from"), "\(run.errors)")
            let command = line.hasPrefix("deployments") ? "deployments scale" : "deploy"
            #expect(await Self.help(command).isSuperset(of: hinted), "\(hinted)")
            let taken = await cluster.run(line + " --take-from kubectl-scale")
            #expect(taken.status == .done, "\(taken.everything)")
            let replicas = try await cluster.client.get(.deployments, "q", namespace: "models")["spec"]?["replicas"]
            #expect(replicas == 2)
        }
    }

    @Test(arguments: [
        deploy + " --replicas 2", "deployments scale q -n models --replicas 2", "deployments delete q -n models",
    ])
    func aLockThatIsHeldIsWaitedForByTheFlagThatIsNamed(line: String) async throws {
        try await served { cluster in
            // Of this process, which lives.
            let lease = LeaseRecord.value(
                release: "q", namespace: "models", run: ProcessTable().identity(command: "groundcrew deploy"),
                revision: nil, former: nil, acquired: "2026-01-01T00:00:00.000000Z", now: "2026-01-01T00:00:00.000000Z")
            _ = try await cluster.client.create(lease)
            let run = await cluster.run(line)
            #expect(run.status == .busy, "\(run.everything)")
            #expect(Self.hinted(run) == ["--wait-lock"], "\(run.errors)")
            // Not for ever.
            let waited = await cluster.run(line + " --wait-lock 1s")
            #expect(waited.status == .busy, "\(waited.everything)")
            #expect(waited.errors.contains("waiting for groundcrew deploy"), "\(waited.errors)")
        }
    }
}
