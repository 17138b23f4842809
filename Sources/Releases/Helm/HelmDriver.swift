import Charts
public import Events
import Formats
public import Kubernetes
public import Processes
import Repositories
import Synchronization
import Value

/// Has the user's own Helm (3.17 or later, or 4) do the work, and judges it by its exit status and by the records it
/// leaves, never by its prose.
public final class HelmDriver: ReleaseDriver {
    public let name = "helm"
    private let helm: String
    let client: KubernetesClient
    private let charts: ChartResolver
    private let access: HelmAccess
    private let processes: any ProcessRunning
    private let environment: [String: String]
    private let dialect = Mutex<HelmDialect?>(nil)

    /// - Parameters:
    ///   - helm: a path, or a name to be found in `environment`'s PATH.
    ///   - client: of the cluster that `access` leads Helm to; records are read through it.
    ///   - environment: of this process; TMPDIR, HOME, PATH, KUBECONFIG and proxies reach Helm, its HELM_* do not.
    public init(
        helm: String = "helm", client: KubernetesClient, charts: ChartResolver, access: HelmAccess,
        processes: any ProcessRunning = SystemProcesses(), environment: [String: String]
    ) {
        self.helm = helm
        self.client = client
        self.charts = charts
        self.access = access
        self.processes = processes
        self.environment = environment
    }

    private var storage: ReleaseStorage { ReleaseStorage(client: client) }
    /// For what Helm has begun, which is judged although the server restarts meanwhile.
    private var patientStorage: ReleaseStorage { ReleaseStorage(client: client.patient()) }
    var objects: NativeDriver { NativeDriver(client: client, charts: charts) }

    // MARK: - Reading

    public func record(_ name: String, namespace: String) async throws -> ReleaseRecord? {
        try await storage.last(name, namespace: namespace)?.summary
    }

    public func list(name: String?, namespace: String?) async throws -> ReleaseListing {
        try await storage.lastOfEach(name: name, namespace: namespace)
    }

    public func preview(_ request: ReleaseRequest) async throws -> ReleasePreview {
        try request.validate()
        let resolved = try await charts.resolve(request.chart)
        let rehearsed = try await inFolder { folder in
            try await self.rehearse(request, resolved, in: folder)
        }
        return ReleasePreview(
            manifest: rehearsed.manifest, notes: rehearsed.notes.isEmpty ? nil : rehearsed.notes,
            chartName: resolved.chart.name, chartVersion: resolved.chart.metadata.version)
    }

    public func check(_ request: ReleaseRequest) async throws { try await objects.check(request) }

    // MARK: - Changing

    public func ensure(
        _ request: ReleaseRequest, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseOutcome {
        try request.validate()
        let progress = Progress(sink: events, phase: phase, release: request.id)
        let history = try await ReleaseHistory.read(request, from: storage)
        try history.checkUnlocked(request)
        if let last = history.last, NativeDriver.asks(request, for: last),
            var settled = try await objects.inPlace(last)
        {
            settled.uncompared += try await lostCRDs(last.crds ?? [], versions: last.crdVersions)
            return try await finish(settled, request, warnings: [], progress: progress)
        }
        let resolved = try await charts.resolve(request.chart)
        try history.checkOrigin(request, chart: resolved.chart.name)
        return try await inFolder { folder in
            if let settled = try await self.settled(request, resolved, history, in: folder) {
                return try await self.finish(settled, request, resolved, progress: progress)
            }
            try await self.checkBeforehand(request, resolved, history)
            let line = try await self.upgradeLine(request, resolved, in: folder, isDryRun: false)
            progress.say("helm \(line.arguments[0]) \(request.name)")
            let result = try await self.run(
                line, in: folder, timeout: request.timeout + HelmLimits.grace, release: request.id, history: history)
            return try await self.outcome(request, resolved, history, result)
        }
    }

    public func uninstall(
        _ name: String, namespace: String, timeout: Duration, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseRecord? {
        guard let record = try await storage.last(name, namespace: namespace) else { return nil }
        try await checkCRDs(of: record)
        try await inFolder { folder in
            let line = HelmCommandLine.uninstall(
                name, namespace: namespace, timeout: timeout, dialect: try await self.knownDialect(in: folder),
                access: self.access)
            do {
                _ = try await self.run(
                    line, in: folder, timeout: timeout + HelmLimits.grace, release: "\(namespace)/\(name)",
                    history: nil)
            } catch {
                // Helm may have removed a part before it failed.
                throw ReleaseError.ending(error, release: "\(namespace)/\(name)", hasChanged: true)
            }
        }
        var summary = record.summary
        summary.status = ReleaseStatus.uninstalled.rawValue
        return summary
    }

    // MARK: - Steps

    func finish(
        _ settled: SettledRelease, _ request: ReleaseRequest, warnings: [String], progress: Progress
    ) async throws -> ReleaseOutcome {
        progress.say(settled.news)
        if request.waits {
            try await ReadinessWait(
                client: client.patient(for: min(Limits.outage, request.timeout)),
                deadline: Deadline(request.timeout, clock: client.options.clock), release: request.id,
                progress: progress
            ).run(settled.objects)
        }
        return settled.outcome(warnings: warnings)
    }

    /// The last revision, when Helm itself would make the same of the request and all objects are as it left them.
    private func settled(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ history: ReleaseHistory, in folder: PrivateFolder
    ) async throws -> SettledRelease? {
        guard let last = history.last, last.status == .deployed,
            NativeDriver.isSame(.object(last.values), .object(request.values)),
            NativeDriver.isSame(last.chartMetadata, resolved.chart.metadata.value)
        else { return nil }
        let rehearsed = try await rehearse(request, resolved, in: folder)
        guard rehearsed.manifest == last.manifest, rehearsed.hooks.map(\.manifest) == last.hooks.map(\.manifest) else {
            return nil
        }
        return try await objects.inPlace(last)
    }

    private func rehearse(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, in folder: PrivateFolder
    ) async throws -> StoredRelease {
        let line = try await upgradeLine(request, resolved, in: folder, isDryRun: true)
        let result = try await run(
            line, in: folder, timeout: request.timeout, release: request.id, history: nil)
        do {
            guard let body = try Value(json: result.standardOutput).object else {
                throw ReleaseCodecError("is not an object")
            }
            return StoredRelease(body: body)
        } catch {
            throw ReleaseError(
                .helmFailed, "what helm printed cannot be read: \(error)", release: request.id, underlying: error)
        }
    }

    private func upgradeLine(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, in folder: PrivateFolder, isDryRun: Bool
    ) async throws -> HelmCommandLine {
        let chart: String
        if case .source(.path(let path, _)) = request.chart {
            chart = path
        } else {
            chart = try folder.write(try Self.packed(resolved), to: "chart.tgz")
        }
        // The newline at the end is what old Helms need to read all of it (F9).
        let values = try folder.write(Value.object(request.values).jsonBytes(.go()) + [0x0A], to: "values.json")
        return HelmCommandLine.upgrade(
            request, chart: chart, valuesFile: values, dialect: try await knownDialect(in: folder), access: access,
            isDryRun: isDryRun)
    }

    private static func packed(_ resolved: ResolvedChart) throws(ReleaseError) -> [UInt8] {
        do {
            return try resolved.chart.packed()
        } catch {
            throw ReleaseError(.invalidChart, "cannot pack the chart \(resolved.origin): \(error)", underlying: error)
        }
    }

    private func outcome(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ history: ReleaseHistory, _ result: ProcessResult
    ) async throws -> ReleaseOutcome {
        guard let record = try await patientStorage.last(request.name, namespace: request.namespace) else {
            throw ReleaseError(
                .helmFailed, "helm ended well, but there is no record of the release",
                hint: "do helm and groundcrew talk to the same cluster? see the context in the kubeconfig",
                release: request.id, hasChanged: true)
        }
        guard NativeDriver.isSame(.object(record.values), .object(request.values)) else {
            throw ReleaseError(
                .helmFailed, "helm stored other values in revision \(record.revision) than it was given",
                hint: "upgrade helm: some versions lose values (helm#32506); --driver native does not",
                release: request.id, hasChanged: true)
        }
        let objects = try await self.objects.formerObjects(of: record)
        var warnings = resolved.warnings
        if history.isUpgrade, !resolved.chart.crds.isEmpty {
            warnings.append("helm leaves the CRDs of crds/ as they are on upgrades; --driver native upgrades them")
        }
        if !result.errorText.isEmpty { warnings.append(result.errorText) }
        return ReleaseOutcome(
            change: history.isUpgrade ? .changed : .created, record: record.summary, objectCount: objects.count,
            warnings: warnings)
    }

    // MARK: - Running

    private func inFolder<Result: Sendable>(
        _ body: @Sendable (PrivateFolder) async throws -> Result
    ) async throws -> Result {
        try await PrivateFolder.with(in: environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp", body)
    }

    private func knownDialect(in folder: PrivateFolder) async throws -> HelmDialect {
        if let known = dialect.withLock({ $0 }) { return known }
        let result = try await start(HelmCommandLine.version, in: folder, timeout: HelmLimits.probe)
        guard result.succeeded, let version = HelmVersionNumber(result.outputText) else {
            throw ReleaseError(
                .helmNotFound, "\(helm) does not say its version: \(result.failureText)",
                hint: "is it Helm? give another with --helm, or use --driver native")
        }
        let found = try HelmDialect(version)
        dialect.withLock { $0 = found }
        return found
    }

    private func start(
        _ line: HelmCommandLine, in folder: PrivateFolder, timeout: Duration
    ) async throws -> ProcessResult {
        do {
            return try await processes.run(
                line.command(helm: helm, environment: environment, home: folder.path), timeout: timeout)
        } catch let error as ProcessError where error.code == .notFound || error.code == .cannotStart {
            throw ReleaseError(
                .helmNotFound, error.message, hint: "install helm 3.17 or later, or use --driver native",
                underlying: error)
        }
    }

    /// - Parameter history: of the release before the run, where the run is to leave a new revision.
    /// - Throws: `ReleaseError` with Helm's own words, when it fails, is killed or takes too long.
    private func run(
        _ line: HelmCommandLine, in folder: PrivateFolder, timeout: Duration, release: String, history: ReleaseHistory?
    ) async throws -> ProcessResult {
        let problem: ReleaseError
        do {
            let result = try await start(line, in: folder, timeout: timeout)
            if result.succeeded { return result }
            problem = ReleaseError(
                .helmFailed, "helm \(line.arguments[0]) failed: \(result.failureText)", release: release)
        } catch let error as ProcessError where error.code == .timedOut {
            problem = ReleaseError(
                .timedOut, "helm \(line.arguments[0]) did not end within \(timeout.limitText)", release: release,
                underlying: error)
        } catch let error as CancellationError {
            if let history { try await settleRecord(history, release: release, reason: "interrupted") }
            throw error
        }
        guard let history else { throw problem }
        throw try await explained(problem, history, release: release)
    }

    /// What Helm left behind tells what to do next.
    private func explained(
        _ problem: ReleaseError, _ history: ReleaseHistory, release: String
    ) async throws -> ReleaseError {
        var problem = problem
        let left = try await settleRecord(history, release: release, reason: problem.message)
        guard let left else {
            problem.hint = "no revision was begun, so nothing was changed"
            return problem
        }
        problem.hasChanged = true
        let place = "helm status \(left.name) --namespace \(left.namespace)"
        problem.hint = "see what it left (\(place)), then run again"
        guard let unready = try await unreadiness(of: left, release: release) else { return problem }
        problem.message += "; \(unready.message)"
        problem.hint = unready.hint
        return problem
    }

    /// Which objects of a failed revision are not ready, and why; nil when all are.
    private func unreadiness(of record: StoredRelease, release: String) async throws -> ReleaseError? {
        do {
            try await ReadinessWait(
                client: client, deadline: Deadline(.zero, clock: client.options.clock), release: release,
                progress: Progress(sink: NoEvents(), phase: .operators, release: release)
            ).run(try await objects.formerObjects(of: record))
            return nil
        } catch let error as ReleaseError {
            return error
        }
    }

    /// A revision that Helm began and left pending is marked failed: Helm has ended, so nobody works on it any more.
    ///
    /// - Returns: the revision that Helm began, if any.
    @discardableResult
    private func settleRecord(
        _ history: ReleaseHistory, release: String, reason: String
    ) async throws -> StoredRelease? {
        let storage = patientStorage
        let parts = release.split(separator: "/", maxSplits: 1).map(String.init)
        let clock = client.options.clock
        return try await CancellationShield.run {
            try await withTimeout(NativeLimits.recordPatience, clock: clock) {
                guard var last = try await storage.last(parts[1], namespace: parts[0]),
                    last.revision > (history.last?.revision ?? 0)
                else { return nil }
                if last.status.isPending {
                    last.set(.failed, description: "helm did not finish: \(reason.prefix(1000))")
                    try await storage.update(&last)
                }
                return last
            }
        }
    }
}

/// Times of driving Helm.
enum HelmLimits {
    static let probe: Duration = .seconds(30)
    /// Helm's own time-out is for each of its steps, so a whole run takes a little longer.
    static let grace: Duration = .seconds(30)
    /// Characters of Helm's standard error that an error quotes.
    static let errorText = 4000
}

extension ProcessResult {
    /// How it ended and what it said, its last words first to be kept.
    fileprivate var failureText: String {
        let said = errorText.isEmpty ? outputText : errorText
        let ending =
            switch ending {
            case .exited(let code): "exit code \(code)"
            case .signalled(let signal): "ended by signal \(signal)"
            }
        return said.isEmpty ? ending : "\(String(said.suffix(HelmLimits.errorText))) (\(ending))"
    }
}
