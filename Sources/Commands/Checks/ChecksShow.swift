import ArgumentParser
import Preflight

struct ChecksShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a check looks at, and what may come out.",
        discussion: """
            As YAML it is a file that --checks takes: one to start your own from.

            Examples:
              groundcrew checks show storage-class
              groundcrew checks show storage-class -o yaml > my-checks/storage-class.yaml
            """)

    @Argument(help: "The check's id.", completion: .checks)
    var id: String

    @OptionGroup var own: OwnChecksOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let check = try own.catalog(context).named(id)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(kind: "Check", check.document) { CheckText.text(check) }
    }
}
