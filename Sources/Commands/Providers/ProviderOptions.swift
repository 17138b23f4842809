import ArgumentParser
import Charts
import Providers

struct ProviderFolderOptions: ParsableArguments {
    @Option(
        name: .customLong("charts"),
        help: ArgumentHelp("Folder with further providers, one folder each; repeatable.", valueName: "dir"),
        completion: .directory)
    var folders: [String] = []

    /// The built-in providers and those of the folders given.
    func registry(_ context: CommandContext) throws -> ProviderRegistry {
        var registry = try ProviderRegistry.builtIn()
        for folder in folders {
            registry = registry.adding(try ProviderFolder.providers(in: context.folder(folder, "--charts")))
        }
        return registry
    }
}
