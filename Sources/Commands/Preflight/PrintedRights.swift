import Preflight
import Providers

/// What `--print-rbac` prints: the rights that the preflight itself takes.
enum PrintedRights {
    /// Of the checks that are chosen alone.
    static func print(
        _ kind: RightsKind, _ catalog: CheckCatalog, _ selection: CheckSelection, _ registry: ProviderRegistry,
        _ context: CommandContext
    ) throws {
        let rights = PreflightRights(try chosen(catalog, selection), further: types(of: registry))
        context.standardOutput.write(rights.yaml(admission: kind == .admission))
        guard kind == .admission else { return }
        context.warn(["whoever holds these rights may write: bind them only to whoever installs anyway"])
    }

    /// What providers' charts hold besides what is Kubernetes' own, as `plural.group`.
    private static func types(of registry: ProviderRegistry) -> [String] {
        let operators = registry.providers.flatMap(\.definition.operators) + registry.sharedOperators
        let resources = registry.providers.compactMap(\.definition.resource).filter(\.isCustom).map(\.name)
        return Set(resources + operators.flatMap(\.crds).map(\.name)).sorted()
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
