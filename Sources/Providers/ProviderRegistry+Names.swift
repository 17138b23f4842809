import Value

extension ProviderRegistry {
    /// Refuses names that no provider knows, before anything is chosen by them.
    ///
    /// A name that only other providers know is for the selection to judge, as is what a named provider lacks.
    /// - Throws: `ProviderError` with code `unknownProvider` or `unsupported`, listing the known names.
    public func checkNames(in request: DeploymentRequest) throws(ProviderError) {
        if let name = request.provider {
            _ = try provider(name)
            return
        }
        try check(request[.engine]?.string, "engine") { $0.engines }
        try check(request[.mode]?.string, "mode") { $0.modes }
        try check(request[.routerMode]?.string, "router mode") { $0.routers }
    }

    private func check(
        _ name: String?, _ what: String, _ names: (ProviderDefinition.Capabilities) -> [String]
    ) throws(ProviderError) {
        guard let name else { return }
        var known: [String] = []
        for provider in providers {
            for other in names(provider.definition.capabilities) where !known.contains(other) { known.append(other) }
        }
        guard !known.contains(name) else { return }
        throw ProviderError(
            .unsupported, "there is no \(what) '\(name)'; known are \(known.joined(separator: ", "))")
    }
}
