import ArgumentParser
import Reports

struct ExplainCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a check or a code means, and what to do about it.",
        discussion: """
            Offline: checks, verdicts, why something is unknown, what becomes of operators,
            how releases end, what keeps things from becoming ready, exit statuses. A word
            with several meanings goes by its full name.

            Examples:
              groundcrew explain gpu-nodes
              groundcrew explain unknown/forbidden
              groundcrew explain crds-left
              groundcrew explain CrashLoopBackOff
              groundcrew explain exit/3
            """)

    @Argument(
        help: ArgumentHelp("A check's id or a code, as reports and errors have it.", valueName: "word"),
        completion: .explained)
    var word: String

    @OptionGroup var own: OwnChecksOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let explanation = try ExplanationIndex(own.catalog(context)).explanation(of: word)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(kind: "Explanation", explanation.fields) { Self.text(explanation) }
    }

    private static func text(_ explanation: Explanation) -> String {
        let words = explanation.words
        var text = CheckText.row(explanation.fullName, explanation.topic.title)
        text += CheckText.row("means", words.means)
        for (heading, lines) in [("why", words.why), ("next", words.next)] {
            for (index, line) in lines.enumerated() { text += CheckText.row(index == 0 ? heading : "", line) }
        }
        return text
    }
}
