import ArgumentParser
import Providers
import Reports

struct ProviderFolderOptions: ParsableArguments {
    @Option(
        name: .customLong("charts"),
        help: ArgumentHelp("Folder with further providers, one folder each; repeatable.", valueName: "dir"),
        completion: .directory)
    var folders: [String] = []

    /// The built-in providers and those of the folders given. What is broken in them is told and left out, so that it
    /// stops only who names it.
    func registry(_ context: CommandContext) throws -> ProviderRegistry {
        let registry = try Self.registry(of: paths(context))
        tell(registry, context)
        return registry
    }

    /// The same for what changes a cluster, or says what would be changed: a provider in which lint finds an error is as
    /// one that is broken.
    func lintedRegistry(for cluster: ClusterOptions, _ context: CommandContext) throws -> ProviderRegistry {
        let registry = try Self.registry(of: paths(context)).linted(playsSandbox: cluster.usesSandbox)
        tell(registry, context)
        return registry
    }

    /// Absolute.
    ///
    /// - Throws: `CommandFailure` with status `usage` for a folder that is not there.
    func paths(_ context: CommandContext) throws -> [String] {
        try folders.map { try ProviderArgument.path($0, flag: "--charts", context) }
    }

    /// The same without a word.
    static func registry(of paths: [String]) throws -> ProviderRegistry {
        try paths.reduce(ProviderRegistry.builtIn()) { registry, path in
            registry.adding(try contents(of: path))
        }
    }

    /// What a folder holds, sections that the sandbox cannot play counted as broken.
    static func contents(of path: String) throws -> ProviderFolder.Contents {
        var contents = try ProviderFolder.contents(of: path)
        contents.refuse(sandbox: SandboxSectionCheck.fault)
        return contents
    }

    private func tell(_ registry: ProviderRegistry, _ context: CommandContext) {
        for place in registry.replacements {
            context.standardError.line(plainText("note: \(place) replaces the built-in one of its name"))
        }
        context.warn(registry.broken.map(\.words))
    }
}
