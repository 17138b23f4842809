import ArgumentParser
import Providers
import Reports
import Settings
import Value

struct ConfigList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the settings of the cluster.", aliases: ["ls"])

    @OptionGroup var config: ConfigOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let store = session.settingsStore(config, context)
            let found = try await store.read()
            let settings = found?.all ?? []
            session.printer(options, context).print(
                kind: "SettingList",
                [
                    "keptIn": .string(store.place), "exists": .bool(found != nil),
                    "settings": .array(settings.map { ["key": .string("\($0.key)"), "value": $0.value] }),
                ]
            ) { SettingText.table(settings) }
            for words in SettingText.unknownProviders(in: settings.map { $0.key }, registry) {
                context.standardError.line(plainLine("note: \(words)"))
            }
            guard settings.isEmpty else { return }
            context.standardError.line(
                found == nil ? "nothing is set: there is no \(store.place)" : "nothing is set in \(store.place)")
        }
    }
}
