import ArgumentParser
import Providers
import Reports
import Settings
import Value

struct ConfigUnset: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Take one setting away; one that is not set is left so.")

    @Argument(
        help: "One of \(SettingsKey.general.map(\.description).joined(separator: ", ")), or PROVIDER.VALUE.",
        completion: .list(SettingsKey.general.map(\.description)))
    var key: String

    @OptionGroup var config: ConfigOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let key = try SettingsKey(key)
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            session.noteSandbox(context)
            let store = session.settingsStore(config, context)
            var former: Value?
            let change = try await store.change { settings in
                former = settings[key]
                settings.unset(key)
            }
            if former == nil {
                for words in SettingText.unknownProviders(in: [key], registry) {
                    context.standardError.line(plainLine("note: \(words)"))
                }
            }
            session.printer(options, context).print(
                kind: "SettingChange", SettingText.fields(of: key, to: nil, from: former, change, in: store.place)
            ) { SettingText.change(of: key, to: nil, from: former, change, in: store.place) }
        }
    }
}
