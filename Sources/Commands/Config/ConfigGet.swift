import ArgumentParser
import Providers
import Settings
import Value

struct ConfigGet: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print one setting; one that is not set ends with 1.")

    @Argument(
        help: "One of \(SettingsKey.general.map(\.description).joined(separator: ", ")), or PROVIDER.VALUE.",
        completion: .list(SettingsKey.general.map(\.description)))
    var key: String

    @OptionGroup var config: ConfigOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let key = try SettingsKey(key)
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let store = session.settingsStore(config, context)
            guard let value = try await store.read()?[key] else {
                throw CommandFailure(
                    .failed, "\(key) is not set in \(store.place)",
                    hint: SettingText.unknownProviders(in: [key], registry).first
                        ?? "groundcrew config set \(key) VALUE sets it")
            }
            // Text is for programs, which take the value and nothing else.
            let printer =
                options.output == .text
                ? ResultPrinter(output: context.standardOutput, format: .text) : session.printer(options, context)
            printer.print(kind: "Setting", ["key": .string("\(key)"), "value": value]) {
                SettingText.value(value) + "\n"
            }
        }
    }
}
