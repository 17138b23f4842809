import Preflight
import Sandbox
import Testing
import Value

@testable import Commands

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `snapshot -o`: what is in the file, and that it is judged as the cluster is.
@Suite(.timeLimit(.minutes(5)))
struct SnapshotCommandTests {
    /// With no cluster to find.
    static func offline(_ line: String, _ cluster: SimulatedCluster, input: String = "") async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init), in: cluster.folder.path,
            environment: ["KUBECONFIG": "/nowhere/kubeconfig"], standardInput: input)
    }

    static func verdicts(_ report: Value) -> [String: String] {
        var verdicts: [String: String] = [:]
        for result in report["results"]?.array ?? [] {
            verdicts[result["id"]?.string ?? ""] = result["verdict"]?.string
        }
        return verdicts
    }

    private static func differences(_ one: CommandRun, _ other: CommandRun) throws -> [String] {
        let first = verdicts(try one.json)
        let second = verdicts(try other.json)
        return Set(first.keys).union(second.keys).sorted().filter { first[$0] != second[$0] }.map {
            "\($0): \(first[$0] ?? "none") and \(second[$0] ?? "none")"
        }
    }

    // MARK: The same verdicts

    @Test(arguments: [
        "", "--gpus 2", "--provider dynamo", "--provider dynamo --before-install", "--provider dynamo --gpus 9",
        "--model Qwen/Qwen3-0.6B", "-f cluster.yaml",
    ])
    func everyCheckIsJudgedAsInTheCluster(wanted: String) async throws {
        try await SimulatedCluster.with { cluster in
            for flags in ["", "--hash-names"] {
                let record = await cluster.run("snapshot -o facts.json \(wanted) \(flags)")
                #expect(record.status == .done, "\(record.everything)")
                let live = await cluster.run("preflight \(wanted) -o json")
                let recorded = await Self.offline("preflight --from facts.json \(wanted) -o json", cluster)
                let differences = try Self.differences(live, recorded)
                #expect(differences == [], "\(wanted) \(flags)")
                #expect(recorded.status == live.status, "\(wanted) \(flags): \(recorded.errors)")
            }
        }
    }

    /// What was recorded for nothing in particular serves any provider, as far as it goes.
    @Test func aSnapshotOfEverythingServesOtherWork() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("snapshot -o facts.json").status == .done)
            let line = "--provider dynamo --gpus 9 --only cluster --only gpu-nodes --only crds -o json"
            let live = await cluster.run("preflight \(line)")
            let recorded = await Self.offline("preflight --from facts.json \(line)", cluster)
            #expect(try Self.differences(live, recorded) == [])
            // What would be rendered is not known of it.
            let rights = await Self.offline(
                "preflight --from facts.json --provider dynamo --only permissions -o json", cluster)
            let verdicts = Self.verdicts(try rights.json)
            #expect(!verdicts.values.contains("pass"), "\(verdicts)")
        }
    }

    // MARK: The file

    @Test func itIsForItsOwnerAlone() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write("old", to: "facts.json")
            let run = await cluster.run("snapshot -o facts.json")
            #expect(run.status == .done && run.output.isEmpty, "\(run.everything)")
            #expect(run.errors.contains("wrote facts.json: "), "\(run.errors)")
            var information = stat()
            #expect(stat(cluster.folder.path + "/facts.json", &information) == 0)
            #expect(information.st_mode & 0o777 == 0o600)
            #expect(try !cluster.folder.names.contains { $0.hasSuffix(".tmp") })
        }
    }

    @Test func itSaysWhatItIs() async throws {
        try await SimulatedCluster.with { cluster in
            let record = await cluster.run("snapshot -o -")
            #expect(record.status == .done, "\(record.everything)")
            let document = try record.json
            #expect(document["schema"] == "groundcrew.snapshot/v1")
            #expect(document["simulated"] == true)
            #expect(document["groundcrew"] == .string(GroundcrewVersion.current))
            #expect(document["cluster"]?["uid"]?.string?.isEmpty == false)
            #expect(document["namesHashed"] == false)
            #expect(document["facts"]?["nodes"]?["state"] == "known")
            #expect(document["notRecorded"]?.array != nil)
            // Standard input takes it as it is.
            let judged = await Self.offline(
                "preflight --from - --only cluster -o json", cluster, input: record.output)
            #expect(judged.status == .done, "\(judged.everything)")
            #expect(try judged.json["recordedAt"] == document["recordedAt"])
        }
    }

    @Test func hashedNamesAreNowhere() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("snapshot -o facts.json --hash-names").status == .done)
            let text = try cluster.folder.read("facts.json")
            for name in ["gpu-0", "gpu-1", "control-plane-0", "cpu-2"] { #expect(!text.contains("\"\(name)\"")) }
            #expect(text.contains("\"node-"))
            #expect(text.contains("\"namesHashed\": true"))
        }
    }

    /// One who may read little gets what he may read, and the reasons for the rest.
    @Test func whatMayNotBeReadIsSaid() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("snapshot -o facts.json --context restricted")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.errors.contains("not recorded: "), "\(run.errors)")
            let document = try Value(json: Array(cluster.folder.read("facts.json").utf8))
            let missing = document["notRecorded"]?.array ?? []
            #expect(missing.contains { $0["code"] == "forbidden" }, "\(missing)")
        }
    }

    // MARK: Mistakes

    @Test func aClusterThatIsAwayIsNotRecorded() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: v1
            kind: Config
            current-context: a
            clusters: [{name: a, cluster: {server: "http://127.0.0.1:1"}}]
            contexts: [{name: a, context: {cluster: a, user: a}}]
            users: [{name: a, user: {}}]
            """, to: "config")
        let run = await CommandRun.of("snapshot -o facts.json --kubeconfig config", in: folder.path)
        #expect(run.status != .done, "\(run.everything)")
        #expect(try folder.names == ["config"])
    }

    @Test(arguments: [
        ("snapshot", "-o"), ("snapshot -o missing/facts.json --sandbox", "missing"),
        ("snapshot -o facts.json --provider none --sandbox", "none"),
        ("snapshot -o facts.json --checks nowhere --sandbox", "nowhere"),
    ])
    func badUsageWritesNothing(line: String, says: String) async throws {
        let folder = try TemporaryFolder()
        let run = await CommandRun.of(line, in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
        #expect(try folder.names == [])
    }

    @Test func aFileThatWasChangedIsRefused() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("snapshot -o facts.json").status == .done)
            let text = try cluster.folder.read("facts.json")
            try cluster.folder.write(text.replacing("\"gpu-0\"", with: "\"gpu-9\""), to: "facts.json")
            let run = await Self.offline("preflight --from facts.json", cluster)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("it was changed after it was recorded"), "\(run.errors)")
        }
    }

    // MARK: Reports

    @Test(arguments: ["text", "json", "junit", "ctrf", "sarif", "github", "summary", "openreports", "prometheus"])
    func everyReportSaysWhenItWasRecorded(kind: String) async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("snapshot -o facts.json").status == .done)
            let document = try Value(json: Array(cluster.folder.read("facts.json").utf8))
            let time = try #require(document["recordedAt"]?.string)
            let run = await Self.offline(
                "preflight --from facts.json --only cluster --report \(kind)=out", cluster)
            #expect(run.status == .done, "\(run.everything)")
            let report = try cluster.folder.read("out")
            #expect(report.contains(time) || report.replacing("\\", with: "").contains(time), "\(report)")
            let live = await cluster.run("preflight --only cluster --report \(kind)=live")
            #expect(live.status == .done)
            #expect(try !cluster.folder.read("live").lowercased().contains("recorded"))
        }
    }
}
