import Kubernetes
import Readiness
import Value

/// What a wait knows of one object.
struct WaitEntry {
    /// One that is refused is tried again now and then.
    enum Watch: Equatable { case none, opening, live, refused }

    let awaited: Awaited
    var judgement: Judgement
    var sight: Sight?
    var findings = Findings()
    /// An answer has come: the object, its absence, or a failure to read it.
    var isSeen = false
    var isLooking = false
    var nextLook: Duration = .zero
    var pause = Pace.firstLook
    var watch = Watch.none
    var isDiagnosing = false
    var diagnosedAt: Duration?
    var nextDiagnosis: Duration
    /// Since when the judgement is what it is.
    var judgedAt: Duration = .zero
    /// The end of the log, where a fault asks for it.
    var log: String?
    var isQuoting = false
    /// What people have been told last.
    var said: String?
    var activity = ""

    init(_ awaited: Awaited, firstDiagnosis: Duration) {
        self.awaited = awaited
        judgement = Judgement(ResourceStatus(.unknown, "has not been seen"), isMet: false)
        nextDiagnosis = firstDiagnosis
    }

    var isMet: Bool { judgement.isMet }

    /// Whether looking at pods may explain anything.
    var canBeDiagnosed: Bool {
        guard awaited.isDiagnosed, let object = sight?.object else { return false }
        return awaited.podSelector != nil || object["kind"] == "Pod" || PodFinder.selector(of: object) != nil
    }

    func report(_ index: Int) -> WaitReport {
        WaitReport(
            index: index, title: awaited.title, object: sight?.object, isMet: isMet, status: judgement.status,
            label: judgement.label, findings: findings)
    }

    /// Everything about it that a person reads.
    var words: String {
        let status = judgement.status
        let counts = status.desired.map { "\(status.ready ?? 0)/\($0)" } ?? ""
        return ([judgement.label ?? "", counts, status.message] + findings.causes.map(\.message)).joined(separator: "|")
    }

    /// What its pods show, as far as it concerns this object.
    ///
    /// Events of a former attempt live for an hour, so a refusal of pods counts for objects that state it themselves.
    var podFaults: [Fault] {
        findings.causes.compactMap { cause in
            if cause.cause == .notCreated, !isOwn(cause) { return nil }
            return Fault(
                cause, kind: awaited.type.kind, isAdding: findings.scalesUpFor.contains(cause.object))
        }
    }

    private func isOwn(_ cause: PodDiagnosis) -> Bool {
        if case .judged = awaited.condition { return true }
        return cause.object.split(separator: "/").last.map { $0 == awaited.name } ?? false
    }
}
