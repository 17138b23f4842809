/// Remembers since when each fault has been shown without a break, so that only one that lasts ends a wait (F47).
struct FaultLedger {
    /// Who told of a fault: the object's status, or a look at its pods.
    enum Source: Hashable, CaseIterable { case status, pods }

    private struct Key: Hashable {
        var index: Int
        var source: Source
        var cause: Fault.Cause
    }

    private struct Entry {
        var fault: Fault
        var first: Duration
        var last: Duration
        var isShown: Bool
    }

    private let policy: FaultPolicy
    private var entries: [Key: Entry] = [:]

    init(_ policy: FaultPolicy) { self.policy = policy }

    /// Notes all faults that one source shows of an object now; what is not among them has gone.
    mutating func note(_ faults: [Fault], of index: Int, from source: Source, at time: Duration) {
        let causes = Set(faults.map(\.cause))
        for (key, entry) in entries where key.index == index && key.source == source && !causes.contains(key.cause) {
            if entry.isShown { entries[key]?.isShown = false }
            let gap = policy[key.cause]?.gap ?? .zero
            if gap == .zero || time - entry.last > gap { entries[key] = nil }
        }
        var noted: Set<Fault.Cause> = []
        // Of several of one cause the first speaks.
        for fault in faults where noted.insert(fault.cause).inserted {
            let key = Key(index: index, source: source, cause: fault.cause)
            let gap = policy[fault.cause]?.gap ?? .zero
            if let known = entries[key], known.isShown || time - known.last <= gap {
                entries[key] = Entry(fault: fault, first: known.first, last: time, isShown: true)
            } else {
                entries[key] = Entry(fault: fault, first: time, last: time, isShown: true)
            }
        }
    }

    /// The fault that has lasted too long, the first object's and the worst cause first.
    ///
    /// - Parameter left: objects that are left out.
    func ripe(except left: Set<Int> = []) -> (index: Int, fault: Fault)? {
        let ripe = entries.filter { key, entry in
            guard entry.isShown, !left.contains(key.index), let patience = patience(of: entry.fault) else {
                return false
            }
            return entry.last - entry.first >= patience
        }
        let rank = { (key: Key) in (key.index, Fault.Cause.allCases.firstIndex(of: key.cause) ?? 0) }
        return ripe.min { rank($0.key) < rank($1.key) }.map { ($0.key.index, $0.value.fault) }
    }

    /// When the next of the faults that a status shows has lasted too long; looks at pods come by themselves.
    func nextRipe() -> Duration? {
        entries.compactMap { key, entry in
            guard key.source == .status, entry.isShown else { return nil }
            return patience(of: entry.fault).map { entry.first + $0 }
        }.min()
    }

    private func patience(of fault: Fault) -> Duration? { fault.patience ?? policy[fault.cause]?.patience }
}
