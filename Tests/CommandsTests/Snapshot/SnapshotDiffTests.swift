import Preflight
import Testing
import Value

@testable import Commands

/// `snapshot diff`: what it shows, and how it ends.
@Suite struct SnapshotDiffTests {
    private static func facts(uid: String? = "u") -> Facts {
        var facts = Facts(cluster: ClusterIdentityFact(server: "https://c", uid: uid))
        facts[.kubernetes] = .known(["gitVersion": "v1.33.0"])
        facts[.nodes] = .known([["name": "gpu-0", "allocatable": ["nvidia.com/gpu": 8]], ["name": "gpu-1"]])
        return facts
    }

    private static var later: Facts {
        var facts = facts()
        facts[.kubernetes] = .known(["gitVersion": "v1.34.2"])
        facts[.nodes] = .known([["name": "gpu-0", "allocatable": ["nvidia.com/gpu": 7]], ["name": "gpu-2"]])
        return facts
    }

    private static func write(
        _ facts: Facts, to name: String, in folder: TemporaryFolder, hashed: Bool = false
    ) throws {
        let snapshot = Snapshot(
            facts, recordedAt: "2026-11-30T12:00:00Z", version: "0.1.0", areNamesHashed: hashed)
        try folder.write(String(decoding: snapshot.bytes, as: UTF8.self), to: name)
    }

    private static func folder(_ old: Facts, _ new: Facts) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try write(old, to: "a.json", in: folder)
        try write(new, to: "b.json", in: folder)
        return folder
    }

    @Test func theSameEndsWell() async throws {
        let folder = try Self.folder(Self.facts(), Self.facts())
        let run = await CommandRun.of("snapshot diff a.json b.json", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.hasPrefix("nothing differs between 2026-11-30T12:00:00Z and "), "\(run.output)")
        #expect(run.errors.isEmpty)
    }

    @Test func whatDiffersIsShownByFact() async throws {
        let folder = try Self.folder(Self.facts(), Self.later)
        let run = await CommandRun.of("snapshot diff a.json b.json", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        for line in [
            "kubernetes: 1 changed", "gitVersion: v1.33.0 -> v1.34.2", "nodes: 1 added, 1 removed, 1 changed",
            "  + gpu-2", "  - gpu-1", "  ~ gpu-0", "8 -> 7", "the cluster differs between",
        ] {
            #expect(run.output.contains(line), "\(line): \(run.output)")
        }
    }

    @Test(arguments: ["json", "yaml"])
    func programsGetTheSame(format: String) async throws {
        let folder = try Self.folder(Self.facts(), Self.later)
        let run = await CommandRun.of("snapshot diff a.json b.json -o \(format)", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        let document = try format == "json" ? run.json : run.yaml
        #expect(document["kind"] == "SnapshotDiff" && document["same"] == false)
        #expect(document["from"]?["cluster"]?["uid"] == "u")
        let changes = document["changes"]?.array ?? []
        #expect(changes.count == 4)
        #expect(changes.contains(["fact": "nodes", "name": "gpu-2", "change": "added"]))
        let changed = changes.first { $0["name"] == "gpu-0" }
        #expect(changed?["fields"]?[0]?["before"] == 8 && changed?["fields"]?[0]?["after"] == 7)
    }

    @Test func whatIsNotKnownIsSaid() async throws {
        var unknown = Self.facts()
        unknown[.nodes] = .unknown(UnknownReason(.forbidden, "may not list nodes"))
        let folder = try Self.folder(Self.facts(), unknown)
        let run = await CommandRun.of("snapshot diff a.json b.json", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.contains("not compared: nodes: after: may not list nodes"), "\(run.output)")
    }

    // MARK: Two clusters

    @Test func twoClustersAreNotMixedUp() async throws {
        let folder = try Self.folder(Self.facts(), Self.facts(uid: "other"))
        let run = await CommandRun.of("snapshot diff a.json b.json", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("two clusters: uid u and uid other"), "\(run.errors)")
        #expect(run.errors.contains("--across-clusters"))
        let across = await CommandRun.of("snapshot diff a.json b.json --across-clusters", in: folder.path)
        #expect(across.status == .done, "\(across.everything)")
    }

    @Test func clustersThatNobodyKnowsAreWarnedOf() async throws {
        let folder = try Self.folder(Self.facts(), Self.facts(uid: nil))
        let run = await CommandRun.of("snapshot diff a.json b.json", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.errors.contains("the uid is missing"), "\(run.errors)")
    }

    // MARK: Mistakes

    @Test func hashedNamesAreNotCompared() async throws {
        let folder = try Self.folder(Self.facts(), Self.facts())
        try Self.write(Self.facts(), to: "b.json", in: folder, hashed: true)
        let run = await CommandRun.of("snapshot diff a.json b.json", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("b.json: its names are hashed"), "\(run.errors)")
    }

    @Test(arguments: [
        ("snapshot diff a.json missing.json", "missing.json"), ("snapshot diff a.json", "<new>"),
        ("snapshot diff - -", "standard input"), ("snapshot diff a.json text", "text: the snapshot is not JSON"),
    ])
    func badUsage(line: String, says: String) async throws {
        let folder = try Self.folder(Self.facts(), Self.facts())
        try folder.write("nodes: many\n", to: "text")
        let run = await CommandRun.of(line, in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test func oneOfThemMayBeStandardInput() async throws {
        let folder = try Self.folder(Self.facts(), Self.later)
        let run = await CommandRun.of(
            ["snapshot", "diff", "-", "b.json"], in: folder.path, standardInput: try folder.read("a.json"))
        #expect(run.status == .failed, "\(run.everything)")
        #expect(run.output.contains("+ gpu-2"), "\(run.output)")
    }

    /// Where the sandbox is recorded twice, nothing has changed but what passes.
    @Test(.timeLimit(.minutes(2))) func aClusterAtRestDoesNotDrift() async throws {
        try await SimulatedCluster.with { cluster in
            for name in ["a.json", "b.json"] {
                let run = await cluster.run("snapshot -o \(name)")
                #expect(run.status == .done, "\(run.everything)")
            }
            let run = await cluster.run("snapshot diff a.json b.json")
            #expect(run.status == .done, "\(run.output)")
        }
    }
}
