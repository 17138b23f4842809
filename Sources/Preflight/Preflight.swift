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

    /// The same, with somebody who says what becomes of the operators that are wanted; nobody else is asked about them.
    public func deciding(_ operators: @escaping OperatorGathering) -> Preflight {
        var gatherer = gatherer
        gatherer.operators = operators
        return Preflight(checks: checks, gatherer: gatherer)
    }

    /// Reads only, and leaves nothing behind in the cluster.
    ///
    /// What cannot be read is a result, never an error.
    /// - Throws: `PreflightError` when the request names an unknown check; `CancellationError`.
    public func run(_ request: PreflightRequest, events: any EventSink = NoEvents()) async throws -> PreflightReport {
        let start = gatherer.clock.now()
        let judge = Judge(checks)
        _ = try judge.selected(request)
        events.emit(Event(.phaseStarted, .preflight, "checking the cluster"))
        let facts = try await gather(request, events: events)
        let results = try judge.judge(facts, request, now: gatherer.clock.now)
        for result in results { events.emit(Event(finished: result)) }
        let report = PreflightReport(
            cluster: facts.cluster, results: results, duration: gatherer.clock.now() - start,
            isSimulated: facts.isSimulated, failOn: request.failOn)
        events.emit(Event(finished: report))
        return report
    }

    /// The facts that the request's checks need: what `snapshot` records.
    public func gather(_ request: PreflightRequest, events: any EventSink = NoEvents()) async throws -> Facts {
        try await gatherer.gather(try Judge(checks).neededFacts(request), for: request.subject, events: events)
    }

    /// Judges recorded facts, with no cluster and no network.
    ///
    /// - Throws: `PreflightError` when the request names an unknown check.
    public static func judge(
        _ facts: Facts, checks: CheckCatalog, _ request: PreflightRequest
    ) throws(PreflightError) -> PreflightReport {
        PreflightReport(
            cluster: facts.cluster, results: try Judge(checks).judge(facts, request), isSimulated: facts.isSimulated,
            failOn: request.failOn)
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
