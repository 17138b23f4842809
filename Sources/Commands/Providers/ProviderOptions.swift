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
            let path = try context.folder(folder, "--charts")
            registry = try registry.adding(
                try ProviderFolder.providers(in: path), sharing: try ProviderFolder.sharedOperators(in: path))
        }
        return registry
    }
}
