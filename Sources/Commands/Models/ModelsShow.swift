import ArgumentParser
import Models
import Reports
import Value

struct ModelsShow: ContextCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show what is known of one model.")

    @Argument(help: "The model's id, such as Qwen/Qwen3-0.6B.", completion: .models)
    var model: String

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        guard let found = try ModelCatalog.builtIn().model(model) else {
            throw CommandFailure(
                .usage, "the catalog has no model '\(model)'",
                hint: "`groundcrew models list` shows all; `groundcrew deploy` takes any Hugging Face id")
        }
        ResultPrinter(output: context.standardOutput, format: options.output).print(found.value) {
            """
            id            \(found.id)
            name          \(found.name)
            description   \(Self.wrapped(found.summary))
            task          \(found.task)
            parameters    \(found.parameters ?? "unknown")
            architecture  \(found.architecture ?? "unknown")
            context       \(found.contextLength.map { "\($0) tokens" } ?? "unknown")
            GPU memory    \(found.memory.map { "at least \($0)" } ?? "unknown")
            engines       \(found.engines?.joined(separator: ", ") ?? "unknown")
            license       \(found.license ?? "unknown")
            gated         \(found.isGated.map { $0 ? "yes: needs a Hugging Face token" : "no" } ?? "unknown")

            """
        }
    }

    /// Beside its heading, in 80 columns.
    private static func wrapped(_ text: String) -> String {
        TextWrap.lines(text, width: 66).joined(separator: "\n" + String(repeating: " ", count: 14))
    }
}
