import BuiltIn
import Charts
public import YAML

/// The providers that groundcrew knows, by name, and the operators that they share.
public struct ProviderRegistry: Sendable {
    /// Sorted by name.
    public let providers: [Provider]
    /// Sorted by name.
    public let sharedOperators: [OperatorDefinition]
    /// What lies in folders of the user's besides, and cannot be used.
    public let broken: [BrokenDefinition]
    /// What of the user's has the name of something built in, and where it lies.
    public let replacements: [String]

    public init(_ providers: [Provider], sharing operators: [OperatorDefinition] = []) {
        self.init(providers, sharing: operators, broken: [], replacements: [])
    }

    init(
        _ providers: [Provider], sharing operators: [OperatorDefinition], broken: [BrokenDefinition],
        replacements: [String]
    ) {
        self.providers = providers.sorted { $0.name < $1.name }
        sharedOperators = operators.sorted { $0.name < $1.name }
        self.broken = broken
        self.replacements = replacements
    }

    /// The providers inside the binary: every folder of `charts/` that has a `provider.yaml`; the shared operators are the
    /// files of `charts/operators`. Read once.
    public static func builtIn() throws(ProviderError) -> ProviderRegistry { try loaded.get() }

    private static let loaded = Result { () throws(ProviderError) in try load() }

    private static func load() throws(ProviderError) -> ProviderRegistry {
        var providers: [Provider] = []
        for folder in BuiltIn.folders(in: "charts") {
            let files = BuiltIn.files(below: "charts/\(folder)")
            guard let definition = files.first(where: { $0.path == Provider.definitionFile }) else { continue }
            var provider = try Provider(
                definition: definition.text, chart: try BuiltInChart.named(folder), folder: "charts/\(folder)",
                tests: BuiltIn.files(below: "charts/\(folder)/\(Provider.testsFolder)").map { ($0.path, $0.text) })
            provider.isBuiltIn = true
            providers.append(provider)
        }
        let shared = try BuiltIn.files(below: "charts/\(Self.operatorsFolder)").map {
            file throws(ProviderError) -> OperatorDefinition in
            var item = try OperatorReader.shared(
                yaml: file.text, file: "charts/\(Self.operatorsFolder)/\(file.path)")
            item.isBuiltIn = true
            return item
        }
        let registry = ProviderRegistry(providers, sharing: shared)
        try registry.checkNeeds()
        return registry
    }

    static let operatorsFolder = "operators"

    /// How `--sandbox` plays the providers and what they share.
    public var sandboxSections: [YAMLFields] {
        providers.compactMap(\.definition.sandbox) + sharedOperators.compactMap(\.sandbox)
    }

    /// - Throws: `ProviderError` with code `unknownProvider`, listing the known names, and for a broken one what is wrong
    ///   with it.
    public func provider(_ name: String) throws(ProviderError) -> Provider {
        guard let provider = providers.first(where: { $0.name == name }) else {
            if let one = broken.first(where: { $0.kind == .provider && $0.answers(to: name) }) { throw one.error }
            throw ProviderError(
                .unknownProvider,
                "there is no provider '\(name)'; known are \(providers.map(\.name).joined(separator: ", "))")
        }
        return provider
    }
}
