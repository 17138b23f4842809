import Value
import YAML

extension ProviderRegistry {
    /// Everything that has to be installed for a provider, each once: what is needed comes before what needs it, and the
    /// provider's own operators keep their order.
    ///
    /// - Throws: `ProviderError` with code `invalidDefinition` for a need that nothing has the name of, and for operators
    ///   that need each other, with the way round.
    public func operators(of provider: Provider) throws(ProviderError) -> [OperatorDefinition] {
        var order = OperatorOrder(own: provider.definition.operators, in: self, of: provider.name)
        for item in provider.definition.operators { try order.add(item, path: []) }
        return order.sorted
    }

    /// A shared operator after all that it needs.
    ///
    /// - Throws: as `operators(of:)`.
    public func operators(with item: OperatorDefinition) throws(ProviderError) -> [OperatorDefinition] {
        var order = OperatorOrder(own: [], in: self, of: nil)
        try order.add(item, path: [])
        return order.sorted
    }

    /// Providers that need the operator, by their definitions.
    public func providers(needing item: OperatorDefinition) throws(ProviderError) -> [Provider] {
        var found: [Provider] = []
        for provider in providers where try operators(of: provider).contains(where: item.isSame) {
            found.append(provider)
        }
        return found
    }

    func checkNeeds() throws(ProviderError) {
        for provider in providers { _ = try operators(of: provider) }
        // Those that no provider needs yet, too.
        for item in sharedOperators { _ = try operators(with: item) }
    }
}

/// Sorts operators by what they need.
private struct OperatorOrder {
    private let own: [OperatorDefinition]
    private let shared: [OperatorDefinition]
    private let broken: [BrokenDefinition]
    private let provider: String?
    private(set) var sorted: [OperatorDefinition] = []

    init(own: [OperatorDefinition], in registry: ProviderRegistry, of provider: String?) {
        self.own = own
        shared = registry.sharedOperators
        broken = registry.broken.filter { $0.kind == .sharedOperator }
        self.provider = provider
    }

    /// - Parameter path: those that led here, the first first.
    mutating func add(_ item: OperatorDefinition, path: [String]) throws(ProviderError) {
        if let start = path.firstIndex(of: item.name) {
            throw error("operators need each other: \((path[start...] + [item.name]).joined(separator: " needs "))")
        }
        guard !sorted.contains(where: { $0.name == item.name }) else { return }
        for (index, need) in item.needs.enumerated() {
            // A shared operator knows nothing of providers.
            let known = item.isShared ? shared : own + shared
            guard let needed = known.first(where: { $0.name == need.name }) else {
                if let one = broken.first(where: { $0.answers(to: need.name) }) { throw one.error }
                throw unknown(index, of: item, among: known)
            }
            try add(needed, path: path + [item.name])
        }
        sorted.append(item)
    }

    private func unknown(
        _ index: Int, of item: OperatorDefinition, among known: [OperatorDefinition]
    ) -> ProviderError {
        let name = item.needs[index].name
        let message =
            "operator \(item.name) needs \(name), which is not an operator of the provider's and not one of those that "
            + "are shared\(shared.isEmpty ? "" : ": ")" + shared.map(\.name).joined(separator: ", ")
            + CloseNames.question(name, among: known.map(\.name))
        guard let cause = item.fields?.error(at: ValuePath([.key("needs"), .index(index)]), "is not there: \(message)")
        else { return error(message) }
        return ProviderError(.invalidDefinition, "\(cause)", underlying: cause)
    }

    private func error(_ message: String) -> ProviderError {
        ProviderError(.invalidDefinition, provider.map { "provider \($0): \(message)" } ?? message)
    }
}
