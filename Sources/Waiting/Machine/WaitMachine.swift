import Value

/// What a wait does next, as a pure state machine: the driver performs the actions and reports what came of them.
///
/// Each object, until the whole wait ends:
///
///     unseen ──saw, missed──▶ polled ──synced──▶ watched
///                               ▲                  │
///                               └──interrupted, cannotWatch
///
/// News comes before any other action. A wait ends well when every object has come and none has turned since: what may turn
/// is watched on, or looked at once more at the end. It ends otherwise when a fault has lasted as long as the policy allows
/// and has been diagnosed, when time is over, and when a read fails for a reason that waiting does not cure. Looks, watches
/// and diagnoses are under way while the machine goes on, so that no answer is waited for longer than the time allows.
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

    /// The last that was seen to change.
    struct Activity: Equatable {
        /// Since the wait began.
        var time: Duration = .zero
        /// How what changed stood then; nil where nothing has changed yet.
        var words: String?
    }

    let limits: WaitLimits
    let policy: FaultPolicy
    var entries: [WaitEntry]
    /// Why the wait ended; set when the action is `fail`.
    var error: (any Error)?
    /// Since the wait began.
    private(set) var now: Duration = .zero
    var news: [WaitNews] = []
    var ledger: FaultLedger
    /// Why objects cannot be read for the moment, by their places.
    var outages: [Int: String] = [:]
    var lastActivity = Activity()
    var saidPending: String?
    var nextPending: Duration = .zero
    var told: Set<String> = []
    let diagnosisPause: Duration

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

    /// Time goes on; never back.
    mutating func passed(to time: Duration) {
        now = max(now, time)
        noteStatusFaults()
        if let index = entries.firstIndex(where: { !$0.isMet && $0.findings.isPulling }) { noteActivity(of: index) }
    }

    // MARK: - What to do

    mutating func next() -> Action {
        if !news.isEmpty { return .report(news.removeFirst()) }
        if error != nil { return .fail }
        let hasCome = entries.allSatisfy(\.isMet)
        // At the end of its time, what was seen last counts.
        if hasCome, now >= limits.left || !entries.contains(where: { isToConfirm($0) }) { return .done }
        if !hasCome {
            if let action = endByFault() ?? endByTime() { return action }
            if let words = dueSummary() { return .report(.pending(words)) }
        }
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

    /// Whether it came so long ago that it may have turned since, and nobody would have told.
    private func isToConfirm(_ entry: WaitEntry) -> Bool { entry.isLoose && now - entry.seenAt > Pace.fresh }

    /// Whether it is looked at: until it has come, and, once all has come, where that is no longer sure.
    private var isLookedAt: (WaitEntry) -> Bool {
        let hasCome = entries.allSatisfy(\.isMet)
        return { !$0.isMet || hasCome && isToConfirm($0) }
    }

    private func dueLook() -> Int? {
        guard entries.count(where: \.isLooking) < Pace.concurrentLooks else { return nil }
        let isLookedAt = isLookedAt
        return entries.firstIndex { !$0.isLooking && $0.nextLook <= now && isLookedAt($0) }
    }

    private func dueDiagnosis() -> Int? {
        guard entries.count(where: \.isDiagnosing) < Pace.concurrentDiagnoses else { return nil }
        return entries.firstIndex {
            !$0.isMet && !$0.isDiagnosing && $0.canBeDiagnosed && $0.nextDiagnosis <= now
        }
    }

    private func dueWatch() -> [Int]? {
        guard entries.allSatisfy({ $0.isSeen || $0.isMet }), entries.contains(where: { !$0.isMet }),
            now >= Pace.watchAfter || entries.contains(where: { !$0.isMet && $0.awaited.isWatchedAtOnce })
        else { return nil }
        return WatchPlan.next(entries)
    }

    mutating func diagnose(_ index: Int) -> Action {
        entries[index].isDiagnosing = true
        return .diagnose(index)
    }

    private func wakingTime() -> Duration {
        var times = [limits.left, limits.left + Pace.lastLook]
        if let idle = limits.idle { times.append(lastActivity.time + idle) }
        if let ripe = ledger.nextRipe() { times.append(ripe) }
        if saidPending != summary() { times.append(nextPending) }
        let isLookedAt = isLookedAt
        for entry in entries where isLookedAt(entry) {
            if !entry.isLooking { times.append(entry.nextLook) }
            guard !entry.isMet else { continue }
            if !entry.isDiagnosing, entry.canBeDiagnosed { times.append(entry.nextDiagnosis) }
            if entry.watch == .none, entry.awaited.isWatchable { times.append(Pace.watchAfter) }
        }
        // What is due and not done waits for a place, which an answer frees.
        return times.filter { $0 > now }.min() ?? now + Pace.longestLook
    }

    // MARK: - How it ends

    private mutating func endByFault() -> Action? {
        // Of what cannot be read nobody knows whether its fault is over; that keeps no other from failing.
        guard let (index, fault) = ledger.ripe(except: Set(outages.keys)) else { return nil }
        let entry = entries[index]
        // A failure is explained before it is told.
        if entry.canBeDiagnosed, entry.diagnosedAt.map({ $0 < entry.judgedAt }) ?? true {
            return entry.isDiagnosing ? nil : diagnose(index)
        }
        if policy[fault.cause]?.quotesLog ?? false, entry.log(of: fault) == nil {
            guard entry.quoting == nil else { return nil }
            entries[index].quoting = fault
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
        if let idle = limits.idle, now - lastActivity.time >= idle {
            return end(WaitWords.idle(pending(), idle, lastActivity, outage))
        }
        return nil
    }

    private mutating func end(_ error: any Error) -> Action {
        self.error = error
        return .fail
    }

    /// Why the cluster cannot be read for the moment.
    private var outage: String? { outages.min { $0.key < $1.key }?.value }

    func pending(except index: Int? = nil) -> [(index: Int, entry: WaitEntry)] {
        entries.enumerated().filter { !$1.isMet && $0 != index }.map { ($0, $1) }
    }
}
