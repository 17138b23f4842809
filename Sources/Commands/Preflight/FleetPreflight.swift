import Bootstrap
import Events
import Formats
import Kubernetes
import Logging
import Preflight
import Settings
import Value

/// Preflights of several clusters, side by side: one report with what is known of each.
struct FleetPreflight: Sendable {
    let job: PreflightJob
    let contexts: [String?]
    let options: FleetOptions
    let logger: Logger

    /// What came of all of them.
    struct Checked: Sendable {
        var report: FleetReport
        var problems: [CommandFailure]
    }

    /// A cluster that cannot be opened or asked is an entry, too.
    ///
    /// - Throws: for what the flags or the file ask for and no cluster can do.
    func checked(
        _ events: any EventSink, telling format: EventFormat, _ context: CommandContext
    ) async throws -> Checked {
        let stopwatch = Stopwatch(context.clock)
        // One network for all of them.
        var shared = context
        let transport = context.makeTransport()
        shared.makeTransport = { transport }
        events.emit(Event(.phaseStarted, .preflight, "checking \(contexts.count) clusters"))
        var entries: [Int: Entry] = [:]
        try await withThrowingTaskGroup(of: Entry.self) { [shared] group in
            for (index, name) in contexts.enumerated() {
                if index >= CommandLimits.clusters, let entry = try await group.next() { entries[entry.index] = entry }
                group.addTask { try await self.entry(index, name, events, format, shared) }
            }
            for try await entry in group { entries[entry.index] = entry }
        }
        let all = contexts.indices.compactMap { entries[$0] }
        let fleet = FleetReport(
            clusters: all.map(\.cluster), duration: stopwatch.time, failOn: job.selection.failOn)
        events.emit(Event(finished: fleet))
        return Checked(report: fleet, problems: all.flatMap(\.problems))
    }

    private struct Entry: Sendable {
        var index: Int
        var cluster: ClusterReport
        var problems: [CommandFailure] = []
    }

    private func entry(
        _ index: Int, _ name: String?, _ events: any EventSink, _ format: EventFormat, _ context: CommandContext
    ) async throws -> Entry {
        let title = name ?? "current context"
        let told = ContextEvents(title, events)
        let time = PreflightTime(job.limit, context.clock)
        do {
            let checked = try await ClusterSession.with(
                options.cluster(name), providers: job.registry, context: context, logger: logger
            ) { session in
                try await job.checked(
                    in: session, time, session.isSimulated ? SimulatedEvents(told) : told, telling: format, context)
            }
            return Entry(
                index: index, cluster: ClusterReport(context: title, report: checked.report),
                problems: checked.problems.map { $0.about(title) })
        } catch {
            guard Self.isOfCluster(error) else { throw error }
            let failure = CommandFailure(describing: error)
            let message = failure.message ?? "it cannot be checked"
            told.emit(Event(.phaseFinished, .preflight, message, outcome: .unknown))
            return Entry(
                index: index, cluster: ClusterReport(context: title, error: message, hint: failure.hint))
        }
    }

    /// Whether an error says something about one cluster; what is wrong with flags and files is wrong with all.
    static func isOfCluster(_ error: any Error) -> Bool {
        switch error {
        case let error as ChangedFailure: isOfCluster(error.underlying)
        case is CancellationError: false
        case is KubernetesError, is SettingsError: true
        case let error as BootstrapError: [.wrongCluster, .unknownCluster, .forbidden].contains(error.code)
        default: CommandFailure(describing: error).status != .usage
        }
    }
}

extension CommandFailure {
    fileprivate func about(_ context: String) -> CommandFailure {
        CommandFailure(status, message.map { "\(context): \($0)" }, hint: hint)
    }
}

extension Event {
    fileprivate init(finished fleet: FleetReport) {
        let counts = [
            (PreflightReport.Outcome.passed, "ready"), (.failed, "not ready"), (.undecided, "undecided"),
        ]
        let parts = counts.compactMap { outcome, word in
            fleet.count(outcome) > 0 ? "\(fleet.count(outcome)) \(word)" : nil
        }
        let outcome: Outcome =
            switch fleet.outcome {
            case .passed: .passed
            case .failed: .failed
            case .undecided: .unknown
            }
        self.init(
            .phaseFinished, .preflight, "clusters: \(parts.joined(separator: ", "))", outcome: outcome,
            details: ["durationMilliseconds": .integer(fleet.duration.inMilliseconds)])
    }
}
