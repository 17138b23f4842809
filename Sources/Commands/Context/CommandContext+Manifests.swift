import Operators

extension CommandContext {
    /// Files of objects that operators are published as: from URLs, and from paths; the current folder is the start
    /// of those that no folder of a provider's is.
    var manifests: ManifestFiles {
        ManifestFiles { url, limit in try await contents(ofArgument: url, upTo: limit) }
    }
}
