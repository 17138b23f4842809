import Commands
import HTTP
import Kubernetes
import Sandbox
import Synchronization
import Testing
import Value

/// `--publish openreports`: the only thing that a preflight may write, and only then.
@Suite(.timeLimit(.minutes(3)))
struct PublishedReportTests {
    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "clusterreports.openreports.io"],
        "spec": [
            "group": "openreports.io", "scope": "Cluster",
            "names": [
                "kind": "ClusterReport", "listKind": "ClusterReportList", "plural": "clusterreports",
                "singular": "clusterreport",
            ],
            "versions": [
                [
                    "name": "v1alpha1", "served": true, "storage": true,
                    "schema": ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
                ]
            ],
        ],
    ]

    private static func serving() -> SandboxFile {
        var file = SandboxFile.standard
        file.objects.append(definition)
        return file
    }

    private static let name = "groundcrew-preflight"

    private static func client(_ fleet: SimulatedFleet, _ server: String) throws -> KubernetesClient {
        KubernetesClient(
            configuration: try ClusterConfiguration(
                server: server, credentials: .token(Secret(Sandbox.adminToken))), transport: fleet.network)
    }

    private static func published(_ fleet: SimulatedFleet, _ server: String) async throws -> Value? {
        let client = try client(fleet, server)
        let type = try await client.resourceType(apiVersion: "openreports.io/v1alpha1", kind: "ClusterReport")
        return try await client.getIfPresent(type, name)
    }

    private static func writes(_ fleet: SimulatedFleet) -> [String] {
        fleet.network.requests.filter { request in
            !request.hasPrefix("GET ") && !request.contains("reviews") && !request.contains("dryRun=All")
        }
    }

    @Test func theReportStandsInTheClusterThatItIsAbout() async throws {
        try await SimulatedFleet.with(east: Self.serving(), west: Self.serving()) { fleet in
            let line = "preflight --context east --only cluster --publish openreports"
            for _ in 1...2 {
                let run = await fleet.run(line)
                #expect(run.status == .done, "\(run.everything)")
            }
            let report = try #require(try await Self.published(fleet, "https://east.invalid"))
            #expect(report["summary"]?["pass"] == 1, "\(report)")
            #expect(report["results"]?[0]?["policy"] == "cluster", "\(report)")
            #expect(try await Self.published(fleet, "https://west.invalid") == nil)
            let writes = Self.writes(fleet)
            #expect(writes.count == 2, "one for each run: \(writes)")
            #expect(writes.allSatisfy { $0.hasPrefix("PATCH ") && $0.contains("/clusterreports/\(Self.name)?") })
        }
    }

    @Test func withoutTheFlagNothingIsWritten() async throws {
        try await SimulatedFleet.with(east: Self.serving()) { fleet in
            let run = await fleet.run("preflight --context east --only cluster --report openreports=out.yaml")
            #expect(run.status == .done, "\(run.everything)")
            #expect(Self.writes(fleet).isEmpty, "\(Self.writes(fleet))")
            let published = try await Self.published(fleet, "https://east.invalid")
            #expect(published == nil)
        }
    }

    @Test func eachClusterOfAFleetGetsItsOwn() async throws {
        try await SimulatedFleet.with(east: Self.serving(), west: Self.serving()) { fleet in
            let run = await fleet.run(
                "preflight --context east --context west --only cluster --publish openreports")
            #expect(run.status == .done, "\(run.everything)")
            for server in ["https://east.invalid", "https://west.invalid"] {
                let published = try await Self.published(fleet, server)
                #expect(published?["summary"]?["pass"] == 1, "\(server)")
            }
        }
    }

    /// A check that always fails.
    private static let failing = """
        apiVersion: groundcrew/v1
        kind: Check
        id: rule
        title: Rule
        category: house
        description: fails
        outcomes: [{when: "true", verdict: fail, message: it fails, hint: do this}]

        """

    @Test(arguments: [
        ("--only cluster", Commands.ExitStatus.undecided), ("--checks rules --only rule", .failed),
        ("--context east --context west --only cluster", .undecided),
    ])
    func aClusterThatDoesNotServeReportsSaysSo(flags: String, status: Commands.ExitStatus) async throws {
        try await SimulatedFleet.with { fleet in
            try fleet.folder.write(Self.failing, to: "rules/rule.yaml")
            for format in ["text", "json", "yaml"] {
                let run = await fleet.run("preflight \(flags) --publish openreports -o \(format)")
                #expect(run.status == status, "a failed check counts more: \(run.everything)")
                #expect(!run.output.isEmpty, "the report is there all the same")
                #expect(run.errors.contains("it does not serve the reports of openreports.io"), "\(run.errors)")
                #expect(run.errors.contains("\n  next: install the CRDs of OpenReports"), "\(run.errors)")
            }
            #expect(Self.writes(fleet).isEmpty, "\(Self.writes(fleet))")
        }
    }

    @Test func whoMayNotWriteItIsToldSo() async throws {
        var file = Self.serving()
        file.users.append(
            SandboxUser(
                name: "reader", token: "reader",
                rules: [.init(apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"])]))
        try await SimulatedFleet.with(east: file) { fleet in
            try fleet.folder.write(
                SimulatedFleet.kubeconfig.replacing(Sandbox.adminToken, with: "reader"), to: "kubeconfig")
            let run = await fleet.run("preflight --context east --only cluster --publish openreports")
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(
                run.errors.contains("the report was not written into https://east.invalid: "), "\(run.errors)")
            #expect(run.errors.contains("forbidden") || run.errors.contains("may not"), "\(run.errors)")
        }
    }

    @Test func anotherKindIsBadUsage() async {
        let run = await CommandRun.of("preflight --sandbox --publish junit")
        #expect(run.status == .usage && run.errors.contains("openreports"), "\(run.everything)")
    }
}
