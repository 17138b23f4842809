/// Counts decoded nodes and how many of them come from aliases, so that a small text cannot stand for a huge value.
///
/// The ratio is go-yaml v2's: up to 400 000 nodes 99 % may come from aliases, from 4 000 000 on 10 %.
struct AliasBudget {
    private(set) var count = 0
    private var aliasCount = 0
    private let maximumCount: Int

    init(maximumCount: Int) { self.maximumCount = maximumCount }

    /// Counts one node; returns the problem when there are too many.
    mutating func add() -> String? {
        count += 1
        return problem()
    }

    /// Counts the nodes that an alias stands for.
    mutating func expand(_ cost: Int) -> String? {
        count += cost
        aliasCount += cost
        return problem()
    }

    private func problem() -> String? {
        if count > maximumCount { return "the document holds more than \(maximumCount) values" }
        guard aliasCount > 100, count > 1000, Double(aliasCount) / Double(count) > allowedRatio else { return nil }
        return "the document consists of aliases to an excessive extent"
    }

    private var allowedRatio: Double {
        switch count {
        case ...400_000: 0.99
        case 4_000_000...: 0.10
        default: 0.99 - 0.89 * Double(count - 400_000) / 3_600_000
        }
    }
}
