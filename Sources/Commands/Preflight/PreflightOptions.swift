import ArgumentParser
import Bootstrap
import Formats
import Models
import Preflight
import Processes
import Providers
import Reports

struct CheckOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder with further checks; repeatable.", valueName: "dir"), completion: .directory)
    var checks: [String] = []

    @Option(help: ArgumentHelp("Leave a check out; repeatable.", valueName: "id"), completion: .checks)
    var skip: [String] = []

    @Option(help: ArgumentHelp("Run only this check; repeatable.", valueName: "id"), completion: .checks)
    var only: [String] = []

    @Option(
        help: ArgumentHelp(
            "Also let this end with status 1: warning or unknown; repeatable.", valueName: "verdict"))
    var failOn: [FailOnArgument] = []
}

/// What makes the preflight fail besides a failed check, which always does.
enum FailOnArgument: String, ExpressibleByArgument, CaseIterable { case error, warning, unknown }

extension CheckOptions {
    func catalog(_ context: CommandContext) throws -> CheckCatalog {
        var catalog = try CheckCatalog.builtIn()
        for folder in checks { catalog = try catalog.adding(context.folder(folder, "--checks")) }
        return catalog
    }

    func request(_ subject: Subject) -> PreflightRequest {
        PreflightRequest(
            subject, skip: Dictionary(skip.map { ($0, "by --skip") }, uniquingKeysWith: { first, _ in first }),
            only: only.isEmpty ? nil : Set(only), failOn: failures)
    }

    var failures: Set<FailOn> { Set(failOn.compactMap { FailOn(rawValue: $0.rawValue) }) }
}

extension ClusterSession {
    /// - Parameter limit: of the whole.
    func gatherer(
        _ context: CommandContext, helm: String?, limit: Duration = PreflightLimits.whole
    ) -> FactGatherer {
        FactGatherer(
            client: client, transport: transport, processes: context.processes, environment: context.environment,
            helm: helm ?? "helm", limit: limit, clock: PreflightClock(context.clock), isSimulated: isSimulated)
    }
}

extension PreflightClock {
    init(_ clock: any Clock<Duration>) {
        let stopwatch = Stopwatch(clock)
        self.init(now: { stopwatch.time }) { try await clock.sleep(for: $0) }
    }
}
