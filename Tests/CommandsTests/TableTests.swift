import Sandbox
import Testing

@testable import Commands

/// Tables as wide as a terminal, and whole where a program reads them.
@Suite struct TableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var width: Int?
        var text: String
        var testDescription: String { name }
    }

    private static let whole = """
        NAME      WORDS           STATE
        gearbox   long and more   on

        """

    @Test(arguments: [
        Row(name: "no terminal", width: nil, text: whole), Row(name: "room", width: 31, text: whole),
        Row(
            name: "less space between columns", width: 30,
            text: """
                NAME     WORDS          STATE
                gearbox  long and more  on

                """),
        Row(
            name: "the first column that gives way", width: 27,
            text: """
                NAME     WORDS        STATE
                gearbox  long and m…  on

                """),
        Row(
            name: "then the next", width: 21,
            text: """
                NAME    WORDS   STATE
                gearb…  long…   on

                """),
        Row(
            name: "and then whatever is at the end", width: 14,
            text: """
                NAME   WORDS…
                gear…  long…

                """),
    ])
    func linesStayWithinTheWidth(row: Row) {
        let table = Table(
            headings: ["NAME", "WORDS", "STATE"], rows: [["gearbox", "long and more", "on"]],
            yields: [.init(1, least: 6), .init(0, least: 5)])
        let text = table.rendered(within: row.width)
        #expect(text == row.text)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= row.width ?? .max })
    }

    @Test func whatFitsKeepsItsWidth() {
        let table = Table(
            headings: ["A", "B"], rows: [["a", "b"]], yields: [.init(0, least: 20), .init(9, least: 1)])
        #expect(table.rendered(within: 1) == "…\n…\n")
        #expect(table.rendered(within: 80) == "A   B\na   b\n")
    }
}

/// Lists on a terminal of 80 columns, and into a pipe.
@Suite(.timeLimit(.minutes(3)))
struct ListWidthTests {
    private static let terminal = Terminal(isOutput: true) { Terminal.Size(columns: 80) }

    private static func lines(_ run: CommandRun) -> [String] { run.output.split(separator: "\n").map(String.init) }

    @Test(arguments: [
        "providers list", "providers list --model Qwen/Qwen3-0.6B", "checks list",
    ])
    func listsWithoutAClusterFitATerminal(line: String) async {
        let arguments = line.split(separator: " ").map(String.init)
        let shown = await CommandRun.of(arguments, terminal: Self.terminal)
        let piped = await CommandRun.of(arguments)
        #expect(shown.status == .done && piped.status == .done, "\(shown.everything)")
        let (short, whole) = (Self.lines(shown), Self.lines(piped))
        #expect(short.count == whole.count && short.allSatisfy { $0.count <= 80 }, "\(shown.output)")
        #expect(!piped.output.contains("…"))
        #expect(whole.contains { $0.count > 80 } && shown.output.contains("…"), "\(shown.output)")
        // What a row is about stays whole.
        for (one, other) in zip(short, whole) {
            #expect(one.split(separator: " ").first == other.split(separator: " ").first)
        }
    }

    @Test func listsOfAClusterFitATerminal() async throws {
        let name = "qwen3-of-the-team-that-tries-things-out"
        try await SimulatedCluster.with { cluster in
            let deploy = "deploy Qwen/Qwen2.5-1.5B-Instruct --provider vllm --name \(name) -n models"
            let deployed = await cluster.run(deploy)
            #expect(deployed.status == .done, "\(deployed.everything)")
            for line in ["deployments list -A", "status", "release list -A", "runs list -A"] {
                let arguments = line.split(separator: " ").map(String.init)
                let shown = await CommandRun.of(
                    arguments, in: cluster.folder.path,
                    environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"], terminal: Self.terminal,
                    transport: cluster.sandbox.transport)
                let piped = await cluster.run(line)
                #expect(shown.status == .done && piped.status == .done, "\(shown.everything)")
                // Which cluster it is is no row of a table.
                let rows = Self.lines(shown).filter { !$0.hasPrefix("cluster ") }
                #expect(rows.allSatisfy { $0.count <= 80 }, "\(line):\n\(shown.output)")
                #expect(!piped.output.contains("…"), "\(piped.output)")
                #expect(piped.output.contains(name) || line.hasPrefix("runs"), "\(piped.output)")
                #expect(shown.output.contains("…"), "\(line):\n\(shown.output)")
            }
            let wide = await CommandRun.of(
                ["deployments", "list", "-A", "-o", "wide"], in: cluster.folder.path,
                environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"], terminal: Self.terminal,
                transport: cluster.sandbox.transport)
            #expect(!wide.output.contains("…"), "\(wide.output)")
        }
    }
}
