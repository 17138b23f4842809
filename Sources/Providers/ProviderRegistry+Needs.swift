import Value
import YAML

extension ProviderRegistry {
    /// Everything that has to be installed for a provider, each once: what its deployments need comes first, what is
    /// needed comes before what needs it, and the provider's own operators keep their order.
    ///
    /// - Throws: `ProviderError` with code `invalidDefinition` for a need that nothing has the name of, for an operator of
    ///   the provider's own that bears the name of a shared one, and for operators that need each other, with the way
    ///   round.
    public func operators(of provider: Provider) throws(ProviderError) -> [OperatorDefinition] {
        var order = OperatorOrder(own: provider.definition.operators, in: self, of: provider.name)
        try order.refuseSharedNames()
        try order.addNeeds(of: provider.definition)
        for item in provider.definition.operators { try order.add(item, path: []) }
        return order.sorted
    }

    /// What deployments of a provider need of what is shared, and what that needs: not what its operators need.
    ///
    /// - Throws: as `operators(of:)`.
    public func needs(of provider: Provider) throws(ProviderError) -> [OperatorDefinition] {
        var order = OperatorOrder(own: [], in: self, of: provider.name)
        try order.addNeeds(of: provider.definition)
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
        for provider in providers {
            _ = try operators(of: provider)
            try checkPrerequisites(of: provider)
        }
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

    /// A name is that of one operator, for plans, for what a user says of it, and for records.
    func refuseSharedNames() throws(ProviderError) {
        for item in own {
            guard let other = shared.first(where: { $0.name == item.name }) else { continue }
            throw item.fault(
                "name",
                "is \(item.name), which is shared by all\(other.file.map { " (\($0))" } ?? ""): name it in needs, at the "
                    + "top of the file, in place of an operator of its own")
        }
    }

    mutating func addNeeds(of definition: ProviderDefinition) throws(ProviderError) {
        for (index, need) in definition.needs.enumerated() {
            let needed = try found(need, at: index, of: "provider", definition.name, definition.fields, among: shared)
            try add(needed, path: [])
        }
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
            try add(
                try found(need, at: index, of: "operator", item.name, item.fields, among: known),
                path: path + [item.name])
        }
        sorted.append(item)
    }

    /// - Parameters:
    ///   - index: of the need.
    ///   - kind: what has it, a provider or an operator.
    ///   - fields: of what has it.
    private func found(
        _ need: OperatorDefinition.Need, at index: Int, of kind: String, _ name: String, _ fields: YAMLFields?,
        among known: [OperatorDefinition]
    ) throws(ProviderError) -> OperatorDefinition {
        if let found = known.first(where: { $0.name == need.name }) { return found }
        if let one = broken.first(where: { $0.answers(to: need.name) }) { throw one.error }
        let isOperator = kind == "operator"
        let message =
            "\(kind) \(name) needs \(need.name), which is not \(isOperator ? "an operator of the provider's and not " : "")"
            + "one of those that are shared\(shared.isEmpty ? "" : ": ")" + shared.map(\.name).joined(separator: ", ")
            + CloseNames.question(need.name, among: known.map(\.name))
        let path = ValuePath([.key("needs"), .index(index)])
        guard let cause = fields?.error(at: path, "is not there: \(message)") else { throw error(message) }
        throw ProviderError(.invalidDefinition, "\(cause)", underlying: cause)
    }

    private func error(_ message: String) -> ProviderError {
        ProviderError(.invalidDefinition, provider.map { "provider \($0): \(message)" } ?? message)
    }
}
