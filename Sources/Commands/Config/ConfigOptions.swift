import ArgumentParser
import Settings

/// Where the cluster's settings are.
struct ConfigOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Namespace of the ConfigMap with the cluster's settings.", valueName: "name"),
        completion: .namespaces)
    var configNamespace: String = SettingsStore.standardNamespace
}
