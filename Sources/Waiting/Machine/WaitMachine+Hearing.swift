import Kubernetes
import Value

/// What came of the machine's actions.
extension WaitMachine {
    /// The object was looked at, or a watch showed it.
    mutating func saw(_ index: Int, _ sight: Sight, isLook: Bool = true) {
        answered(index, isLook: isLook)
        guard !entries[index].isSettled else { return }
        var sight = sight
        if !isLook, let known = entries[index].sight {
            // What a watch does not show is as it was.
            sight.services = known.services
            sight.unasked = known.unasked
        }
        let metadata = sight.object["metadata"]
        entries[index].sight = sight
        judge(
            index, entries[index].awaited.judge(sight),
            version: "\(metadata?["uid"]?.string ?? "")@\(metadata?["resourceVersion"]?.string ?? "")")
    }

    /// The server looked, and it is not there.
    mutating func missed(_ index: Int, isLook: Bool = true) {
        answered(index, isLook: isLook)
        guard !entries[index].isSettled else { return }
        let awaited = entries[index].awaited
        let judgement = awaited.judgeAbsence()
        if awaited.mustStay, !judgement.isMet { return failDeleted(index) }
        entries[index].sight = nil
        entries[index].forgetPods()
        ledger.note([], of: index, from: .pods, at: now)
        judge(index, judgement, version: "")
    }

    /// A watch saw it go; its last state may be what was waited for.
    mutating func deleted(_ index: Int, last: Value) {
        let awaited = entries[index].awaited
        let isEnd = if case .ended = awaited.condition { true } else { awaited.judge(Sight(last)).isFinal }
        if isEnd { saw(index, Sight(last), isLook: false) }
        missed(index, isLook: false)
    }

    private mutating func failDeleted(_ index: Int) {
        let fault = Fault(.deleted, "it was deleted by someone else while it was waited for")
        error = WaitWords.failure(of: entries[index], index, fault, others: pending(except: index))
    }

    // MARK: - Watches

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

    // MARK: - Failures to read

    /// A look failed. What may pass is borne, and said once; anything else ends the wait in the server's words.
    ///
    /// What has come stays so: there was nothing to see of it, and that is no sign that it has turned.
    mutating func failedToRead(_ index: Int, _ error: KubernetesError) {
        entries[index].isLooking = false
        entries[index].isSeen = true
        guard error.mayPass || entries[index].isMet else {
            self.error = error
            return
        }
        delayLook(index)
        guard !entries[index].isMet else {
            // Waiting does not cure it.
            if !error.mayPass { entries[index].seenAt = now }
            return
        }
        if outages.isEmpty { news.append(.unreadable(error.description)) }
        outages[index] = error.description
    }

    private mutating func becameReadable(_ index: Int) {
        guard outages.removeValue(forKey: index) != nil, outages.isEmpty else { return }
        news.append(.readable)
    }

    // MARK: - Explanations

    mutating func diagnosed(_ index: Int, _ findings: Findings) {
        entries[index].isDiagnosing = false
        entries[index].diagnosedAt = now
        entries[index].nextDiagnosis = now + diagnosisPause
        guard !entries[index].isMet, entries[index].sight != nil else { return }
        let before = entries[index].findings.activity
        entries[index].findings = findings
        if before != findings.activity { noteActivity(of: index) }
        ledger.note(entries[index].podFaults, of: index, from: .pods, at: now)
        tellChange(of: index)
    }

    /// - Parameter text: ready to follow a message; empty where there is no log.
    mutating func quoted(_ index: Int, _ text: String) { entries[index].quoted(text) }

    // MARK: - Keeping books

    private mutating func answered(_ index: Int, isLook: Bool) {
        entries[index].isSeen = true
        entries[index].seenAt = now
        guard isLook else { return }
        entries[index].isLooking = false
        delayLook(index)
        becameReadable(index)
    }

    private mutating func delayLook(_ index: Int) {
        guard entries[index].watch != .live else {
            entries[index].nextLook = now + Pace.watchedLook
            return
        }
        entries[index].nextLook = now + entries[index].pause
        entries[index].pause = min(entries[index].pause * 2, Pace.longestLook)
    }

    /// - Parameter version: changes whenever the object does.
    private mutating func judge(_ index: Int, _ judgement: Judgement, version: String) {
        let wasMet = entries[index].isMet
        if entries[index].judgement != judgement { entries[index].judgedAt = now }
        entries[index].judgement = judgement
        if judgement.isMet {
            // Not forgotten: a container that crashes again and again is ready in between.
            for source in FaultLedger.Source.allCases { ledger.note([], of: index, from: source, at: now) }
            becameReadable(index)
        } else if wasMet {
            entries[index].forgetPods()
        }
        // What goes on in objects that have come is their own affair.
        let hasChanged = entries[index].version != version
        entries[index].version = version
        if hasChanged, !(wasMet && judgement.isMet) { noteActivity(of: index) }
        noteStatusFaults()
        tellChange(of: index, hasRelapsed: wasMet && !judgement.isMet)
    }

    /// What objects show goes on while they can be read.
    mutating func noteStatusFaults() {
        let pending = pending()
        for (index, entry) in pending where outages[index] == nil {
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

    mutating func noteActivity(of index: Int) {
        lastActivity = Activity(time: now, words: WaitWords.sight(of: entries[index]))
    }
}
