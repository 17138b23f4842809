import ArgumentParser
import Providers
import Settings
import Value

struct ConfigSet: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set one setting, for everyone who deploys models to the cluster.",
        discussion: """
            A value of a chart is checked by the chart's schema; lists and mappings are
            given as JSON. What others set meanwhile stays.

            Examples:
              groundcrew config set namespace models
              groundcrew config set dynamo.resources.gpu 2
              groundcrew config set "dynamo.nodeSelector['example.com/pool']" h100
              groundcrew config set vllm.engineArgs '{"max-num-seqs": 64}'
            """)

    @Argument(
        help: "One of \(SettingsKey.general.map(\.description).joined(separator: ", ")), or PROVIDER.VALUE.",
        completion: .list(SettingsKey.general.map(\.description)))
    var key: String

    @Argument(help: "What it is set to.")
    var value: String

    @OptionGroup var config: ConfigOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let key = try SettingsKey(key)
        let registry = try folders.registry(context)
        // What no cluster could hold is refused before one is asked.
        let value = try SettingsRules(registry).value(of: value, for: key)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            session.noteSandbox(context)
            let store = session.settingsStore(config, context)
            var former: Value?
            let change = try await store.change { settings in
                former = settings[key]
                try settings.set(value, for: key)
            }
            session.printer(options, context).print(
                kind: "SettingChange", SettingText.fields(of: key, to: value, from: former, change, in: store.place)
            ) { SettingText.change(of: key, to: value, from: former, change, in: store.place) }
        }
    }
}
