import BuiltIn
import Charts

/// The providers that groundcrew knows, by name.
public struct ProviderRegistry: Sendable {
    /// Sorted by name.
    public let providers: [Provider]

    public init(_ providers: [Provider]) { self.providers = providers.sorted { $0.name < $1.name } }

    /// The providers inside the binary: every folder of `charts/` that has a `provider.yaml`.
    public static func builtIn() throws(ProviderError) -> ProviderRegistry {
        var providers: [Provider] = []
        for folder in BuiltIn.folders(in: "charts") {
            let files = BuiltIn.files(below: "charts/\(folder)")
            guard let definition = files.first(where: { $0.path == Provider.definitionFile }) else { continue }
            providers.append(
                try Provider(
                    definition: definition.text, chart: try BuiltInChart.named(folder), folder: "charts/\(folder)"))
        }
        return ProviderRegistry(providers)
    }

    /// The same registry with `others` added; they win over providers of the same name.
    public func adding(_ others: [Provider]) -> ProviderRegistry {
        let names = Set(others.map(\.name))
        return ProviderRegistry(providers.filter { !names.contains($0.name) } + others)
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
