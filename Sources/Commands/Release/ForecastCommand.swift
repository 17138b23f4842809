import ArgumentParser
import Kubernetes
import Providers
import Releases

/// What `plan` and `diff` take: the arguments of install and upgrade, or which other change is looked at.
///
/// A protocol and no option group: debug builds of the argument parser look at a group within a group again and again.
protocol ForecastCommand: ProgressCommand {
    var name: String { get }
    var chart: String? { get }
    var rollbackRevision: Int? { get }
    var isRemoval: Bool { get }
    var former: FormerValuesOptions { get }
    var change: ReleaseChangeOptions { get }
    var making: ReleaseMakingOptions { get }
    var values: ValuesOptions { get }
    var source: ChartSourceOptions { get }
    var drivers: DriverOptions { get }
    var cluster: ClusterOptions { get }
    var options: OutputOptions { get }
}

extension ForecastCommand {
    func check() throws {
        guard [chart != nil, rollbackRevision != nil, isRemoval].filter(\.self).count == 1 else {
            throw ValidationError("give a chart, --rollback-to or --uninstall: one of the three")
        }
        if let rollbackRevision, rollbackRevision < 0 {
            throw ValidationError("revision \(rollbackRevision) does not exist: they count from 1")
        }
        try change.check(drivers.choice())
    }

    /// Hands on what is to be looked at, and in which cluster.
    func with(
        _ context: CommandContext, _ body: (ClusterSession, ReleaseEngine, ReleaseWork) async throws -> Void
    ) async throws {
        try ReleaseRequest.validate(releaseName: name)
        if let chart {
            try await making(chart).with(context) { session, engine, request in
                try await body(session, engine, .make(request))
            }
            return
        }
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            let namespace = cluster.namespace ?? session.client.defaultNamespace
            var options = try change.options()
            options.description = making.description
            let work: ReleaseWork =
                if isRemoval {
                    .uninstall(
                        RemovalRequest(
                            name: name, namespace: namespace, timeout: change.timeout.duration,
                            options: RemovalOptions(runsHooks: !change.noHooks, description: making.description)))
                } else {
                    .rollback(
                        RollbackRequest(
                            name: name, namespace: namespace, revision: rollbackRevision, waits: change.waits,
                            timeout: change.timeout.duration, options: options))
                }
            try await body(session, try session.releases(drivers, change.waitLock, "release plan", context), work)
        }
    }

    /// - Throws: `CommandFailure` where there is no such release.
    func forecast(
        _ engine: ReleaseEngine, _ work: ReleaseWork, _ session: ClusterSession, saving: Bool = false
    ) async throws -> ReleaseForecast {
        guard let forecast = try await engine.forecast(work, saving: saving) else {
            throw ReleaseText.notFound(name, cluster.namespace ?? session.client.defaultNamespace)
        }
        return forecast
    }

    /// Installs where there is no release: that is what looking ahead is for, too.
    private func making(_ chart: String) throws -> ReleaseMaking {
        var options = try change.options()
        options.mode = .upgradeOrInstall
        options.formerValues = former.policy
        try making.apply(to: &options)
        return ReleaseMaking(
            name: name, chart: chart, options: options, change: change, making: making, values: values,
            source: source, drivers: drivers, cluster: cluster, output: self.options, progress: progress)
    }
}
