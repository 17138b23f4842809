extension ProviderRegistry {
    /// Without the user's providers in which lint finds an error: their names stay taken, as those of broken folders do.
    /// What is built in is not looked at, nor are charts of operators, in place of which a user may name others.
    ///
    /// - Parameter playsSandbox: whether sections `sandbox` will be played; what is wrong with one counts only then.
    public func linted(playsSandbox: Bool) -> ProviderRegistry {
        let lint = ProviderLint(registry: self)
        return without(
            providers.filter { !$0.isBuiltIn }.compactMap { provider in
                ProviderError(refusing: lint.report(of: provider, playsSandbox: playsSandbox, readsCharts: false)).map {
                    BrokenDefinition(kind: .provider, name: provider.name, place: provider.folder, error: $0)
                }
            })
    }
}

extension ProviderError {
    /// What lint found first of all that keeps a provider from being used; nil where nothing does.
    fileprivate init?(refusing report: ProviderLintReport) {
        guard let first = report.findings.first(where: { $0.severity == .error }) else { return nil }
        let more = report.count(of: .error) - 1
        self.init(
            .invalidDefinition,
            first.words + (more > 0 ? "; and \(more) more: groundcrew providers lint \(report.folder)" : ""))
    }
}
