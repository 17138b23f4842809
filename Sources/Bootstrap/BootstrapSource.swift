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

    func contains(_ path: ValuePath) -> Bool { document.value[path] != nil }
}
