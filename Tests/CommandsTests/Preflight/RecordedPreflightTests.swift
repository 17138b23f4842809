import Bootstrap
import HTTP
import Kubernetes
import Preflight
import Processes
import Providers
import Sandbox
import Testing
import Value

@testable import Commands

/// `preflight --from`: recorded facts judged as the cluster was, with no cluster.
@Suite(.timeLimit(.minutes(3)))
struct RecordedPreflightTests {
    private static let checks = ["cluster", "gpu-nodes", "crds", "nats", "helm"]
    private static let only = checks.map { "--only \($0)" }.joined(separator: " ")

    /// Records what some checks need of a cluster: for any provider's deployments, and for Dynamo's CRDs.
    private static func record(
        _ cluster: SimulatedCluster, checks: [String] = checks, to name: String = "facts.json"
    ) async throws {
        let registry = try ProviderRegistry.builtIn()
        var subject = Subject()
        subject.crds = try registry.provider("dynamo").definition.crds.map {
            .init(name: $0.name, provider: "dynamo", title: "NVIDIA Dynamo")
        }
        let any = PreflightSubject.Deployment(name: "any", namespace: "models", values: [:])
        subject.deployments = try registry.providers.flatMap { provider in
            let wanted = PreflightSubject.Wanted(provider, operators: [], deployments: [any])
            return try PreflightSubject([wanted], driver: "native", installs: false).subject().deployments
        }
        let gatherer = FactGatherer(
            client: try cluster.client, transport: NoNetwork(), processes: SystemProcesses(), environment: [:],
            isSimulated: true)
        let facts = try await Preflight(checks: try CheckCatalog.builtIn(), gatherer: gatherer)
            .gather(PreflightRequest(subject, only: Set(checks)))
        let snapshot = Snapshot(facts, recordedAt: "2026-11-30T12:00:00Z", version: "0.1.0")
        try cluster.folder.write(String(decoding: snapshot.bytes, as: UTF8.self), to: name)
    }

    /// In a folder, with no cluster to find and no network to use.
    private static func run(
        _ line: String, _ cluster: SimulatedCluster, standardInput: String = ""
    ) async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init), in: cluster.folder.path,
            environment: ["KUBECONFIG": "/nowhere/kubeconfig"], standardInput: standardInput)
    }

    private static func verdicts(_ report: Value) -> [String] {
        (report["results"]?.array ?? []).map {
            "\($0["id"]?.string ?? "") \($0["verdict"]?.string ?? ""): \($0["message"]?.string ?? "")"
        }
    }

    @Test func theVerdictsAreThoseOfTheCluster() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster)
            for wanted in [
                "", "--gpus 2", "--gpus 9", "--provider dynamo", "--provider dynamo --before-install",
                "--provider dynamo --replicas 30",
            ] {
                let live = await cluster.run("preflight \(wanted) \(Self.only) -o json")
                let recorded = await Self.run("preflight --from facts.json \(wanted) \(Self.only) -o json", cluster)
                #expect(Self.verdicts(try recorded.json) == Self.verdicts(try live.json), "\(wanted)")
                #expect(recorded.status == live.status, "\(wanted): \(recorded.everything)")
                #expect(try recorded.json["simulated"] == true)
                #expect(try recorded.json["cluster"]?["uid"] == live.json["cluster"]?["uid"])
                #expect(try recorded.json["requests"]?.isNull != false, "nobody was asked")
            }
        }
    }

    @Test func aBootstrapFileIsJudgedBySnapshotsToo() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster)
            try cluster.folder.write(PreflightFileTests.fleet, to: "fleet.yaml")
            let line = "preflight -f fleet.yaml --only cluster --only gpu-nodes"
            let live = await cluster.run("\(line) -o json")
            let recorded = await Self.run("\(line) --from facts.json -o json", cluster)
            #expect(Self.verdicts(try recorded.json) == Self.verdicts(try live.json), "\(recorded.everything)")
            let input = await Self.run(
                "\(line) --from - -o json", cluster, standardInput: try cluster.folder.read("facts.json"))
            #expect(Self.verdicts(try input.json) == Self.verdicts(try live.json), "\(input.everything)")
            // One that is reached from outside needs no cluster to be judged either.
            try cluster.folder.write(TemporaryFolder.oneModel + "    expose: gateway\n", to: "exposed.yaml")
            let exposed = await Self.run("preflight -f exposed.yaml --from facts.json --only cluster", cluster)
            #expect(exposed.status == .done, "\(exposed.everything)")
        }
    }

    /// Room for other pods than those that were recorded cannot be told where their labels were left out.
    @Test func whatWasNotRecordedIsUnknownAndSaysSo() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster, checks: ["cluster"])
            let run = await Self.run(
                "preflight --from facts.json --only cluster --only gpu-nodes -o json", cluster)
            #expect(run.status == .undecided, "\(run.everything)")
            let results = try run.json["results"]?.array ?? []
            #expect(results.first { $0["id"] == "cluster" }?["verdict"] == "pass")
            let gpus = results.first { $0["id"] == "gpu-nodes" }
            #expect(gpus?["unknown"]?["code"] == "notGathered", "\(run.output)")
            #expect(gpus?["hint"]?.string?.contains("snapshot") == true, "\(run.output)")
        }
    }

    @Test(arguments: [
        ("", Commands.ExitStatus.done), ("--gpus 9", .failed), ("--provider dynamo", .failed),
        ("--only operators --provider dynamo", .undecided),
    ])
    func itEndsTheSameInEveryFormat(flags: String, status: Commands.ExitStatus) async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster, checks: ["cluster", "gpu-nodes", "crds"])
            let only = flags.contains("--only") ? "" : "--only cluster --only gpu-nodes --only crds"
            for format in ["text", "json", "yaml"] {
                let run = await Self.run("preflight --from facts.json \(only) \(flags) -o \(format)", cluster)
                #expect(run.status == status, "\(format): \(run.everything)")
            }
            for kind in ["json", "junit", "sarif", "github"] {
                let run = await Self.run("preflight --from facts.json \(only) \(flags) --report \(kind)=-", cluster)
                #expect(run.status == status, "\(kind): \(run.everything)")
            }
        }
    }

    @Test(arguments: ["no JSON", "{}", "[]", #"{"schema": "groundcrew.preflight/v1"}"#, ""])
    func whatIsNoSnapshotIsRefused(text: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "facts.json")
        for format in ["text", "json"] {
            let run = await CommandRun.of("preflight --from facts.json -o \(format)", in: folder.path)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("facts.json: ") && run.errors.contains("snapshot"), "\(run.errors)")
            #expect(format == "text" ? run.output.isEmpty : run.output.contains("\"Failure\""), "\(run.output)")
        }
    }

    @Test func aSnapshotThatIsNotThereIsBadUsage() async {
        let run = await CommandRun.of("preflight --from missing.json")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("missing.json"), "\(run.errors)")
    }

    @Test(arguments: [
        ("--context a", "--from and --context exclude each other"),
        ("--all-contexts", "--from and --all-contexts exclude each other"),
        ("--sandbox", "--from and --sandbox exclude each other"),
        ("--kubeconfig a", "--from and --kubeconfig exclude each other"),
        ("--publish openreports", "--from and --publish exclude each other"),
    ])
    func noClusterIsNamedBesides(flags: String, says: String) async {
        let run = await CommandRun.of("preflight --from facts.json \(flags)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test func factsOfAnotherClusterThanTheFilesAreRefused() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster, checks: ["cluster"])
            try cluster.folder.write(TemporaryFolder.oneModel + "cluster: {uid: other}\n", to: "other.yaml")
            let run = await Self.run("preflight -f other.yaml --from facts.json --only cluster", cluster)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("uid other") && run.errors.contains("cluster.uid"), "\(run.errors)")
        }
    }

    @Test func rightsThatWereNotRecordedAreToldSo() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster, checks: ["cluster"])
            let run = await Self.run(
                "preflight --from facts.json --only cluster --print-role role.yaml", cluster)
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.errors.contains("--print-role: which rights are missing is not known"), "\(run.errors)")
            #expect(try !cluster.folder.names.contains("role.yaml"))
        }
    }

    /// Nothing is sent, whoever asks.
    @Test func aClusterThatNobodyMayAskAnswersNothing() async throws {
        let client = try NoCluster.client()
        let error = await #expect(throws: KubernetesError.self) { try await client.serverVersion() }
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("no cluster is asked") == true, "\(error.map { "\($0)" } ?? "")")
    }
}
