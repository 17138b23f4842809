extension ProviderRegistry {
    /// The same registry with what a folder of the user's holds, which wins over what is built in.
    ///
    /// What is broken, what needs it, and what two folders of the user's have under one name is `broken` then: it keeps its
    /// name, and everything else goes on.
    public func adding(_ contents: ProviderFolder.Contents) -> ProviderRegistry {
        let repeated = repeatedProviders(contents) + repeatedOperators(contents)
        let broken = self.broken + contents.broken + repeated
        let others = Self.names(contents.providers.map(\.name), broken, .provider)
        let shared = Self.names(contents.sharedOperators.map(\.name), broken, .sharedOperator)
        let registry = ProviderRegistry(
            providers.filter { !others.taken.contains($0.name) }
                + contents.providers.filter { !others.broken.contains($0.name) },
            sharing: sharedOperators.filter { !shared.taken.contains($0.name) }
                + contents.sharedOperators.filter { !shared.broken.contains($0.name) },
            broken: broken, replacements: replacements + replaced(by: contents))
        return registry.withoutUnmetNeeds.withoutStoppers
    }

    private func replaced(by contents: ProviderFolder.Contents) -> [String] {
        let names = Set(providers.filter(\.isBuiltIn).map(\.name))
        let shared = Set(sharedOperators.filter(\.isBuiltIn).map(\.name))
        return contents.providers.filter { names.contains($0.name) }.map { "provider \($0.name) of \($0.folder)" }
            + contents.sharedOperators.filter { shared.contains($0.name) }
            .map { "operator \($0.name) of \($0.file ?? $0.name)" }
    }

    /// Names that what is known by now must give up, and those that nothing may have.
    private static func names(
        _ added: [String], _ broken: [BrokenDefinition], _ kind: BrokenDefinition.Kind
    ) -> (taken: Set<String>, broken: Set<String>) {
        let broken = Set(broken.filter { $0.kind == kind }.map(\.name))
        return (broken.union(added), broken)
    }

    // MARK: - One name, two places

    private func repeatedProviders(_ contents: ProviderFolder.Contents) -> [BrokenDefinition] {
        let all = providers.filter { !$0.isBuiltIn } + contents.providers
        return Self.repeated(all.map { ($0.name, $0.folder) }, contents.providers.map(\.name), .provider)
    }

    private func repeatedOperators(_ contents: ProviderFolder.Contents) -> [BrokenDefinition] {
        let all = sharedOperators.filter { !$0.isBuiltIn } + contents.sharedOperators
        return Self.repeated(
            all.map { ($0.name, $0.file ?? $0.name) }, contents.sharedOperators.map(\.name), .sharedOperator)
    }

    private static func repeated(
        _ all: [(name: String, place: String)], _ added: [String], _ kind: BrokenDefinition.Kind
    ) -> [BrokenDefinition] {
        Set(added).sorted().compactMap { name in
            var places: [String] = []
            for one in all where one.name == name && !places.contains(one.place) { places.append(one.place) }
            guard places.count > 1 else { return nil }
            return BrokenDefinition(
                kind: kind, name: name, place: places[0],
                error: ProviderError(
                    .invalidDefinition,
                    "\(kind.rawValue) '\(name)' is there more than once: \(places.joined(separator: " and ")); "
                        + "keep one, or give the other another name"), isRepeated: true)
        }
    }

    // MARK: - What cannot be used

    private var withoutUnmetNeeds: ProviderRegistry {
        var found: [BrokenDefinition] = []
        for item in sharedOperators where !item.isBuiltIn {
            do { _ = try operators(with: item) } catch {
                found.append(
                    BrokenDefinition(
                        kind: .sharedOperator, name: item.name, place: item.file ?? item.name, error: error))
            }
        }
        let registry = without(found)
        var broken: [BrokenDefinition] = []
        for provider in registry.providers {
            do {
                _ = try registry.operators(of: provider)
                if !provider.isBuiltIn { try registry.checkPrerequisites(of: provider) }
            } catch {
                broken.append(
                    BrokenDefinition(kind: .provider, name: provider.name, place: provider.folder, error: error))
            }
        }
        return registry.without(broken)
    }

    /// Without the user's providers whose deployments would stop half-way.
    private var withoutStoppers: ProviderRegistry {
        let lint = ProviderLint(registry: self)
        return without(
            providers.filter { !$0.isBuiltIn }.compactMap { provider in
                lint.stopper(of: provider).map {
                    BrokenDefinition(
                        kind: .provider, name: provider.name, place: provider.folder,
                        error: ProviderError(.invalidDefinition, $0.words))
                }
            })
    }

    /// Whose names stay taken.
    func without(_ found: [BrokenDefinition]) -> ProviderRegistry {
        guard !found.isEmpty else { return self }
        func names(_ kind: BrokenDefinition.Kind) -> Set<String> {
            Set(found.filter { $0.kind == kind }.map(\.name))
        }
        let (gone, missing) = (names(.provider), names(.sharedOperator))
        return ProviderRegistry(
            providers.filter { !gone.contains($0.name) },
            sharing: sharedOperators.filter { !missing.contains($0.name) }, broken: broken + found,
            replacements: replacements)
    }
}
