import Bootstrap
import Models
import Preflight
import Sandbox
import Schemas
import Value

@testable import Charts
@testable import Commands
@testable import Providers

extension SchemaKind {
    /// What the program's own reader has against a file of this kind; nil where it takes it.
    func refusal(of text: String) -> String? {
        let file = "file.yaml"
        do {
            switch self {
            case .bootstrap:
                _ = try BootstrapFile(yaml: Array(text.utf8), file: file, catalog: try ModelCatalog.builtIn())
            case .provider:
                let definition = try ProviderDefinition(yaml: text, file: file)
                if let section = definition.sandbox { _ = try SandboxOptions(playing: [section]) }
            case .check: _ = try CheckDefinition(yaml: text, file: file)
            case .catalog: _ = try ModelCatalog(yaml: Array(text.utf8), file: file)
            case .sandbox: _ = try SandboxFile(text: text, file: file)
            case .operator:
                let definition = try OperatorReader.shared(yaml: text, file: file)
                if let section = definition.sandbox { _ = try SandboxOptions(playing: [section]) }
            case .policy: _ = try PreflightPolicy(yaml: Array(text.utf8), file: file)
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// A schema, compiled once for many documents.
struct SchemaJudge {
    private let node: SchemaNode
    let warnings: [String]

    init(_ kind: SchemaKind) throws {
        var warnings: [String] = []
        node = try SchemaCompiler.compile(kind.schema.document.jsonBytes(), warnings: &warnings)
        self.warnings = warnings
    }

    /// What the document breaks, a line each; none where it fits.
    func violations(of document: Value) throws -> [String] {
        try SchemaValidator.validate(document, against: node).flatMap { $0.lines() }
    }
}
