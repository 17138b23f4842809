extension CheckDefinition {
    /// One result of a check that was judged for several things: the worst counts, and the others stay in its details.
    ///
    /// - Parameters:
    ///   - results: each with whom it is for.
    ///   - isNamed: whether to say whom it is for where there is only one.
    func combined(_ results: [(label: String, result: CheckResult)], isNamed: Bool) -> CheckResult {
        guard let worst = results.map(\.result.verdict.rank).max() else { return skipped("nothing of it is wanted") }
        if results.count == 1, !isNamed { return results[0].result }
        let deciding = results.filter { $0.result.verdict.rank == worst }
        let message = deciding.map { "for \($0.label): \($0.result.message)" }.joined(separator: "; ")
        var details: [String] = []
        for (label, result) in results {
            if result.verdict.rank != worst { details.append("for \(label): \(result.message)") }
            details += result.details.map { "for \(label): \($0)" }
        }
        var hints: [String] = []
        for hint in deciding.compactMap(\.result.hint) where !hints.contains(hint) { hints.append(hint) }
        return self.result(
            deciding[0].result.verdict.saying(message), message,
            hint: hints.isEmpty ? nil : hints.joined(separator: "; "),
            details: DetailLines.cut(details),
            unknown: deciding.lazy.compactMap(\.result.unknown).first)
    }
}

extension Verdict {
    /// The higher, the worse: what fails for one fails, and what is not known of one is not known.
    fileprivate var rank: Int {
        switch self {
        case .skipped: 0
        case .pass: 1
        case .warn: 2
        case .unknown: 3
        case .fail: 4
        }
    }

    fileprivate func saying(_ reason: String) -> Verdict {
        switch self {
        case .skipped: .skipped(reason)
        case .unknown: .unknown(reason)
        case .pass, .warn, .fail: self
        }
    }
}

extension Subject {
    func services(_ each: CheckDefinition.Each) -> [Service] {
        switch each {
        case .nats: nats
        case .etcd: etcd
        }
    }
}
