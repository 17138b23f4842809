import Bootstrap
import Events
import Preflight
import Providers
import Releases
import Reports
import Settings

/// Everything that a preflight asks and judges, whichever cluster it is about.
struct PreflightJob: Sendable {
    var wants: PreflightWants
    var registry: ProviderRegistry
    var catalog: CheckCatalog
    var selection: CheckSelection
    var drivers: DriverOptions
    var config: ConfigOptions
    var origin: ReportOrigin
    /// Of asking one cluster: planning and reading.
    var limit: Duration = PreflightLimits.whole
    /// Whether the roles are wanted that let the caller do what is planned.
    var wantsRoles = false
    /// Whether the report is written into the cluster.
    var publishes = false
    /// The standard that the results are held to.
    var profile: ConformanceProfile?

    /// Gathers and judges in one cluster.
    ///
    /// - Parameters:
    ///   - time: began before the session was opened.
    ///   - format: how what is not seen of the settings is told.
    /// - Throws: what the flags or the file ask for and cannot be done, as the plan of a run tells it.
    func checked(
        in session: ClusterSession, _ time: PreflightTime, _ events: any EventSink, telling format: EventFormat,
        _ context: CommandContext
    ) async throws -> CheckedCluster {
        // Planning asks the cluster as well as the checks do.
        let counter = RequestCounter()
        let session = session.counting(by: counter)
        let plan = try await plan(in: session, time, events, format, context)
        let run = try run(of: plan.file, in: session, context)
        try await checkCluster(of: plan, by: run, in: session, time)
        let access = AccessNote()
        let work = access.noting(run.plannedWork(for: plan))
        var report = try await run.preflight.planning(work).spending(time.spent)
            .run(try request(for: plan, by: run), events: events, counter: counter)
        report.conformance = profile.map { ConformanceReport($0, report.results) }
        // The report says it of itself.
        session.mark.take()
        var checked = CheckedCluster(report: report, context: session.reportContext)
        if wantsRoles {
            try await checked.addRoles(access, work, by: session.client, time)
            checked.report.requests = counter.counts
        }
        if publishes {
            var origin = origin
            origin.context = checked.context
            try await checked.publish(origin, by: session.client)
        }
        return checked
    }

    /// Only a file that pins a cluster has to be asked for.
    func checkCluster(
        of plan: BootstrapPlan, by run: BootstrapRun, in session: ClusterSession, _ time: PreflightTime
    ) async throws {
        guard session.hasAnswered, plan.file.cluster.uid != nil else { return }
        try await time.bounding { try await run.checkCluster(of: plan) }
    }

    /// Judges recorded facts; no cluster is opened.
    ///
    /// - Throws: `BootstrapError` where the file pins another cluster than the recorded one.
    func judge(_ snapshot: Snapshot, _ context: CommandContext) async throws -> CheckedCluster {
        let facts = snapshot.facts
        let place = snapshot.namespace ?? "default"
        let session = try ClusterSession.recorded(isSimulated: facts.isSimulated, context)
        let plan = try await planWithoutCluster(try file(in: place, by: Settings()), in: session, context)
        if let wanted = plan.file.cluster.uid, let cluster = facts.cluster, let uid = cluster.uid, uid != wanted {
            throw BootstrapError(
                .wrongCluster,
                "the file is for the cluster with uid \(wanted); the facts are of \(cluster.server), uid \(uid)",
                hint: "record the facts of that cluster, or change cluster.uid in the file")
        }
        let run = try run(of: plan.file, in: session, context)
        var checked = CheckedCluster(
            report: try Preflight.judge(
                snapshot, checks: catalog, work: try work(in: place), try request(for: plan, by: run)))
        checked.report.conformance = profile.map { ConformanceReport($0, checked.report.results) }
        if wantsRoles { checked.addRoles(of: facts) }
        return checked
    }

    func request(for plan: BootstrapPlan, by run: BootstrapRun) throws -> PreflightRequest {
        var request = try run.request(
            for: plan, driver: drivers.choice(plan.file.driver).rawValue, installs: wants.installs)
        request.subject = try wants.withRoom(request.subject, for: plan.providers, from: registry)
        return request
    }

    func run(
        of file: BootstrapFile, in session: ClusterSession, _ context: CommandContext
    ) throws -> BootstrapRun {
        // Looking takes no program of the user's, whoever is to install.
        let driver = try session.driver(.native, helm: nil, mirrors: file.registries, context)
        var run = try session.bootstrapRun(
            of: file, by: driver, registry, catalog, helm: drivers.helm, limit: limit, context)
        run.releaseOptions.mirrors = file.registries
        return run
    }

    /// What is wanted of a cluster, with what the flags say of the checks.
    func file(in place: String, by settings: Settings) throws -> BootstrapFile {
        var file = try wants.file(in: place, by: settings, from: registry)
        selection.apply(to: &file.preflight)
        return file
    }
}
