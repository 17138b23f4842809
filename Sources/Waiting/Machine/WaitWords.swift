import Formats
import Kubernetes
import Readiness

/// What a wait says of objects, in sentences that name the object, the cluster's words and the next step.
enum WaitWords {
    typealias Place = (index: Int, entry: WaitEntry)

    /// What is still waited for, in one line.
    static func summary(_ entries: [WaitEntry]) -> String {
        let shown = entries.prefix(3).map { "\($0.awaited.title) \(state($0))" }.joined(separator: ", ")
        return shown + (entries.count > 3 ? " and \(entries.count - 3) more" : "")
    }

    private static func state(_ entry: WaitEntry) -> String {
        if case .gone = entry.awaited.condition, entry.judgement.status.phase == .inProgress { return "to be gone" }
        let restarts = entry.findings.restarts
        let often = restarts == 0 ? "" : restarts == 1 ? " (1 restart)" : " (\(restarts) restarts)"
        return entry.judgement.status.message + often
    }

    /// How one object stands, and what is worst about its pods.
    static func sight(of entry: WaitEntry) -> String {
        let pod = entry.findings.causes.first.map { "; \($0.object): \($0.message)" } ?? ""
        return "\(entry.awaited.title) \(state(entry))\(pod)"
    }

    // MARK: - Faults

    static func failure(of entry: WaitEntry, _ index: Int, _ fault: Fault, others: [Place]) -> WaitError {
        let log = entry.log(of: fault) ?? ""
        // A pod that has ended had its node: what kept it from one before is over.
        let hasRun = fault.cause == .runFailed && entry.awaited.type.kind == "Pod"
        let causes = entry.findings.causes.filter { !hasRun || $0.cause != .unschedulable }
        let hint = fault.object == nil ? causes.first(where: \.isFault)?.hint ?? fault.hint : fault.hint
        return WaitError(
            .fault(fault.cause), text(of: entry, fault) + log + entry.findings.unreadText, hint: hint,
            pending: [entry.report(index)] + others.map { $0.entry.report($0.index) }, fault: fault, log: log)
    }

    private static func text(of entry: WaitEntry, _ fault: Fault) -> String {
        let title = entry.awaited.title
        if let object = fault.object {
            let verb = if case .ended = entry.awaited.condition { "cannot end" } else { "cannot become ready" }
            return "\(title) \(verb): \(object): \(fault.message)"
        }
        switch fault.cause {
        case .runFailed: return "\(title) failed: \(fault.message)"
        case .deleted:
            let when = if case .ended = entry.awaited.condition { "it ran" } else { "it was waited for" }
            return "\(title) was deleted by someone else while \(when)"
        case .namesNotAccepted: return "\(title) was refused its names: \(fault.message)"
        case .jobCannotStart: return "\(title) cannot start: \(fault.message)"
        case .webhookUnanswered, .certificateMissing, .apiServiceUnavailable:
            return "\(title) cannot become ready: \(fault.message)"
        default:
            return "\(title) has failed: \(fault.message)" + words(entry.findings.causes)
        }
    }

    private static func words(_ causes: [PodDiagnosis]) -> String {
        causes.prefix(2).map { ": \($0.message)" }.joined()
    }

    // MARK: - Time

    static func timeout(_ pending: [Place], _ limits: WaitLimits, _ outage: String?) -> WaitError {
        let limit = limits.time.limitText
        let entries = pending.map(\.entry)
        let message: String
        switch entries.first?.awaited.condition {
        case .gone:
            let names = entries.map { entry in
                entry.awaited.title
                    + (entry.judgement.status.message.hasPrefix("waits") ? " (\(entry.judgement.status.message))" : "")
            }
            message = "still being deleted after \(limit): \(names.joined(separator: "; "))"
        case .served:
            message =
                entries.map { "\($0.awaited.title) \($0.judgement.status.message)" }.joined(separator: "; ")
                + " after \(limit)"
        case .ended where entries.allSatisfy(isRun):
            message = entries.map { entry in
                (["\(entry.awaited.title) has not ended after \(limit)"] + entry.findings.causes.map(\.message))
                    .joined(separator: ": ")
            }.joined(separator: "; ")
        case .ready, .judged, .ended, nil:
            message = "not ready after \(limit): \(states(entries))"
        }
        return WaitError(
            .timedOut, message + ending(entries, outage), hint: hint(entries), pending: reports(pending),
            unreadable: outage)
    }

    static func idle(
        _ pending: [Place], _ idle: Duration, _ last: WaitMachine.Activity, _ outage: String?
    ) -> WaitError {
        let entries = pending.map(\.entry)
        let states = states(entries)
        let seen = last.words.map { "; seen last: \($0)" } ?? ""
        let rest = states == last.words ? "" : "; still waited for: \(states)"
        return WaitError(
            .idle,
            "nothing has changed for \(idle.limitText), since \(last.time.elapsedText) after the wait began"
                + "\(seen)\(rest)\(ending(entries, outage))",
            hint: hintOfCauses(entries) ?? "what works without a sign of it needs a longer --idle-timeout",
            pending: reports(pending), unreadable: outage)
    }

    private static func isRun(_ entry: WaitEntry) -> Bool {
        if case .ended = entry.awaited.condition { true } else { false }
    }

    private static func states(_ entries: [WaitEntry]) -> String {
        entries.map { "\($0.awaited.title) \($0.judgement.status.message)" + words($0.findings.causes) }
            .joined(separator: "; ")
    }

    private static func ending(_ entries: [WaitEntry], _ outage: String?) -> String {
        var seen: Set<String> = []
        let unread = entries.flatMap(\.findings.unread).sorted().filter { seen.insert($0).inserted }
        return Findings.text(unread) + (outage.map { "; at the end the cluster could not be read: \($0)" } ?? "")
    }

    private static func hintOfCauses(_ entries: [WaitEntry]) -> String? {
        entries.lazy.compactMap { $0.findings.causes.first?.hint ?? $0.judgement.faults.first?.hint }.first
    }

    private static func hint(_ entries: [WaitEntry]) -> String? {
        if let found = hintOfCauses(entries) { return found }
        switch entries.first?.awaited.condition {
        case .gone: return "whoever set the finalizers must remove them: is that operator still running?"
        case .served: return entries.first.map { "look at its conditions: kubectl describe crd \($0.awaited.name)" }
        case .ended: return "give it more time with --timeout"
        case .ready, .judged, nil: return nil
        }
    }

    private static func reports(_ pending: [Place]) -> [WaitReport] { pending.map { $0.entry.report($0.index) } }
}
