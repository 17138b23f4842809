import Charts

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Providers that lie in a folder of the user's.
public enum ProviderFolder {
    /// Every folder directly inside `path` that has a `provider.yaml`, or `path` itself when it has one.
    ///
    /// - Throws: `ProviderError` when the folder cannot be read, holds no provider, or one of them is broken.
    public static func providers(in path: String) throws(ProviderError) -> [Provider] {
        if FileManager.default.fileExists(atPath: path + "/" + Provider.definitionFile) {
            return [try provider(at: path)]
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw ProviderError(.invalidDefinition, "\(path): cannot be read: \(error)", underlying: error)
        }
        var providers: [Provider] = []
        for name in names where FileManager.default.fileExists(atPath: "\(path)/\(name)/\(Provider.definitionFile)") {
            providers.append(try provider(at: "\(path)/\(name)"))
        }
        guard !providers.isEmpty else {
            throw ProviderError(
                .invalidDefinition, "\(path): holds no provider: no folder in it has a \(Provider.definitionFile)")
        }
        return providers
    }

    private static func provider(at path: String) throws(ProviderError) -> Provider {
        let definition: String
        let chart: Chart
        do {
            definition = try String(contentsOfFile: path + "/" + Provider.definitionFile, encoding: .utf8)
            chart = try Chart.load(folder: path)
        } catch {
            throw ProviderError(.invalidChart, "\(path): \(error)", underlying: error)
        }
        return try Provider(definition: definition, chart: chart, folder: path)
    }
}
