import ArgumentParser
import Schemas
import Value

struct SchemaCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of a kind of file that groundcrew reads.",
        discussion: """
            Editors complete and check files by it. For those that speak YAML's
            language server, a file names its schema in its first line:
              # yaml-language-server: $schema=bootstrap.schema.json

            Examples:
              groundcrew schema bootstrap > bootstrap.schema.json
              groundcrew schema provider -o yaml
              groundcrew schema bootstrap --markdown > docs/bootstrap.md
            """)

    @Argument(help: "bootstrap, provider, check, catalog, sandbox, operator or policy.")
    var kind: SchemaKind

    @Flag(help: "Print a page with a table of all fields instead.")
    var markdown = false

    @OptionGroup var options: OutputOptions

    func validate() throws {
        guard markdown, options.output != .text else { return }
        throw ValidationError("--markdown prints a page; leave -o \(options.output.rawValue) out")
    }

    func run(_ context: CommandContext) async throws {
        let schema = kind.schema
        guard !markdown else {
            let page = SchemaPage(schema, command: "groundcrew schema \(kind.rawValue) --markdown")
            return context.standardOutput.write(page.text)
        }
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(schema.document) { schema.document.json(pretty: true) + "\n" }
    }
}
