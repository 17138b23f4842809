/// What a zone's clocks show: the changes of its file, and the rule that holds after the last of them.
struct TimeZoneRules: Sendable, Equatable {
    /// From when on clocks are how many seconds east of UTC, in order.
    var changes: [Change]
    /// Before the first change.
    var first: Int
    /// After the last change; nil when the last one holds for ever.
    var rule: RecurringRule?

    struct Change: Sendable, Equatable {
        var start: Int64
        var offset: Int
    }

    /// Seconds east of UTC at a time.
    func offset(at seconds: Int64) -> Int {
        guard let last = changes.last, seconds < last.start else {
            return rule?.offset(at: seconds) ?? changes.last?.offset ?? first
        }
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].start <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : changes[low - 1].offset
    }
}
