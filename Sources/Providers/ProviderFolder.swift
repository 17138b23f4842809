import Charts
import Value
public import YAML

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

    /// What lies in a folder of the user's: providers, and in `operators/` what they share.
    public struct Contents: Sendable {
        public var providers: [Provider]
        public var sharedOperators: [OperatorDefinition]
        /// What cannot be read, in the order in which it was found.
        public var broken: [BrokenDefinition] = []
        /// Of the providers, whole and broken.
        public var folders: [String] {
            providers.map(\.folder) + broken.filter { $0.kind == .provider }.map(\.place)
        }

        public init(_ providers: [Provider] = [], sharing operators: [OperatorDefinition] = []) {
            self.providers = providers
            sharedOperators = operators
        }

        /// Counts as broken what `fault` finds a fault in.
        ///
        /// - Parameter fault: of the section that says how a provider or an operator is played; nil for none.
        public mutating func refuse(sandbox fault: (YAMLFields) -> ProviderError?) {
            for provider in providers {
                guard let error = provider.definition.sandbox.flatMap(fault) else { continue }
                broken.append(
                    BrokenDefinition(kind: .provider, name: provider.name, place: provider.folder, error: error))
            }
            for item in sharedOperators {
                guard let error = item.sandbox.flatMap(fault) else { continue }
                broken.append(
                    BrokenDefinition(
                        kind: .sharedOperator, name: item.name, place: item.file ?? item.name, error: error))
            }
            let gone = broken
            providers.removeAll { one in gone.contains { $0.kind == .provider && $0.name == one.name } }
            sharedOperators.removeAll { one in gone.contains { $0.kind == .sharedOperator && $0.name == one.name } }
        }
    }

    /// Everything that `folders(in:)` and `path/operators` hold. What is broken is among it, and hides nothing else.
    ///
    /// - Throws: `ProviderError` when the folder cannot be read, or holds no provider.
    public static func contents(of path: String) throws(ProviderError) -> Contents {
        var contents = Contents()
        for folder in try folders(in: path) {
            do {
                contents.providers.append(try provider(at: folder))
            } catch {
                let name = name(in: "\(folder)/\(Provider.definitionFile)") ?? lastComponent(folder)
                contents.broken.append(BrokenDefinition(kind: .provider, name: name, place: folder, error: error))
            }
        }
        for file in try operatorFiles(in: path) {
            do {
                contents.sharedOperators.append(try sharedOperator(at: file))
            } catch {
                let name = name(in: file) ?? String(lastComponent(file).prefix { $0 != "." })
                contents.broken.append(BrokenDefinition(kind: .sharedOperator, name: name, place: file, error: error))
            }
        }
        return contents
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// What a broken file calls itself.
    private static func name(in file: String) -> String? {
        // A file that is no YAML calls itself nothing; what is wrong with it is told by whoever read it first.
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let name = try? YAML.decodeAll(text, file: file).first?.value["name"]?.string, !name.isEmpty
        else { return nil }
        return name
    }

    /// The shared operators that lie beside the providers, in `path/operators`; none where there is no such folder.
    ///
    /// - Throws: `ProviderError` when a file cannot be read, or is broken.
    public static func sharedOperators(in path: String) throws(ProviderError) -> [OperatorDefinition] {
        var operators: [OperatorDefinition] = []
        for file in try operatorFiles(in: path) { operators.append(try sharedOperator(at: file)) }
        return operators
    }

    private static func operatorFiles(in path: String) throws(ProviderError) -> [String] {
        let folder = "\(path)/\(ProviderRegistry.operatorsFolder)"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { "\(folder)/\($0)" }
        } catch {
            throw ProviderError(.invalidDefinition, "\(folder): cannot be read: \(error)", underlying: error)
        }
    }

    private static func sharedOperator(at file: String) throws(ProviderError) -> OperatorDefinition {
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw ProviderError(.invalidDefinition, "\(file): cannot be read: \(error)", underlying: error)
        }
        var item = try OperatorReader.shared(yaml: text, file: file)
        item.folder = file.lastIndex(of: "/").map { String(file[..<$0]) }
        return item
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
        var provider = try Provider(definition: definition, chart: chart, folder: path, tests: tests)
        for index in provider.definition.operators.indices { provider.definition.operators[index].folder = path }
        return provider
    }
}
