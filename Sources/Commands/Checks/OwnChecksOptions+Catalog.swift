import Preflight
import Value

extension CheckCatalog {
    /// The built-in checks and those of folders that a flag names.
    static func builtIn(with folders: [String], _ context: CommandContext) throws -> CheckCatalog {
        var catalog = try builtIn()
        for folder in folders { catalog = try catalog.adding(context.folder(folder, "--checks")) }
        return catalog
    }

    /// - Throws: `CommandFailure` with status `usage` for an id that it does not have, with those that are near.
    func named(_ id: String) throws(CommandFailure) -> CheckDefinition {
        if let check = self[id] { return check }
        throw CommandFailure(
            .usage, "there is no check '\(id)'\(CloseNames.question(id, among: checks.map(\.id)))",
            hint: "groundcrew checks list shows all")
    }
}

extension OwnChecksOptions {
    func catalog(_ context: CommandContext) throws -> CheckCatalog { try .builtIn(with: folders, context) }
}
