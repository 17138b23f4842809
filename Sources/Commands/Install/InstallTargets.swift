import Operators
import Providers
import Value

/// What names on a command line stand for: providers with all that they need, and operators that providers share.
struct InstallTargets: Sendable {
    /// In the order in which they are named, each once.
    var providers: [Provider] = []
    var shared: [OperatorDefinition] = []

    /// - Throws: `CommandFailure` with status `usage` for a name of neither, and `ProviderError` for one whose definition is
    ///   broken.
    init(_ names: [String], in registry: ProviderRegistry) throws {
        for name in names {
            if let provider = registry.providers.first(where: { $0.name == name }) {
                if !providers.contains(where: { $0.name == name }) { providers.append(provider) }
            } else if let item = registry.sharedOperators.first(where: { $0.name == name }) {
                if !shared.contains(where: { $0.name == name }) { shared.append(item) }
            } else if let broken = registry.broken.first(where: { $0.answers(to: name) }) {
                throw broken.error
            } else {
                let known = registry.providers.map(\.name)
                let operators = registry.sharedOperators.map(\.name)
                throw CommandFailure(
                    .usage,
                    "there is no provider '\(name)'\(CloseNames.question(name, among: known + operators)); "
                        + "known are \(known.joined(separator: ", "))",
                    hint: operators.isEmpty
                        ? "groundcrew providers list shows what each provider can do"
                        : "of what several share, by name too: \(operators.joined(separator: ", "))")
            }
        }
    }

    /// What a chart, a version and values on the command line are for: the one thing that is named.
    var own: OperatorDefinition? {
        guard providers.count + shared.count == 1 else { return nil }
        return shared.first ?? providers.first?.definition.ownOperator
    }

    /// Those that `--namespace` has a say about: the providers' own, and what is named itself.
    var placed: [OperatorDefinition] { providers.flatMap(\.definition.operators) + shared }

    /// What is said where none of them has an operator.
    var none: String { providers.map(OperatorText.none).joined() }
}
