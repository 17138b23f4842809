/// What people hear of a wait.
extension WaitMachine {
    func summary() -> String? {
        let waiting = pending().map(\.entry)
        guard !waiting.isEmpty, waiting.allSatisfy(\.isSeen) else { return saidPending }
        return WaitWords.summary(waiting)
    }

    mutating func dueSummary() -> String? {
        guard now >= nextPending, let words = summary(), words != saidPending else { return nil }
        saidPending = words
        nextPending = now + Pace.summary
        return words
    }

    /// Says what differs in what a person reads.
    mutating func tellChange(of index: Int, hasRelapsed: Bool = false) {
        let entry = entries[index]
        for remark in entry.judgement.remarks { tellOnce(.remark("\(entry.awaited.title) \(remark)")) }
        for cause in entry.findings.causes { tellOnce(.found(title: entry.awaited.title, cause)) }
        guard entry.said != entry.words else { return }
        entries[index].said = entry.words
        var report = entry.report(index)
        report.hasRelapsed = hasRelapsed
        news.append(.changed(report))
    }

    mutating func tellOnce(_ item: WaitNews) {
        if told.insert(item.text).inserted { news.append(item) }
    }
}
