import TestParts
import Testing
import Value

@testable import Commands

/// `checks lint`: paths, formats, statuses, and snapshots.
@Suite(.timeLimit(.minutes(3)))
struct ChecksLintCommandTests {
    private static let bad = ChecksCommandTests.own.replacing("id: house-rule", with: "id: bad-rule")
        .replacing("gpus.nodes < 3", with: "gpu.nodes < 3").replacing("    hint: add nodes\n", with: "    hnt: x\n")
    private static let odd = ChecksCommandTests.own.replacing("id: house-rule", with: "id: odd-rule")
        .replacing("[nodes]", with: "[nodes, helm]")

    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(ChecksCommandTests.own, to: "mine/house-rule.yaml")
        try folder.write("no check", to: "mine/README.md")
        try folder.write(bad, to: "bad/bad-rule.yaml")
        try folder.write(odd, to: "odd/odd-rule.yml")
        return folder
    }

    @Test(arguments: ["mine", "mine/", "mine/house-rule.yaml", "./mine", "mine mine/house-rule.yaml mine"])
    func aGoodOneIsFine(paths: String) async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of("checks lint \(paths)", in: folder.path)
        #expect(run.status == .done && run.errors.isEmpty, "\(run.everything)")
        #expect(run.output == "0 errors, 0 warnings in 1 file\n", "\(run.output)")
    }

    @Test func allThatIsWrongIsToldWithItsPlace() async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of("checks lint mine bad odd", in: folder.path)
        #expect(run.status == .failed && run.errors.isEmpty, "\(run.everything)")
        let lines = run.output.split(separator: "\n").map(String.init)
        let places = lines.filter { $0.contains(": error: ") || $0.contains(": warning: ") }
            .map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
        #expect(
            places == [
                "bad/bad-rule.yaml:15:5: error: outcomes[0].when", "bad/bad-rule.yaml:15:5: error: outcomes[0].hint",
                "bad/bad-rule.yaml:18:5: error: outcomes[0].hnt", "odd/odd-rule.yml:9:16: warning: needs[1]",
            ], "\(places)")
        #expect(lines.contains { $0.contains("unknown variable \"gpu\"") && $0.contains("did you mean 'gpus'?") })
        #expect(lines.contains { $0.hasPrefix("    ") && $0.contains("gpu.nodes < 3") }, "the text is quoted")
        #expect(lines.contains { $0.hasPrefix("    ") && $0.hasSuffix("^") }, "\(run.output)")
        #expect(lines.last == "3 errors, 1 warning in 3 files")
    }

    @Test func warningsAloneFailNothing() async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of("checks lint odd", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.hasSuffix("0 errors, 1 warning in 1 file\n"))
    }

    @Test func programsGetTheSame() async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of("checks lint bad odd -o json", in: folder.path)
        #expect(run.status == .failed && run.errors.isEmpty)
        let json = try run.json
        #expect(json["apiVersion"] == "groundcrew/v1" && json["kind"] == "CheckLint")
        #expect(json["errors"] == 3 && json["warnings"] == 1 && json["judged"] == nil)
        #expect(json["checks"]?[0]?["file"] == "bad/bad-rule.yaml" && json["checks"]?[0]?["id"] == "bad-rule")
        #expect(json["checks"]?[0]?["usable"] == false && json["checks"]?[1]?["usable"] == true)
        let finding = json["checks"]?[1]?["findings"]?[0]
        #expect(finding?["severity"] == "warning" && finding?["path"] == "needs[1]")
        #expect(finding?["line"]?.integer == 9 && finding?["column"]?.integer == 16)
        let yaml = await CommandRun.of("checks lint bad odd -o yaml", in: folder.path)
        #expect(yaml.status == .failed)
        #expect(try yaml.yaml == json)
    }

    @Test(arguments: [
        ("nowhere", "nowhere: "), ("nowhere.yaml", "nowhere.yaml: "),
        ("empty", "holds no check: no file in it ends in .yaml"),
        ("latin.yaml", "is not text in UTF-8"), ("mine --checks nowhere", "--checks nowhere"),
        ("mine --facts nowhere.json", "nowhere.json"), ("mine --facts mine/README.md", "mine/README.md"),
        ("mine --checks bad", "bad-rule.yaml"),
    ])
    func whatCannotBeReadIsBadUsage(arguments: String, says: String) async throws {
        let folder = try Self.folder()
        try folder.write("", to: "empty/x.txt")
        try TemporaryFolder.write([0x61, 0x3A, 0x20, 0xE4, 0x0A], to: "\(folder.path)/latin.yaml")
        let run = await CommandRun.of("checks lint \(arguments)", in: folder.path)
        #expect(run.status == .usage && run.output.isEmpty, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test func checksOfAnotherFolderMayBeRequired() async throws {
        let folder = try Self.folder()
        try folder.write(
            ChecksCommandTests.own.replacing("id: house-rule", with: "id: next-rule")
                .replacing("[cluster]", with: "[house-rule]"), to: "next/next-rule.yaml")
        let alone = await CommandRun.of("checks lint next", in: folder.path)
        #expect(alone.status == .failed, "\(alone.everything)")
        #expect(alone.output.contains("requires[0] names the check 'house-rule', which does not exist"))
        for line in ["checks lint next --checks mine", "checks lint next mine"] {
            let run = await CommandRun.of(line, in: folder.path)
            #expect(run.status == .done, "\(run.everything)")
        }
    }

    @Test func theChecksOfTheProjectAreWellMade() async throws {
        let run = await CommandRun.of(["checks", "lint", "checks"], in: TestParts.projectRoot)
        #expect(run.status == .done, "\(run.output)")
    }

    // MARK: Snapshots

    /// What the sandbox has of what the checks look at.
    private static func record(_ cluster: SimulatedCluster) async throws {
        try cluster.folder.write(
            ChecksCommandTests.own.replacing(
                "appliesTo: {when: want.installs, otherwise: nothing is installed}\n", with: ""),
            to: "mine/house-rule.yaml")
        let run = await cluster.run("snapshot -o facts.json --checks mine")
        try #require(run.status == .done, "\(run.everything)")
    }

    @Test func aSnapshotIsJudgedToo() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster)
            let preflight = await cluster.run(
                "preflight --from facts.json --checks mine --only house-rule -o json")
            let result = try preflight.json["results"]?[0]
            let run = await cluster.run("checks lint mine --facts facts.json -o json")
            #expect(run.status == .done, "what a check finds is nothing that is wrong with it: \(run.everything)")
            let judged = try run.json["judged"]?["results"]
            #expect(judged?.array?.count == 1, "\(run.output)")
            for key in ["id", "verdict", "message"] { #expect(judged?[0]?[key] == result?[key], "\(run.output)") }
            let text = await cluster.run("checks lint mine --facts facts.json")
            let verdict = result?["verdict"]?.string ?? ""
            #expect(text.output.contains("\nby the snapshot:\n  \(verdict) house-rule: "), "\(text.output)")
        }
    }

    @Test func whatCannotBeUsedIsNotJudged() async throws {
        try await SimulatedCluster.with { cluster in
            try await Self.record(cluster)
            try cluster.folder.write(Self.bad, to: "bad/bad-rule.yaml")
            let run = await cluster.run("checks lint bad --facts facts.json -o json")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(try run.json["judged"]?.isNull == true, "\(run.output)")
            let both = await cluster.run("checks lint bad mine --facts facts.json")
            #expect(both.status == .failed && both.output.contains("by the snapshot:\n"), "\(both.output)")
            #expect(!both.output.contains(" bad-rule: only"))
        }
    }
}
