import Events
import Synchronization
import Testing

@testable import Commands

/// What a person sees on a terminal.
@Suite(.timeLimit(.minutes(5)))
struct LiveDisplayTests {
    @Test(arguments: [40, 80, 132])
    func leavesWhatIsDoneOnTheScreen(columns: Int) async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel, to: "cluster.yaml")
        let run = await CommandRun.of(
            ["bootstrap", "-f", "cluster.yaml", "--sandbox"], in: folder.path,
            terminal: Terminal(isInteractive: true) { Terminal.Size(columns: columns) })
        #expect(run.status == .done)
        #expect(!run.output.contains("\u{1B}"))
        // Wide enough that only the display's own line ends count.
        var screen = Screen(columns: 1000)
        screen.feed(run.errors)
        #expect(screen.lines.contains { $0.hasPrefix("preflight: check/cluster: ") })
        #expect(screen.lines.contains { $0.contains("answered:") })
        var after = screen
        after.feed("result")
        #expect(after.lines.suffix(2) == ["", "result"], "the result begins after an empty line")
        for line in screen.lines where line.count > columns { #expect(!line.contains(" "), "\(line)") }
        #expect(!screen.lines.contains(where: Self.isOfAFrame), "a frame is left behind: \(screen.lines)")
    }

    private static func isOfAFrame(_ line: String) -> Bool {
        line.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) } || line.contains(" done)")
    }

    private func context(_ output: any Output, _ size: @escaping @Sendable () -> Terminal.Size) -> CommandContext {
        CommandContext(
            environment: [:], currentFolder: "/", standardOutput: CapturedOutput(), standardError: output,
            terminal: Terminal(isInteractive: true, size: size), makeTransport: { NoNetwork() })
    }

    private static let reason =
        "waiting for Deployment dynamo-system/dynamo-platform-operator: pod operator-5d9: container "
        + "manager: ImagePullBackOff: manifest for example/operator:9 is unknown"

    @Test(arguments: [[80, 50], [80, 40, 132], [132, 41], [50, 80]])
    func aTerminalThatIsResizedKeepsNoTrail(widths: [Int]) async throws {
        let output = ScreenOutput(columns: widths[0])
        try await LiveDisplay.with(context(output) { output.size }) { events in
            events.emit(Event(.phaseStarted, .operators, "installing one operator with a name"))
            events.emit(Event(.stepStarted, .operators, step: "operator/dynamo-platform", Self.reason))
            events.emit(Event(.stepStarted, .operators, step: "operator/other", "applying"))
            for width in widths {
                output.screen.withLock { $0.resize(columns: width) }
                try await Task.sleep(for: .milliseconds(250))
                let lines = output.lines
                #expect(lines.count { $0.contains("operators: ") } == 1, "one frame at \(width): \(lines)")
                #expect(lines.joined().filter { $0 != " " }.contains("isunknown"), "the point is seen: \(lines)")
            }
            events.emit(Event(.stepFinished, .operators, step: "operator/other", "created", outcome: .created))
        }
        let last = output.lines.joined().split(separator: " ").joined(separator: " ")
        #expect(last == "operators: operator/other: created [created]", "\(output.lines)")
    }

    /// A log line, a server's warning or a waiting line must not tear the frame.
    @Test func whatOthersWriteGoesAboveTheFrame() async throws {
        let output = ScreenOutput(columns: 80)
        let context = context(FramedOutput(output)) { output.size }
        try await LiveDisplay.with(context) { events in
            events.emit(Event(.phaseStarted, .models, "deploying"))
            events.emit(Event(.stepStarted, .models, step: "model/a", "applying"))
            context.standardError.line("debug: GET https://a 200 in 3 ms")
            try await Task.sleep(for: .milliseconds(250))
            let lines = output.lines
            #expect(lines.count == 3 && lines[0] == "debug: GET https://a 200 in 3 ms", "\(lines)")
            #expect(lines.last?.contains("model/a: applying") == true, "\(lines)")
        }
        #expect(output.lines == ["debug: GET https://a 200 in 3 ms"])
    }
}
