import Charts
import Formats
import Processes
import Repositories
import Synchronization
import Value

/// The user's Helm, and how it is called.
final class HelmProgram: Sendable {
    private let helm: String
    private let access: HelmAccess
    private let processes: any ProcessRunning
    private let environment: [String: String]
    private let dialect = Mutex<HelmDialect?>(nil)

    init(
        _ helm: String, access: HelmAccess, processes: any ProcessRunning, environment: [String: String]
    ) {
        self.helm = helm
        self.access = access
        self.processes = processes
        self.environment = environment
    }

    func inFolder<Result: Sendable>(
        _ body: @Sendable (PrivateFolder) async throws -> Result
    ) async throws -> Result {
        try await PrivateFolder.with(in: environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp", body)
    }

    /// - Throws: `ReleaseError` with code `helmNotFound` when there is no Helm, or none that can be driven.
    func probe() async throws {
        try await inFolder { folder in _ = try await self.knownDialect(in: folder) }
    }

    /// - Throws: `ReleaseError` with code `invalidRequest` when this Helm takes no program.
    func checkPostRenders(by postRenderer: PostRenderer, release: String) async throws {
        guard try await !inFolder({ try await self.knownDialect(in: $0) }).postRendersByProgram else { return }
        throw ReleaseError(
            .invalidRequest,
            "Helm 4 post-renders by its plugins alone, so it cannot be given the program \(postRenderer.program)",
            hint: "use --driver native or Helm 3, or make a plugin of the program and call Helm 4 yourself with "
                + "--post-renderer PLUGIN; nothing was changed", release: release)
    }

    /// - Throws: `ReleaseError` with code `invalidRequest` for what this Helm does not know.
    func checkKnows(_ options: ReleaseOptions, isRollback: Bool, release: String) async throws {
        let dialect = try await inFolder { try await self.knownDialect(in: $0) }
        guard let (reason, hint) = dialect.obstacle(to: options, isRollback: isRollback) else { return }
        throw ReleaseError(.invalidRequest, reason, hint: "\(hint); nothing was changed", release: release)
    }

    /// Whether this Helm will have the server apply a revision; see `HelmDialect`.
    func appliesServerSide(_ side: ReleaseOptions.ServerSide?, formerly: Bool?) async throws -> Bool {
        let dialect = try await inFolder { try await self.knownDialect(in: $0) }
        return dialect.appliesServerSide(side, formerly: formerly)
    }

    /// - Parameter records: what the release's are.
    func upgradeLine(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, in folder: PrivateFolder, isDryRun: Bool,
        records: RecordKind = .secret
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
            isDryRun: isDryRun
        ).with(records)
    }

    func rollbackLine(
        _ request: ReleaseRequest, to revision: Int, in folder: PrivateFolder, records: RecordKind
    ) async throws -> HelmCommandLine {
        HelmCommandLine.rollback(
            request, to: revision, dialect: try await knownDialect(in: folder), access: access
        ).with(records)
    }

    func uninstallLine(
        _ plan: RemovalPlan, timeout: Duration, in folder: PrivateFolder
    ) async throws -> HelmCommandLine {
        HelmCommandLine.uninstall(
            plan.record.name, namespace: plan.record.namespace, timeout: timeout, options: plan.options,
            dialect: try await knownDialect(in: folder), access: access
        ).with(plan.record.kind)
    }

    private static func packed(_ resolved: ResolvedChart) throws(ReleaseError) -> [UInt8] {
        do {
            return try resolved.chart.packed()
        } catch {
            throw ReleaseError(.invalidChart, "cannot pack the chart \(resolved.origin): \(error)", underlying: error)
        }
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

    /// - Throws: `ReleaseError` with Helm's own words, when it fails, is killed or takes too long.
    func run(
        _ line: HelmCommandLine, in folder: PrivateFolder, timeout: Duration, release: String
    ) async throws -> ProcessResult {
        do {
            let result = try await start(line, in: folder, timeout: timeout)
            if result.succeeded { return result }
            throw ReleaseError(
                .helmFailed, "helm \(line.arguments[0]) failed: \(result.failureText)", release: release)
        } catch let error as ProcessError where error.code == .timedOut {
            throw ReleaseError(
                .timedOut, "helm \(line.arguments[0]) did not end within \(timeout.limitText)", release: release,
                underlying: error)
        } catch let error as ProcessError where error.code == .outputTooLarge {
            // It is ended for it, whatever it has begun.
            throw ReleaseError(
                .helmFailed, "helm \(line.arguments[0]) was ended: \(error.message)", release: release,
                underlying: error)
        }
    }
}

extension ProcessResult {
    /// How it ended and what it said, its last words first to be kept.
    fileprivate var failureText: String {
        let said = errorText.isEmpty ? outputText : errorText
        return said.isEmpty ? endingText : "\(String(said.suffix(HelmLimits.errorText))) (\(endingText))"
    }
}
