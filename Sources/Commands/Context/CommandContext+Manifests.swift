import Operators

extension CommandContext {
    /// Files of objects that operators are published as: from URLs, and relative to the current folder.
    var manifests: ManifestFiles {
        ManifestFiles { url, limit in try await contents(ofArgument: url, upTo: limit) }
    }
}
