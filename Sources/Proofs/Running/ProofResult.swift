/// What came of a case.
public struct ProofResult: Codable, Sendable, Equatable {
    public var id: String
    /// False where what was to happen found no moment to happen, such as a run that made fewer requests.
    public var isStaged: Bool
    /// Of all runs, in order.
    public var exitCodes: [Int32]
    public var seconds: Double
    /// None when it came to a good end.
    public var problems: [String]
    /// What the runs said, where there are problems.
    public var output: String?

    public var isGood: Bool { problems.isEmpty }
}

/// What came of all cases.
public struct ProofSummary: Sendable {
    public var results: [ProofResult]
    /// Of this start.
    public var seconds: Double

    public var staged: [ProofResult] { results.filter(\.isStaged) }
    public var failures: [ProofResult] { results.filter { !$0.isGood } }

    /// What did not come to a good end, and a line such as `90 faults injected, 90 converged`.
    ///
    /// - Parameters:
    ///   - what: such as `faults injected`.
    ///   - good: such as `converged`.
    public func text(_ what: String, _ good: String) -> String {
        var lines = failures.map { "\($0.id): \($0.problems.joined(separator: "; "))" }
        let missed = results.count - staged.count
        if missed > 0 { lines.append("\(missed) more found no moment to happen: the runs made fewer requests") }
        lines.append("\(staged.count) \(what), \(staged.count(where: \.isGood)) \(good)")
        return lines.joined(separator: "\n")
    }
}
