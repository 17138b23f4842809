import Bootstrap
import Operators
import Preflight
import Providers
import Releases

/// What operators are checked for before they are installed or changed.
struct InstallChecks: Sendable {
    let checks: ChangeChecks

    static let scope = CheckScope(
        categories: ["security"], checks: ["admission", "crds", "namespaces", "object-sizes"])

    /// Asks nothing where all operators stay as they are.
    ///
    /// - Parameters:
    ///   - operators: with their decisions.
    ///   - options: what becomes of fields that others have set, and of changes of CRDs.
    /// - Throws: `CommandFailure` with status `failed`.
    func check(
        _ operators: [OperatorPlan], for providers: [Provider], _ overrides: [String: OperatorOverride],
        _ existing: [String: ExistingWord], _ options: ReleaseOptions, _ context: CommandContext
    ) async throws {
        let changed = operators.filter { [.install, .upgrade].contains($0.decision?.action) }
        guard !changed.isEmpty else { return }
        let plan = BootstrapPlan(of: providers, operators: operators, overrides: overrides, existing: existing)
        let run = try checks.run(of: plan, options, context)
        let seen = try await checks.seen(
            plan, run.plannedWork(for: plan), by: run, of: Self.scope, installs: true)
        try checks.heed(
            ChangeRuling(seen.report), of: seen, changing: changed.map(\.title).joined(separator: ", "), context)
    }
}
