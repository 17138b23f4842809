import ArgumentParser
import Preflight
import Reports

struct ChecksDocs: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Print a page about all checks, in Markdown.",
        discussion: """
            Example:
              groundcrew checks docs > docs/check-reference.md
            """)

    @OptionGroup var own: OwnChecksOptions

    func run(_ context: CommandContext) async throws {
        context.standardOutput.write(plainText(CheckReference(try own.catalog(context)).text))
    }
}
