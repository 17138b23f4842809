import ArgumentParser
import Providers

/// Which of several deployments of one name is meant.
struct DeploymentProviderOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The provider of the deployment, where several share its name.", valueName: "name"),
        completion: .providers)
    var provider: String?

    /// - Throws: `ProviderError` with code `unknownProvider`.
    func name(in registry: ProviderRegistry) throws(ProviderError) -> String? {
        guard let provider else { return nil }
        return try registry.provider(provider).name
    }
}
