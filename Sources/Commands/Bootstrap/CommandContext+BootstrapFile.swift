import Bootstrap
import Models

extension CommandContext {
    /// What `-f` names: a bootstrap file, a URL, or standard input for `-`.
    ///
    /// - Throws: as `contents(ofArgument:)`, and `BootstrapError` for what no bootstrap file may hold.
    func bootstrapFile(_ argument: String) async throws -> BootstrapFile {
        try BootstrapFile(
            yaml: try await contents(ofArgument: argument, upTo: CommandLimits.configurationFile),
            file: CommandContext.title(ofArgument: argument), catalog: try ModelCatalog.builtIn())
    }
}
