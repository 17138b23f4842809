import Formats
import Kubernetes
import Readiness
import Value

/// What a wait does next, as a pure state machine: the driver performs the actions and reports what came of them.
///
/// Each object, until what is waited for has come:
///
///     unseen ──saw, missed──▶ polled ──synced──▶ watched
///                               ▲                  │
///                               └──interrupted, cannotWatch
///
/// News comes before any other action. A wait ends well when every object has; it ends otherwise when a fault has lasted
/// as long as the policy allows and has been diagnosed, when time is over, and when a read fails for a reason that waiting
/// does not cure. Looks, watches and diagnoses are under way while the machine goes on, so that no answer is waited for
/// longer than the time allows.
struct WaitMachine {
    enum Action: Equatable {
        case report(WaitNews)
        case look(Int)
        /// All of one type in one namespace; one alone is watched by its name.
        case watch([Int])
        case diagnose(Int)
        /// The end of the log of what shows the fault.
        case quote(Int, Fault)
        /// Nothing to do until then, or until something is heard.
        case sleep(until: Duration)
        case done
        case fail
    }

    let limits: WaitLimits
    let policy: FaultPolicy
    private(set) var entries: [WaitEntry]
    /// Why the wait ended; set when the action is `fail`.
    private(set) var error: (any Error)?
    /// Since the wait began.
    private(set) var now: Duration = .zero
    private var news: [WaitNews] = []
    private var ledger: FaultLedger
    private var outage: String?
    private var lastActivity: Duration = .zero
    private var saidPending: String?
    private var nextPending: Duration = .zero
    private var told: Set<String> = []
    private let diagnosisPause: Duration

    init(_ awaited: [Awaited], limits: WaitLimits, policy: FaultPolicy = .standard) {
        self.limits = limits
        self.policy = policy
        ledger = FaultLedger(policy)
        diagnosisPause = min(Pace.diagnosis, max(policy.shortest / 10, Pace.quickestDiagnosis))
        // Who waits for pods to come up hears of it at once; what goes, or runs its course, mostly needs no word.
        nextPending = awaited.contains(where: \.isNewsAtOnce) ? .zero : Pace.quiet
        let first = min(Pace.firstDiagnosis, limits.left / 2, max(policy.shortest / 10, Pace.quickestDiagnosis))
        entries = awaited.map { WaitEntry($0, firstDiagnosis: first) }
    }

    /// Where everything stands, in the order in which it was asked for.
    var reports: [WaitReport] { entries.enumerated().map { $1.report($0) } }

    /// The object as seen last, for what is read about it.
    func live(for action: Action) -> Value? {
        switch action {
        case .diagnose(let index), .quote(let index, _): entries[index].sight?.object
        case .report, .look, .watch, .sleep, .done, .fail: nil
        }
    }

    // MARK: - What to do

    mutating func next() -> Action {
        if !news.isEmpty { return .report(news.removeFirst()) }
        if error != nil { return .fail }
        if entries.allSatisfy(\.isMet) { return .done }
        if let action = endByFault() ?? endByTime() { return action }
        if let words = dueSummary() { return .report(.pending(words)) }
        if let index = dueLook() {
            entries[index].isLooking = true
            return .look(index)
        }
        if let group = dueWatch() {
            for index in group { entries[index].watch = .opening }
            return .watch(group)
        }
        if let index = dueDiagnosis() { return diagnose(index) }
        return .sleep(until: wakingTime())
    }

    private func dueLook() -> Int? {
        guard entries.count(where: \.isLooking) < Pace.concurrentLooks else { return nil }
        return entries.firstIndex { !$0.isMet && !$0.isLooking && $0.nextLook <= now }
    }

    private func dueDiagnosis() -> Int? {
        guard entries.count(where: \.isDiagnosing) < Pace.concurrentDiagnoses else { return nil }
        return entries.firstIndex {
            !$0.isMet && !$0.isDiagnosing && $0.canBeDiagnosed && $0.nextDiagnosis <= now
        }
    }

    private func dueWatch() -> [Int]? {
        guard entries.allSatisfy({ $0.isSeen || $0.isMet }),
            now >= Pace.watchAfter || entries.contains(where: { !$0.isMet && $0.awaited.isWatchedAtOnce })
        else { return nil }
        return WatchPlan.next(entries)
    }

    private mutating func diagnose(_ index: Int) -> Action {
        entries[index].isDiagnosing = true
        return .diagnose(index)
    }

    private func wakingTime() -> Duration {
        var times = [limits.left, limits.left + Pace.lastLook]
        if let idle = limits.idle { times.append(lastActivity + idle) }
        if let ripe = ledger.nextRipe() { times.append(ripe) }
        if saidPending != summary() { times.append(nextPending) }
        for entry in entries where !entry.isMet {
            if !entry.isLooking { times.append(entry.nextLook) }
            if !entry.isDiagnosing, entry.canBeDiagnosed { times.append(entry.nextDiagnosis) }
            if entry.watch == .none, entry.awaited.isWatchable { times.append(Pace.watchAfter) }
        }
        // What is due and not done waits for a place, which an answer frees.
        return times.filter { $0 > now }.min() ?? now + Pace.longestLook
    }

    // MARK: - How it ends

    private mutating func endByFault() -> Action? {
        guard outage == nil, let (index, fault) = ledger.ripe(), !entries[index].isMet else { return nil }
        let entry = entries[index]
        // A failure is explained before it is told.
        if entry.canBeDiagnosed, entry.diagnosedAt.map({ $0 < entry.judgedAt }) ?? true {
            return entry.isDiagnosing ? nil : diagnose(index)
        }
        if policy[fault.cause]?.quotesLog ?? false, entry.log == nil {
            guard !entry.isQuoting else { return nil }
            entries[index].isQuoting = true
            return .quote(index, fault)
        }
        return end(WaitWords.failure(of: entry, index, fault, others: pending(except: index)))
    }

    private mutating func endByTime() -> Action? {
        if now >= limits.left {
            // A wait without time is one look, and one at the pods.
            let isOwed = entries.contains { entry in
                !entry.isMet && (!entry.isSeen || (entry.canBeDiagnosed && entry.diagnosedAt == nil))
            }
            guard isOwed, now < limits.left + Pace.lastLook, limits.left == .zero else {
                return end(WaitWords.timeout(pending(), limits, outage))
            }
            guard let index = entries.firstIndex(where: { $0.isSeen && !$0.isMet && $0.canBeDiagnosed }),
                entries[index].diagnosedAt == nil, !entries[index].isDiagnosing
            else { return nil }
            return diagnose(index)
        }
        if let idle = limits.idle, now - lastActivity >= idle {
            return end(WaitWords.idle(pending(), idle, outage))
        }
        return nil
    }

    private mutating func end(_ error: any Error) -> Action {
        self.error = error
        return .fail
    }

    private func pending(except index: Int? = nil) -> [(index: Int, entry: WaitEntry)] {
        entries.enumerated().filter { !$1.isMet && $0 != index }.map { ($0, $1) }
    }

    // MARK: - News

    private func summary() -> String? {
        let waiting = pending().map(\.entry)
        guard !waiting.isEmpty, waiting.allSatisfy(\.isSeen) else { return saidPending }
        return WaitWords.summary(waiting)
    }

    private mutating func dueSummary() -> String? {
        guard now >= nextPending, let words = summary(), words != saidPending else { return nil }
        saidPending = words
        nextPending = now + Pace.summary
        return words
    }

    /// Says what differs in what a person reads.
    private mutating func tellChange(of index: Int) {
        let entry = entries[index]
        for remark in entry.judgement.remarks { tellOnce(.remark("\(entry.awaited.title) \(remark)")) }
        for cause in entry.findings.causes { tellOnce(.found(title: entry.awaited.title, cause)) }
        guard entry.said != entry.words else { return }
        entries[index].said = entry.words
        news.append(.changed(entry.report(index)))
    }

    private mutating func tellOnce(_ item: WaitNews) {
        if told.insert(item.text).inserted { news.append(item) }
    }

    // MARK: - What came of it

    /// Time goes on; never back.
    mutating func passed(to time: Duration) {
        now = max(now, time)
        noteStatusFaults()
        if entries.contains(where: { !$0.isMet && $0.findings.isPulling }) { lastActivity = now }
    }

    /// The object was looked at, or a watch showed it.
    mutating func saw(_ index: Int, _ sight: Sight, isLook: Bool = true) {
        answered(index, isLook: isLook)
        guard !entries[index].isMet else { return }
        var sight = sight
        if !isLook, let known = entries[index].sight {
            // What a watch does not show is as it was.
            sight.services = known.services
        }
        entries[index].sight = sight
        judge(index, entries[index].awaited.judge(sight))
        let metadata = sight.object["metadata"]
        active(index, "\(metadata?["uid"]?.string ?? "")@\(metadata?["resourceVersion"]?.string ?? "")")
    }

    /// The server looked, and it is not there.
    mutating func missed(_ index: Int, isLook: Bool = true) {
        answered(index, isLook: isLook)
        guard !entries[index].isMet else { return }
        let entry = entries[index]
        if entry.awaited.mustStay { return failDeleted(index) }
        entries[index].sight = nil
        entries[index].findings = Findings()
        ledger.note([], of: index, from: .pods, at: now)
        judge(index, entry.awaited.judgeAbsence())
        active(index, "")
    }

    /// A watch saw it go; its last state may be what was waited for.
    mutating func deleted(_ index: Int, last: Value) {
        if case .ended = entries[index].awaited.condition { saw(index, Sight(last), isLook: false) }
        missed(index, isLook: false)
    }

    private mutating func failDeleted(_ index: Int) {
        let fault = Fault(.deleted, "it was deleted by someone else while it was waited for")
        error = WaitWords.failure(of: entries[index], index, fault, others: pending(except: index))
    }

    /// A watch has told all that is there: from now on it tells what changes.
    mutating func synced(_ group: [Int], present: Set<Int>) {
        for index in group {
            entries[index].watch = .live
            entries[index].nextLook = now + Pace.watchedLook
            if !present.contains(index) { missed(index, isLook: false) }
        }
    }

    /// A watch lost contact and goes on after a pause: until then objects are looked at.
    mutating func interrupted(_ group: [Int]) {
        for index in group where entries[index].watch == .live {
            entries[index].watch = .opening
            entries[index].nextLook = now
            entries[index].pause = Pace.firstLook
        }
    }

    /// A watch has been heard, so that it is alive.
    mutating func heard(_ group: [Int]) {
        for index in group where entries[index].watch == .opening {
            entries[index].watch = .live
            entries[index].nextLook = now + Pace.watchedLook
        }
    }

    /// Objects may be got and not watched, or their type cannot be: they are polled, until a later attempt succeeds.
    mutating func cannotWatch(_ group: [Int], _ error: KubernetesError) {
        for index in group {
            entries[index].watch = .refused
            entries[index].nextLook = min(entries[index].nextLook, now + Pace.firstLook)
        }
        if group.contains(where: { !entries[$0].isMet }) { tellOnce(.polling("\(error)")) }
    }

    /// A look failed. What may pass is borne, and said once; anything else ends the wait in the server's words.
    mutating func failedToRead(_ index: Int, _ error: KubernetesError) {
        entries[index].isLooking = false
        entries[index].isSeen = true
        guard !entries[index].isMet else { return }
        guard error.mayPass else {
            self.error = error
            return
        }
        delayLook(index)
        if outage == nil { news.append(.unreadable(error.description)) }
        outage = error.description
    }

    mutating func diagnosed(_ index: Int, _ findings: Findings) {
        entries[index].isDiagnosing = false
        entries[index].diagnosedAt = now
        entries[index].nextDiagnosis = now + diagnosisPause
        guard !entries[index].isMet, entries[index].sight != nil else { return }
        let before = entries[index].findings.activity
        entries[index].findings = findings
        if before != findings.activity { lastActivity = now }
        ledger.note(entries[index].podFaults, of: index, from: .pods, at: now)
        tellChange(of: index)
    }

    /// - Parameter text: ready to follow a message; empty where there is no log.
    mutating func quoted(_ index: Int, _ text: String) {
        entries[index].isQuoting = false
        entries[index].log = text
    }

    // MARK: - Keeping books

    private mutating func answered(_ index: Int, isLook: Bool) {
        entries[index].isSeen = true
        guard isLook else { return }
        entries[index].isLooking = false
        delayLook(index)
        if outage != nil {
            outage = nil
            news.append(.readable)
        }
    }

    private mutating func delayLook(_ index: Int) {
        guard entries[index].watch != .live else {
            entries[index].nextLook = now + Pace.watchedLook
            return
        }
        entries[index].nextLook = now + entries[index].pause
        entries[index].pause = min(entries[index].pause * 2, Pace.longestLook)
    }

    private mutating func judge(_ index: Int, _ judgement: Judgement) {
        if entries[index].judgement != judgement { entries[index].judgedAt = now }
        entries[index].judgement = judgement
        if judgement.isMet { ledger.forget(index) }
        noteStatusFaults()
        tellChange(of: index)
    }

    /// What objects show goes on while the cluster can be read.
    private mutating func noteStatusFaults() {
        guard outage == nil else { return }
        let pending = pending()
        for (index, entry) in pending {
            let faults = entry.judgement.faults.filter { fault in
                guard policy[fault.cause]?.isLast ?? false else { return true }
                return pending.allSatisfy { $0.index == index || isLast($0.entry) }
            }
            ledger.note(faults, of: index, from: .status, at: now)
        }
    }

    private func isLast(_ entry: WaitEntry) -> Bool {
        entry.judgement.faults.contains { policy[$0.cause]?.isLast ?? false }
    }

    private mutating func active(_ index: Int, _ sign: String) {
        guard entries[index].activity != sign else { return }
        entries[index].activity = sign
        lastActivity = now
    }
}
