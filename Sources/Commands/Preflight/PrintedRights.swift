import Preflight

/// What `--print-rbac` prints: the rights that the preflight itself takes.
enum PrintedRights {
    /// Of the checks that are chosen alone.
    static func print(
        _ kind: RightsKind, _ catalog: CheckCatalog, _ selection: CheckSelection, _ context: CommandContext
    ) throws {
        let rights = PreflightRights(try chosen(catalog, selection))
        context.standardOutput.write(rights.yaml(admission: kind == .admission))
        guard kind == .admission else { return }
        context.warn(["whoever holds these rights may write: bind them only to whoever installs anyway"])
    }

    private static func chosen(
        _ catalog: CheckCatalog, _ selection: CheckSelection
    ) throws(PreflightError) -> CheckCatalog {
        var checks: [CheckDefinition] = []
        for check in catalog.checks where !selection.skip.contains(check.id) {
            guard selection.only?.contains(check.id) ?? true else { continue }
            var alone = check
            // What it requires may be left out.
            alone.requires = []
            checks.append(alone)
        }
        return try CheckCatalog(checks)
    }
}
