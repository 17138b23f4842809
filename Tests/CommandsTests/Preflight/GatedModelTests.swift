import Commands
import Testing
import Value

/// A gated model of which nobody says where its token is: told beside all else that is not ready, and never installed for.
@Suite(.timeLimit(.minutes(3)))
struct GatedModelTests {
    private static let gated = "meta-llama/Llama-3.2-1B-Instruct"

    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let text = TemporaryFolder.oneModel + "  - id: \(gated)\n    name: llama\n    namespace: models\n"
        try folder.write(text, to: "cluster.yaml")
        return folder
    }

    private static func failing(_ report: Value?) -> [String] {
        (report?["results"]?.array ?? []).filter { $0["verdict"] == "fail" }.compactMap { $0["id"]?.string }
    }

    /// The message and how many checks passed.
    private static func expectReport(_ report: Value?, line: Int?) throws {
        let results = try #require(report?["results"]?.array)
        #expect(failing(report) == ["model-token"])
        let token = try #require(results.first { $0["id"] == "model-token" })
        let message = try #require(token["message"]?.string)
        #expect(message.contains("\(gated) is gated, and "), "\(message)")
        if let line { #expect(message.contains("models/llama (cluster.yaml:\(line):5) names no Secret"), "\(message)") }
        let passed = results.filter { $0["verdict"] == "pass" }
        #expect(passed.contains { $0["id"] == "gpu-nodes" } && passed.contains { $0["id"] == "rendering" })
    }

    @Test func preflightOfAFileReportsIt() async throws {
        let folder = try Self.folder()
        let text = try folder.read("cluster.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(text.firstIndex { $0.contains(Self.gated) }) + 1
        let run = await CommandRun.of(
            "preflight -f cluster.yaml --sandbox -o json --events none --report junit=out.xml", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        try Self.expectReport(try run.json, line: line)
        let junit = try folder.read("out.xml")
        #expect(junit.contains("model-token") && junit.contains("cluster.yaml:\(line):5"), "\(junit)")
    }

    @Test func preflightOfFlagsReportsIt() async throws {
        let run = await CommandRun.of(
            "preflight --model \(Self.gated) --before-install --sandbox -o json --events none")
        #expect(run.status == .failed, "\(run.everything)")
        try Self.expectReport(try run.json, line: nil)
    }

    /// Where nobody asks a cluster, the file tells it.
    @Test func preflightOfRecordedFactsReportsIt() async throws {
        let folder = try Self.folder()
        let recorded = await CommandRun.of("snapshot --sandbox -f cluster.yaml -o facts.json", in: folder.path)
        #expect(recorded.status == .done, "\(recorded.everything)")
        let run = await CommandRun.of(
            "preflight -f cluster.yaml --from facts.json --only model-token -o json --events none", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        #expect(Self.failing(try run.json) == ["model-token"])
    }

    @Test func bootstrapReportsItAndChangesNothing() async throws {
        let folder = try Self.folder()
        let run = await CommandRun.of(
            "bootstrap -f cluster.yaml --sandbox -o json --events none --report junit=out.xml", in: folder.path)
        #expect(run.status == .failed, "\(run.everything)")
        try Self.expectReport(try run.json["preflight"], line: nil)
        #expect(try run.json["operators"] == [])
        #expect(try folder.read("out.xml").contains("model-token"))
        let plan = await CommandRun.of("bootstrap -f cluster.yaml --sandbox --plan --events none", in: folder.path)
        #expect(plan.status == .failed, "\(plan.everything)")
        #expect(plan.output.contains("\(Self.gated) is gated"), "\(plan.output)")
    }

    @Test(arguments: ["", " --skip model-token", " --dry-run"])
    func deployRefusesIt(flags: String) async {
        let run = await CommandRun.of("deploy \(Self.gated) --sandbox --events none\(flags)")
        #expect(run.status == .failed, "\(run.everything)")
        #expect(run.errors.contains("\(Self.gated) is gated: its weights need a Hugging Face token"), "\(run.errors)")
        #expect(run.errors.contains("--hf-token-secret"), "\(run.errors)")
    }
}
