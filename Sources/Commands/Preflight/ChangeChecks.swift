import Bootstrap
import Preflight
import Providers
import Releases
import Reports

/// The checks that a command makes of what it is about to change, before it does.
struct ChangeChecks: Sendable {
    let session: ClusterSession
    let registry: ProviderRegistry
    let catalog: CheckCatalog
    let selection: CheckSelection
    let drivers: DriverOptions
    /// Whether what stops nothing is told, too.
    let isVerbose: Bool

    /// What was seen, and what the checks say of it.
    struct Seen: Sendable {
        var facts: Facts
        var request: PreflightRequest
        var report: PreflightReport
    }

    /// A run of the plan, which looks without a program of the user's.
    func run(
        of plan: BootstrapPlan, _ options: ReleaseOptions, _ context: CommandContext
    ) throws -> BootstrapRun {
        var run = try session.bootstrapRun(
            of: plan.file, by: try session.driver(.native, helm: nil, context), registry, catalog, helm: drivers.helm,
            context)
        run.releaseOptions = options
        return run
    }

    /// Gathers what the checks that matter need, each fact once, and judges it.
    ///
    /// - Parameters:
    ///   - work: what is planned.
    ///   - installs: whether the operators are installed in the same run.
    func seen(
        _ plan: BootstrapPlan, _ work: PlannedWork, by run: BootstrapRun, of scope: CheckScope, installs: Bool
    ) async throws -> Seen {
        var plan = plan
        selection.apply(to: &plan.file.preflight)
        plan.file.preflight.only = selection.only ?? scope.ids(in: catalog, failOn: selection.failOn)
        let request = try run.request(for: plan, driver: drivers.choice().rawValue, installs: installs)
        let facts = try await run.preflight.planning(work).gather(request)
        return Seen(facts: facts, request: request, report: try Preflight.judge(facts, checks: catalog, request))
    }

    /// Says what a policy has made of checks, and with `--verbose` what else stops nothing.
    func tell(_ seen: Seen, besides told: [CheckResult], _ context: CommandContext) {
        context.warn(seen.report.results.compactMap(\.policyWords))
        guard isVerbose else { return }
        for result in seen.report.results where result.isFinding && result.policy == nil && !told.contains(result) {
            context.standardError.line("\(result.verdict.name) \(result.id): \(plainLine(result.message))")
        }
    }

    /// - Parameters:
    ///   - results: at least one.
    ///   - subject: what was to be changed.
    static func refusal(_ results: [CheckResult], of subject: String) -> CommandFailure {
        let skips = results.map { "--skip \($0.id)" }.joined(separator: " ")
        let leave = "or leave out what does not matter here: \(skips); nothing was changed"
        if results.count == 1, let one = results.first {
            return CommandFailure(
                .failed, "\(subject): \(one.id): \(one.message)",
                hint: "\(one.hint ?? "see to it"); \(leave)")
        }
        let lines = results.map { result in
            "\n  \(result.id): \(result.message)" + (result.hint.map { "\n    next: \($0)" } ?? "")
        }
        return CommandFailure(
            .failed, "\(subject): \(results.count) checks fail:\(lines.joined())", hint: "see to them, \(leave)")
    }
}
