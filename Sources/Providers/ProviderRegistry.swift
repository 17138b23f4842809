import BuiltIn
import Charts
public import YAML

/// The providers that groundcrew knows, by name, and the operators that they share.
public struct ProviderRegistry: Sendable {
    /// Sorted by name.
    public let providers: [Provider]
    /// Sorted by name.
    public let sharedOperators: [OperatorDefinition]

    public init(_ providers: [Provider], sharing operators: [OperatorDefinition] = []) {
        self.providers = providers.sorted { $0.name < $1.name }
        sharedOperators = operators.sorted { $0.name < $1.name }
    }

    /// The providers inside the binary: every folder of `charts/` that has a `provider.yaml`; the shared operators are the
    /// files of `charts/operators`.
    public static func builtIn() throws(ProviderError) -> ProviderRegistry {
        var providers: [Provider] = []
        for folder in BuiltIn.folders(in: "charts") {
            let files = BuiltIn.files(below: "charts/\(folder)")
            guard let definition = files.first(where: { $0.path == Provider.definitionFile }) else { continue }
            providers.append(
                try Provider(
                    definition: definition.text, chart: try BuiltInChart.named(folder), folder: "charts/\(folder)",
                    tests: BuiltIn.files(below: "charts/\(folder)/\(Provider.testsFolder)").map { ($0.path, $0.text) }))
        }
        let shared = try BuiltIn.files(below: "charts/\(Self.operatorsFolder)").map { file throws(ProviderError) in
            try OperatorReader.shared(yaml: file.text, file: "charts/\(Self.operatorsFolder)/\(file.path)")
        }
        let registry = ProviderRegistry(providers, sharing: shared)
        try registry.checkNeeds()
        return registry
    }

    static let operatorsFolder = "operators"

    /// The same registry with `others` added; they win over providers of the same name, and so do shared operators.
    ///
    /// - Throws: `ProviderError` with code `invalidDefinition` where an operator needs one that is not there, or itself.
    public func adding(
        _ others: [Provider], sharing operators: [OperatorDefinition] = []
    ) throws(ProviderError) -> ProviderRegistry {
        let names = Set(others.map(\.name))
        let shared = Set(operators.map(\.name))
        let registry = ProviderRegistry(
            providers.filter { !names.contains($0.name) } + others,
            sharing: sharedOperators.filter { !shared.contains($0.name) } + operators)
        try registry.checkNeeds()
        return registry
    }

    /// How `--sandbox` plays the providers and what they share.
    public var sandboxSections: [YAMLFields] {
        providers.compactMap(\.definition.sandbox) + sharedOperators.compactMap(\.sandbox)
    }

    /// - Throws: `ProviderError` with code `unknownProvider`, listing the known names.
    public func provider(_ name: String) throws(ProviderError) -> Provider {
        guard let provider = providers.first(where: { $0.name == name }) else {
            throw ProviderError(
                .unknownProvider,
                "there is no provider '\(name)'; known are \(providers.map(\.name).joined(separator: ", "))")
        }
        return provider
    }
}
