import Charts

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Providers that lie in a folder of the user's.
public enum ProviderFolder {
    /// The folders that `path` stands for: itself when it has a `provider.yaml`, else those directly inside it that have one.
    ///
    /// - Throws: `ProviderError` when the folder cannot be read, or holds no provider.
    public static func folders(in path: String) throws(ProviderError) -> [String] {
        func isProvider(_ folder: String) -> Bool {
            FileManager.default.fileExists(atPath: "\(folder)/\(Provider.definitionFile)")
        }
        if isProvider(path) { return [path] }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw ProviderError(.invalidDefinition, "\(path): cannot be read: \(error)", underlying: error)
        }
        let folders = names.map { "\(path)/\($0)" }.filter(isProvider)
        guard !folders.isEmpty else {
            throw ProviderError(
                .invalidDefinition, "\(path): holds no provider: no folder in it has a \(Provider.definitionFile)")
        }
        return folders
    }

    /// The providers of `folders(in:)`.
    ///
    /// - Throws: `ProviderError` when the folder cannot be read, holds no provider, or one of them is broken.
    public static func providers(in path: String) throws(ProviderError) -> [Provider] {
        try folders(in: path).map { folder throws(ProviderError) in try provider(at: folder) }
    }

    /// The shared operators that lie beside the providers, in `path/operators`; none where there is no such folder.
    ///
    /// - Throws: `ProviderError` when a file cannot be read, or is broken.
    public static func sharedOperators(in path: String) throws(ProviderError) -> [OperatorDefinition] {
        let folder = "\(path)/\(ProviderRegistry.operatorsFolder)"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
                .map { name in
                    let file = "\(folder)/\(name)"
                    return try OperatorReader.shared(
                        yaml: String(contentsOfFile: file, encoding: .utf8), file: file)
                }
        } catch let error as ProviderError {
            throw error
        } catch {
            throw ProviderError(.invalidDefinition, "\(folder): cannot be read: \(error)", underlying: error)
        }
    }

    private static func provider(at path: String) throws(ProviderError) -> Provider {
        let definition: String
        let chart: Chart
        var tests: [(name: String, text: String)] = []
        do {
            definition = try String(contentsOfFile: path + "/" + Provider.definitionFile, encoding: .utf8)
            chart = try Chart.load(folder: path)
            let folder = "\(path)/\(Provider.testsFolder)"
            if FileManager.default.fileExists(atPath: folder) {
                for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                    tests.append((name, try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)))
                }
            }
        } catch {
            throw ProviderError(.invalidChart, "\(path): \(error)", underlying: error)
        }
        return try Provider(definition: definition, chart: chart, folder: path, tests: tests)
    }
}
