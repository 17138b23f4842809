import Preflight
import TestParts
import Testing
import Value

@testable import Commands

/// The check that docs/checks.md writes as one file: loaded, linted, explained and run.
@Suite(.timeLimit(.minutes(3)))
struct GuideCheckTests {
    private struct Guide {
        let folder: TemporaryFolder
        let id: String
    }

    /// What stands between fences of YAML.
    private static func blocks(of page: String) -> [String] {
        page.split(separator: "```yaml\n").dropFirst().compactMap { part in
            part.firstRange(of: "```").map { String(part[..<$0.lowerBound]) }
        }
    }

    /// On one line, whatever was broken for the terminal.
    private static func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The example of objects, in a folder as the guide says.
    private static func guide() throws -> Guide {
        let page = try TemporaryFolder.read("\(TestParts.projectRoot)/docs/checks.md")
        let text = try #require(blocks(of: page).first { $0.contains("resource: priorityclasses") })
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("id: ") })
        let id = String(line.dropFirst("id: ".count).prefix { $0 != " " })
        let folder = try TemporaryFolder()
        try folder.write(text, to: "my-checks/\(id).yaml")
        #expect(page.contains("--only \(id)"), "the guide runs another check")
        return Guide(folder: folder, id: id)
    }

    @Test func itIsLoaded() throws {
        let guide = try Self.guide()
        let catalog = try CheckCatalog.builtIn().adding("\(guide.folder.path)/my-checks")
        let check = try #require(catalog[guide.id])
        #expect(check.needs.isEmpty && check.objects.map(\.wish.query.type) == ["priorityclasses.scheduling.k8s.io"])
    }

    @Test func itIsLinted() async throws {
        let guide = try Self.guide()
        let run = await CommandRun.of("checks lint my-checks", in: guide.folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output == "0 errors, 0 warnings in 1 file\n", "\(run.output)")
    }

    @Test func itIsExplainedAndShown() async throws {
        let guide = try Self.guide()
        let explained = await CommandRun.of("explain \(guide.id) --checks my-checks", in: guide.folder.path)
        #expect(explained.status == .done, "\(explained.everything)")
        for part in ["check/\(guide.id)", "not preempted by any", "there is no PriorityClass inference", "create it"] {
            #expect(Self.flat(explained.output).contains(part), "\(explained.output)")
        }
        let shown = await CommandRun.of("checks show \(guide.id) --checks my-checks", in: guide.folder.path)
        #expect(shown.output.contains("priorityclasses.scheduling.k8s.io, of which it reads"), "\(shown.output)")
        let listed = await CommandRun.of("checks list --checks my-checks --category pod", in: guide.folder.path)
        #expect(listed.output.contains("\(guide.id) "), "\(listed.output)")
    }

    @Test(arguments: [
        ("", Commands.ExitStatus.failed, "there is no PriorityClass inference"),
        ("  - {name: inference, value: 1000000}\n", .done, "inference is there, and nobody preempts its pods"),
        (
            "  - {name: inference, value: 1000}\n  - {name: urgent, value: 2000}\n", .failed,
            "pods of urgent preempt those of inference"
        ),
        (
            "  - {name: inference, value: 1000}\n  - {name: calm, value: 2000, preemptionPolicy: Never}\n", .done,
            "nobody preempts its pods"
        ),
    ])
    func itIsRunOnASandbox(classes: String, status: Commands.ExitStatus, says: String) async throws {
        let guide = try Self.guide()
        let objects = classes.split(separator: "\n").map { line in
            let fields = line.drop { $0 != "{" }.dropFirst().dropLast().split(separator: ", ").map(String.init)
            return "  - {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {\(fields[0])}, "
                + fields.dropFirst().joined(separator: ", ") + "}\n"
        }
        try guide.folder.write(
            "apiVersion: groundcrew/v1\nkind: Sandbox\n"
                + (objects.isEmpty ? "" : "objects:\n" + objects.joined()), to: "sandbox.yaml")
        let run = await CommandRun.of(
            ["preflight", "--sandbox-file", "sandbox.yaml", "--checks", "my-checks", "--only", guide.id, "-o", "json"],
            in: guide.folder.path)
        #expect(run.status == status, "\(run.everything)")
        let results = try run.json["results"]?.array ?? []
        #expect(results.count == 1 && results[0]["message"]?.string?.contains(says) == true, "\(run.output)")
        #expect(results[0]["id"] == .string(guide.id))
    }

    @Test func thePolicyOfTheGuideIsOne() async throws {
        let page = try TemporaryFolder.read("\(TestParts.projectRoot)/docs/checks.md")
        let text = try #require(Self.blocks(of: page).first { $0.hasPrefix("# policy.yaml\n") })
        let policy = try PreflightPolicy(yaml: Array(text.utf8), file: "policy.yaml")
        try policy.check(against: try CheckCatalog.builtIn())
        #expect(policy.rules.map(\.action) == [.downgrade])
    }
}
