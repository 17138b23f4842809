public import Events
import Formats
import Value

/// Judges whether a cluster is ready for what is wanted: gathers the facts once, then judges them.
public struct Preflight: Sendable {
    public let checks: CheckCatalog
    let gatherer: FactGatherer

    public init(checks: CheckCatalog, gatherer: FactGatherer) {
        self.checks = checks
        self.gatherer = gatherer
    }

    /// Reads only, and leaves nothing behind in the cluster.
    ///
    /// A check is judged, and its event emitted, as soon as its facts are there and those that it requires are judged.
    /// What cannot be read is a result, never an error.
    /// - Parameter counter: holds what the cluster was asked for the same purpose before, and is told of in the report.
    /// - Throws: `PreflightError` when the request names an unknown check; `CancellationError`.
    public func run(
        _ request: PreflightRequest, events: any EventSink = NoEvents(), counter: RequestCounter = RequestCounter()
    ) async throws -> PreflightReport {
        let gatherer = gatherer.counting(by: counter)
        let now = gatherer.clock.now
        let start = now()
        var judging = try JudgingRun(Judge(checks, registry: gatherer.registry), request)
        events.emit(Event(.phaseStarted, .preflight, "checking the cluster"))
        Self.tell(judging.judged(by: Facts(), isComplete: false, now: now), events)
        let facts = try await gatherer.gather(judging.wishes, for: request.subject, events: events) { facts in
            Self.tell(judging.judged(by: facts, isComplete: false, now: now), events)
        }
        Self.tell(judging.judged(by: facts, isComplete: true, now: now), events)
        var report = PreflightReport(
            cluster: facts.cluster, results: judging.inOrder, duration: now() - start,
            isSimulated: facts.isSimulated, failOn: request.failOn,
            requests: gatherer.client == nil ? nil : counter.counts)
        report.deployments = request.subject.deployments.compactMap(ReportedDeployment.init)
        events.emit(Event(finished: report))
        return report
    }

    private static func tell(_ results: [CheckResult], _ events: any EventSink) {
        for result in results { events.emit(Event(finished: result)) }
    }

    /// The facts that the request's checks need: what `snapshot` records.
    public func gather(_ request: PreflightRequest, events: any EventSink = NoEvents()) async throws -> Facts {
        let wishes = try Judge(checks, registry: gatherer.registry).wishes(request)
        return try await gatherer.gather(wishes, for: request.subject, events: events)
    }

    /// Judges recorded facts, with no cluster and no network.
    ///
    /// - Throws: `PreflightError` when the request names an unknown check.
    public static func judge(
        _ facts: Facts, checks: CheckCatalog, _ request: PreflightRequest
    ) throws(PreflightError) -> PreflightReport {
        var report = PreflightReport(
            cluster: facts.cluster, results: try Judge(checks).judge(facts, request), isSimulated: facts.isSimulated,
            failOn: request.failOn)
        report.deployments = request.subject.deployments.compactMap(ReportedDeployment.init)
        return report
    }
}

extension Event {
    init(finished result: CheckResult) {
        let outcome: Outcome =
            switch result.verdict {
            case .pass: .passed
            case .warn: .warned
            case .fail: .failed
            case .skipped: .skipped
            case .unknown: .unknown
            }
        var details: Object = ["title": .string(result.title)]
        if let hint = result.hint { details["hint"] = .string(hint) }
        self.init(
            .stepFinished, .preflight, step: "check/\(result.id)", result.message, outcome: outcome,
            details: details)
    }

    init(finished report: PreflightReport) {
        let outcome: Outcome =
            switch report.outcome {
            case .passed: report.warnings > 0 ? .warned : .passed
            case .failed: .failed
            case .undecided: .unknown
            }
        self.init(
            .phaseFinished, .preflight, report.summary, outcome: outcome,
            details: ["durationMilliseconds": .integer(report.duration.inMilliseconds)])
    }
}

extension PreflightReport {
    /// Such as `4 passed, 1 failed, 1 skipped`.
    public var summary: String {
        let words = [
            ("pass", "passed"), ("warn", "with a warning"), ("fail", "failed"), ("unknown", "unknown"),
            ("skipped", "skipped"),
        ]
        let parts = words.compactMap { name, word in count(name) > 0 ? "\(count(name)) \(word)" : nil }
        return parts.isEmpty ? "no check ran" : parts.joined(separator: ", ")
    }
}
