import ArgumentParser

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Look through the model catalog.",
        discussion: """
            Models outside the catalog can be deployed too: give their repository id.

            Examples:
              groundcrew models list
              groundcrew models search llama
              groundcrew models show Qwen/Qwen3-0.6B -o yaml
            """,
        subcommands: [ModelsList.self, ModelsSearch.self, ModelsShow.self])
}
