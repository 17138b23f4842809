import HTTP
import Kubernetes
import Synchronization
import Testing
import Value

@testable import Commands

@Suite struct WatchedChangeTests {
    private static func row(
        _ key: String, _ cell: String = "", subject: WatchedRow.Subject = .deployments
    ) -> WatchedRow {
        WatchedRow(
            subject: subject, key: key, cells: [key, cell], fields: ["cell": .string(cell)], gone: [key, "gone"])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var old: [WatchedRow]
        var new: [WatchedRow]
        /// Kind and key.
        var changes: [String]
        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "nothing", old: [], new: [], changes: []),
        Case(name: "the first look", old: [], new: [row("a"), row("b")], changes: ["added a", "added b"]),
        Case(name: "the same", old: [row("a", "1")], new: [row("a", "1")], changes: []),
        Case(name: "changed", old: [row("a", "1"), row("b")], new: [row("a", "2"), row("b")], changes: ["changed a"]),
        Case(name: "gone", old: [row("a"), row("b"), row("c")], new: [row("b")], changes: ["deleted a", "deleted c"]),
        Case(
            name: "all at once", old: [row("a"), row("b", "1")], new: [row("c"), row("b", "2")],
            changes: ["added c", "changed b", "deleted a"]),
        Case(name: "another order", old: [row("a"), row("b")], new: [row("b"), row("a")], changes: []),
        Case(
            name: "one name twice", old: [row("a", subject: .operators)],
            new: [row("a", subject: .operators), row("a")], changes: ["added a"]),
    ]

    @Test(arguments: cases) func tellsWhatBecameOfEachRow(test: Case) {
        let changes = WatchedChange.between(test.old, test.new) { $0.cells == $1.cells }
        #expect(changes.map { "\($0.kind.rawValue) \($0.row.key)" } == test.changes)
    }

    @Test func whatIsGoneSaysSo() {
        let changes = WatchedChange.between([Self.row("a", "1")], []) { $0 == $1 }
        #expect(changes.map(\.cells) == [["a", "gone"]])
        #expect(WatchedChange.between([], [Self.row("a", "1")]) { $0 == $1 }.map(\.cells) == [["a", "1"]])
    }
}

@Suite struct WatchPrinterTests {
    private static func row(_ key: String, _ cell: String, _ subject: WatchedRow.Subject = .deployments) -> WatchedRow {
        WatchedRow(
            subject: subject, key: key, cells: [key, cell], fields: ["name": .string(key), "cell": .string(cell)],
            gone: [key, "gone"])
    }

    private static func view(_ rows: [WatchedRow], notes: [String] = []) -> WatchedView {
        WatchedView(text: rows.isEmpty ? "" : "the whole\n", rows: rows, notes: notes)
    }

    /// What is printed of some looks.
    private func watched(
        _ views: [WatchedView], format: OutputFormat = .text, terminal: Terminal = Terminal(),
        headings: [WatchedRow.Subject: [String]] = [.deployments: ["NAME", "CELL"], .operators: ["OP", "CELL"]],
        showsTables: Bool = true, isSimulated: Bool? = nil
    ) -> (output: String, errors: String) {
        let (output, errors) = (CapturedOutput(), CapturedOutput())
        let context = CommandContext(
            environment: [:], currentFolder: "/", standardOutput: output, standardError: errors, terminal: terminal,
            makeTransport: { NoNetwork() })
        var printer = WatchPrinter(
            context, ResultPrinter(output: output, format: format, isSimulated: isSimulated), headings: headings,
            showsTables: showsTables)
        for view in views {
            let isRead = printer.print(view)
            #expect(isRead)
        }
        return (output.text, errors.text)
    }

    @Test func aLineForEachChangeStandsUnderTheTable() {
        let printed = watched([
            Self.view([Self.row("long-name", "1")]), Self.view([Self.row("long-name", "1")]),
            Self.view([Self.row("long-name", "2"), Self.row("b", "1")]), Self.view([Self.row("b", "1")]),
        ])
        #expect(
            printed.output == """
                the whole
                long-name   2
                b           1
                long-name   gone

                """)
        #expect(printed.errors.isEmpty)
    }

    @Test func headingsComeWithTheFirstRowWhereNoneWereThere() {
        let printed = watched([Self.view([]), Self.view([Self.row("a", "1")]), Self.view([Self.row("a", "2")])])
        #expect(printed.output == "NAME   CELL\na      1\na      2\n")
    }

    @Test func headingsComeLaterWhereTheTextIsNoTable() {
        let printed = watched(
            [Self.view([Self.row("a", "1")]), Self.view([Self.row("a", "2")])], showsTables: false)
        #expect(printed.output == "the whole\nNAME   CELL\na      2\n")
    }

    @Test func tablesHaveTheirOwnColumns() {
        let printed = watched([
            Self.view([Self.row("a", "1"), Self.row("operator", "1", .operators)]),
            Self.view([Self.row("a", "2"), Self.row("operator", "2", .operators)]),
        ])
        #expect(printed.output == "the whole\na      2\noperator   2\n")
    }

    @Test func aListOfNamesHasNoHeadings() {
        let printed = watched([Self.view([]), Self.view([Self.row("a", "")])], headings: [.deployments: []])
        #expect(printed.output == "a\n")
    }

    @Test func aTerminalIsDrawnAnew() {
        let views = [Self.view([Self.row("a", "1")]), Self.view([Self.row("a", "1")]), Self.view([Self.row("a", "2")])]
        let printed = watched(views, terminal: Terminal(isOutput: true))
        #expect(printed.output == "\u{1B}[H\u{1B}[2Jthe whole\n\u{1B}[H\u{1B}[2Jthe whole\n")
    }

    @Test func programsGetALineForEach() throws {
        let printed = watched(
            [Self.view([Self.row("a", "1")]), Self.view([Self.row("a", "2")]), Self.view([])], format: .json,
            isSimulated: true)
        let lines = try printed.output.split(separator: "\n").map { try Value(json: Array($0.utf8)) }
        #expect(lines.map { $0["change"] } == ["added", "changed", "deleted"])
        #expect(lines.map { $0["cell"] } == ["1", "2", "2"])
        #expect(
            lines.first == [
                "apiVersion": "groundcrew/v1", "kind": "DeploymentChange", "simulated": true, "change": "added",
                "name": "a", "cell": "1",
            ])
        let yaml = watched([Self.view([Self.row("a", "1", .operators)])], format: .yaml).output
        #expect(yaml.hasPrefix("---\napiVersion: groundcrew/v1\n"), "\(yaml)")
        #expect(yaml.contains("kind: OperatorChange\n"), "\(yaml)")
    }

    @Test func notesAreSaidOnceUntilTheyChange() {
        let row = Self.row("a", "1")
        let printed = watched([
            Self.view([row], notes: ["x"]), Self.view([row], notes: ["x"]), Self.view([row]),
            Self.view([row], notes: ["x"]),
        ])
        #expect(printed.errors == "x\nx\n")
    }

    @Test func controlsOfAClusterSteerNoTerminal() {
        let printed = watched([Self.view([]), Self.view([Self.row("a\u{1B}[2J", "1")])])
        #expect(printed.output == "NAME         CELL\na\\u{1b}[2J   1\n")
    }

    /// Nobody reads any more.
    @Test func aClosedOutputEndsIt() {
        struct Closed: Output {
            func write(_ bytes: [UInt8]) {}
            var isClosed: Bool { true }
        }
        let context = CommandContext(
            environment: [:], currentFolder: "/", standardOutput: Closed(), standardError: CapturedOutput(),
            terminal: Terminal(), makeTransport: { NoNetwork() })
        var printer = WatchPrinter(context, ResultPrinter(output: Closed(), format: .text), headings: [:])
        let isRead = printer.print(Self.view([]))
        #expect(!isRead)
    }
}

@Suite(.timeLimit(.minutes(1))) struct WatchLoopTests {
    /// What looks give, one after another; the last again and again.
    private final class Script: Sendable {
        private let steps: [Result<String, any Error>]
        private let next = Mutex(0)

        init(_ steps: [Result<String, any Error>]) { self.steps = steps }

        func look() throws -> WatchedView {
            let index = next.withLock { next in
                defer { next += 1 }
                return min(next, steps.count - 1)
            }
            return WatchedView(text: try steps[index].get(), rows: [])
        }
    }

    /// The texts told until `last`, and what was said on standard error.
    private func watch(
        _ steps: [Result<String, any Error>], until last: String, limit: Duration = .seconds(3600)
    ) async throws -> (texts: [String], errors: String) {
        let script = Script(steps)
        let errors = CapturedOutput()
        var texts: [String] = []
        try await WatchLoop(clock: FastClock(), limit: limit, errors: errors).run({ try script.look() }) { view in
            texts.append(view.text)
            return view.text != last
        }
        return (texts, errors.text)
    }

    private static let outage = KubernetesError(.unavailable, "away")

    @Test func looksUntilItIsEnough() async throws {
        let watched = try await watch([.success("a"), .success("b"), .success("c")], until: "c")
        #expect(watched.texts == ["a", "b", "c"])
        #expect(watched.errors.isEmpty)
    }

    @Test func anOutageIsSaidOnceAndBorne() async throws {
        let watched = try await watch(
            [.success("a"), .failure(Self.outage), .failure(Self.outage), .success("b")], until: "b")
        #expect(watched.texts == ["a", "b"])
        #expect(
            watched.errors == "note: the cluster cannot be read: away\nnote: the cluster can be read again\n")
    }

    @Test func theFirstLookMustSucceed() async throws {
        let error = await #expect(throws: KubernetesError.self) {
            try await watch([.failure(Self.outage)], until: "")
        }
        #expect(error?.code == .unavailable)
    }

    @Test func whatNoWaitCuresEndsIt() async throws {
        let error = await #expect(throws: KubernetesError.self) {
            try await watch([.success("a"), .failure(KubernetesError(.forbidden, "no"))], until: "")
        }
        #expect(error?.code == .forbidden)
    }

    @Test func aFirstLookThatTakesTooLongIsUndecided() async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            try await WatchLoop(clock: FastClock(), limit: .seconds(1), errors: CapturedOutput()).run({
                try await Task.sleep(for: .seconds(60))
                return WatchedView(text: "", rows: [])
            }) { _ in true }
        }
        #expect(failure?.status == .undecided)
        #expect(failure?.message == "no answer within 1 s, which is what --timeout gives")
    }

    @Test func anInterruptNeedsNoWords() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await WatchLoop(clock: FastClock(), limit: .seconds(3600), errors: CapturedOutput()).run({
                    WatchedView(text: "", rows: [])
                }) { _ in true }
            }
            try await Task.sleep(for: .milliseconds(30))
            group.cancelAll()
            let failure = await #expect(throws: CommandFailure.self) { try await group.next() }
            #expect(failure?.status == .interrupted)
            #expect(failure?.message == nil)
        }
    }

    @Test(arguments: KubernetesError.Code.allCases) func onlyWhatIsPassingIsBorne(code: KubernetesError.Code) {
        let error = KubernetesError(code, "words")
        #expect(WatchLoop.passes(error) == error.isTransient)
        #expect(WatchLoop.passes(HTTPError(.connectionReset, "words")))
        #expect(!WatchLoop.passes(CancellationError()))
    }
}
