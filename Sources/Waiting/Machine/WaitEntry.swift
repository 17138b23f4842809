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
    /// When it was last seen, or seen not to be there.
    var seenAt: Duration = .zero
    var isLooking = false
    var nextLook: Duration = .zero
    var pause = Pace.firstLook
    var watch = Watch.none
    var isDiagnosing = false
    var diagnosedAt: Duration?
    var nextDiagnosis: Duration
    /// Since when the judgement is what it is.
    var judgedAt: Duration = .zero
    /// The fault of which the log is being read.
    var quoting: Fault?
    private var quotation: (fault: Fault, log: String)?
    /// What people have been told last.
    var said: String?
    /// Changes whenever the object does.
    var version = ""

    init(_ awaited: Awaited, firstDiagnosis: Duration) {
        self.awaited = awaited
        judgement = Judgement(ResourceStatus(.unknown, "has not been seen"), isMet: false)
        nextDiagnosis = firstDiagnosis
    }

    var isMet: Bool { judgement.isMet }

    /// Whether nothing that is heard of it changes that it has come.
    var isSettled: Bool { isMet && (judgement.isFinal || !awaited.mayRelapse) }

    /// Whether it has come, may turn, and no watch would tell.
    var isLoose: Bool { isMet && !isSettled && watch != .live }

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

    // MARK: - Pods

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

    /// The end of the log that belongs to a fault; nil where it has not been read.
    func log(of fault: Fault) -> String? {
        guard let quotation, quotation.fault.cause == fault.cause, quotation.fault.object == fault.object,
            quotation.fault.container == fault.container
        else { return nil }
        return quotation.log
    }

    mutating func quoted(_ log: String) {
        quotation = quoting.map { (fault: $0, log: log) }
        quoting = nil
    }

    /// What is known of its pods belongs to a time that is over.
    mutating func forgetPods() {
        findings = Findings()
        quotation = nil
    }
}
