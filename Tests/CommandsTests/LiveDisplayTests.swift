import Testing

@testable import Commands

/// What a person sees on a terminal.
@Suite(.timeLimit(.minutes(1)))
struct LiveDisplayTests {
    @Test(arguments: [40, 80, 132])
    func leavesWhatIsDoneOnTheScreen(columns: Int) async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel, to: "cluster.yaml")
        let run = await CommandRun.of(
            ["bootstrap", "-f", "cluster.yaml", "--sandbox"], in: folder.path,
            terminal: Terminal(isInteractive: true, hasColour: false, columns: columns))
        #expect(run.status == .done)
        #expect(!run.output.contains("\u{1B}"))
        let screen = Screen(run.errors)
        #expect(screen.lines.first?.hasPrefix("preflight: check/cluster: ") == true)
        #expect(screen.lines.contains { $0.contains("answered:") })
        #expect(screen.lines.last?.isEmpty == true, "the result begins after an empty line")
        for line in screen.lines where line.count > columns { #expect(!line.contains(" "), "\(line)") }
        #expect(!screen.lines.contains { $0.hasPrefix("⠋") || $0.contains("done)") }, "a frame is left behind")
    }

    @Test(arguments: [
        ("a b c", 80, 4, ["a b c"]), ("aaa bbb ccc", 7, 2, ["aaa bbb", "ccc"]),
        ("aaa bbb cc dd", 7, 2, ["aaa bbb", "cc dd"]),
        ("a bbb ccc", 6, 2, ["a bbb", "ccc"]), ("toolongword b", 4, 2, ["toolongword", "b"]), ("", 10, 2, []),
    ])
    func textIsBrokenAtSpaces(text: String, width: Int, indent: Int, lines: [String]) {
        #expect(WrappedText.lines(text, width: width, indent: indent) == lines)
    }
}

/// The little of a terminal that the display uses: lines, carriage return, cursor up, erase below.
private struct Screen {
    var lines: [String] = []

    init(_ text: String) {
        var rest = Substring(text)
        while let index = rest.firstIndex(where: { $0 == "\n" || $0 == "\u{1B}" }) {
            guard rest[index] == "\u{1B}" else {
                lines.append(String(rest[..<index].filter { $0 != "\r" }))
                rest = rest[rest.index(after: index)...]
                continue
            }
            rest = rest[rest.index(index, offsetBy: 2)...]
            let number = rest.prefix { $0.isNumber }
            if rest.dropFirst(number.count).first == "A" { lines.removeLast(min(lines.count, Int(number) ?? 0)) }
            rest = rest.dropFirst(number.count + 1)
        }
    }
}
