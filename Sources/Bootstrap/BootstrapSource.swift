import Providers
import Value
public import YAML

/// The text that a bootstrap file was read from, to say where in it something is wrong that shows only later.
public struct BootstrapSource: Sendable {
    private let document: YAMLDocument

    public init(_ document: YAMLDocument) { self.document = document }

    /// One line for each message, as `file:line:column: path message`, and the text below the only one.
    func error(_ findings: [(path: ValuePath, message: String)], hint: String? = nil) -> BootstrapError {
        var lines = findings.map { "\(document.location(of: $0.path)): \($0.path) \($0.message)" }
        if findings.count == 1, let excerpt = document.excerpt(at: findings[0].path) { lines.append(excerpt) }
        return BootstrapError(.invalidFile, lines.joined(separator: "\n"), hint: hint)
    }

    /// As `file:line:column`.
    func place(of path: ValuePath) -> String { document.location(of: path) }

    func contains(_ path: ValuePath) -> Bool { document.value[path] != nil }

    /// Whether something other than null stands there.
    func says(_ path: ValuePath) -> Bool { document.value[path]?.isNull == false }

    /// Counts from 1.
    func line(of path: ValuePath) -> Int? { document.mark(of: path)?.line }
}

extension BootstrapFile {
    /// Puts models of which the file does not say where into `namespace`.
    public mutating func place(inNamespace namespace: String) {
        let models = ValuePath().appending(key: "models")
        for index in self.models.indices
        where source?.says(models.appending(index: index).appending(key: "namespace")) != true {
            self.models[index].namespace = namespace
        }
    }

    /// Where the file asks for a model, as `file:line:column`; empty where it was not read.
    func place(ofModel index: Int) -> String {
        source?.place(of: ValuePath().appending(key: "models").appending(index: index)) ?? ""
    }

    /// Where the file says what is to be served: the line of its only model, of the list, or of the providers.
    public var modelsLine: Int {
        let list = ValuePath().appending(key: "models")
        let place = models.isEmpty ? ValuePath().appending(key: "providers") : list
        return source?.line(of: models.count == 1 ? list.appending(index: 0) : place) ?? 1
    }
}
