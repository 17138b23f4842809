import ArgumentParser
import Bootstrap
import Models
import Preflight
import Providers
import Sandbox
import Schemas

/// The kinds of files that groundcrew reads.
enum SchemaKind: String, ExpressibleByArgument, CaseIterable {
    case bootstrap, provider, check, catalog, sandbox, `operator`, policy

    var schema: JSONSchema {
        switch self {
        case .bootstrap: BootstrapFile.schema
        case .provider: ProviderDefinition.schema(sandbox: SandboxSection.schema)
        case .check: CheckDefinition.schema
        case .catalog: ModelCatalog.schema
        case .sandbox: SandboxFile.schema
        case .operator: OperatorDefinition.schema(sandbox: SandboxSection.schema)
        case .policy: PreflightPolicy.schema
        }
    }
}
