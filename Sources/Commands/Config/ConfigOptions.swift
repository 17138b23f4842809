import ArgumentParser
import Settings

/// Where the cluster's settings are.
struct ConfigOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Namespace of the ConfigMap with the cluster's settings.", valueName: "name"),
        completion: .namespaces)
    var configNamespace: String = SettingsStore.standardNamespace
}

extension ConfigOptions {
    /// As without flags; the argument parser refuses to parse by themselves what has asynchronous completions.
    static var standard: ConfigOptions {
        var options = ConfigOptions()
        options.configNamespace = SettingsStore.standardNamespace
        return options
    }
}
