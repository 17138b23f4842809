import Providers
import Sandbox
import YAML

/// Whether `--sandbox` can play a provider or a shared operator as its section says.
enum SandboxSectionCheck {
    /// What keeps it from that; nil where nothing does.
    static func fault(of section: YAMLFields) -> ProviderError? {
        do {
            _ = try SandboxOptions(playing: [section])
            return nil
        } catch {
            let cause = (error as? SandboxError)?.underlying ?? error
            return ProviderError(.invalidDefinition, "\(error)", underlying: cause)
        }
    }
}
