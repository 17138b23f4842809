import ArgumentParser
import Value

struct VersionCommand: ContextCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(["version": .string(GroundcrewVersion.current)]) { "groundcrew \(GroundcrewVersion.current)\n" }
    }
}
