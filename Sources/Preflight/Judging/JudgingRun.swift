/// Judges checks as soon as what they need is known; pure but for the time that it takes.
struct JudgingRun {
    private let judge: Judge
    private let request: PreflightRequest
    private let variables: JudgedVariables
    private let ids: [String]
    /// In the catalog's order, in which those that are required come first.
    private var waiting: [CheckDefinition]
    private var results: [String: CheckResult] = [:]
    /// Of those that are not judged at all.
    private var leftOut: [String: CheckResult] = [:]
    /// Of those whose result does not hang on facts.
    private var withoutFacts: [String: CheckResult] = [:]

    /// - Throws: `PreflightError` with code `unknownCheck`.
    init(_ judge: Judge, _ request: PreflightRequest) throws(PreflightError) {
        self.judge = judge
        self.request = request
        waiting = try judge.selected(request)
        ids = waiting.map(\.id)
        variables = JudgedVariables(facts: Facts(), subject: request.subject, registry: judge.registry)
        for check in waiting {
            leftOut[check.id] = Self.skipped(check, request)
            if leftOut[check.id] == nil {
                withoutFacts[check.id] = judge.resultWithoutFacts(check, variables.want)
            }
        }
    }

    /// The facts that the checks need which are still to be judged, and that are worth gathering for what is wanted.
    var wishes: FactWishes {
        let checks = waiting.filter { leftOut[$0.id] == nil && withoutFacts[$0.id] == nil }
        return FactWishes(Set(checks.flatMap(\.needs)), objects: checks.flatMap(\.objects).map(\.wish))
    }

    /// Those of all checks, in the catalog's order; some are missing until all is judged.
    var inOrder: [CheckResult] { ids.compactMap { results[$0] } }

    /// Judges what can be judged now.
    ///
    /// - Parameters:
    ///   - facts: all that are known; none of them may change later.
    ///   - isComplete: no more facts will come, so that every check is judged.
    /// - Returns: what was judged by this call, in the catalog's order.
    mutating func judged(by facts: Facts, isComplete: Bool, now: () -> Duration) -> [CheckResult] {
        let seen = variables.seeing(facts)
        var judged: [CheckResult] = []
        var left: [CheckDefinition] = []
        for check in waiting {
            let start = now()
            guard var result = result(of: check, facts, seen, isComplete) else {
                left.append(check)
                continue
            }
            result.duration = now() - start + Self.gathering(check, result, facts)
            results[check.id] = result
            judged.append(result)
        }
        waiting = left
        return judged
    }

    /// Nil while it cannot be told.
    private func result(
        of check: CheckDefinition, _ facts: Facts, _ seen: JudgedVariables, _ isComplete: Bool
    ) -> CheckResult? {
        if let result = leftOut[check.id] { return result }
        for id in check.requires where ids.contains(id) && leftOut[id] == nil {
            guard let required = results[id] else { return nil }
            if Self.blocks(required) { return check.skipped("needs \(id)") }
        }
        if let result = withoutFacts[check.id] { return result }
        guard isComplete || check.facts.allSatisfy({ facts.facts[$0] != nil }) else { return nil }
        return judge.result(of: check, request.subject, seen).under(request.policies)
    }

    /// Nil for a check that is judged.
    private static func skipped(_ check: CheckDefinition, _ request: PreflightRequest) -> CheckResult? {
        guard let reason = request.skip[check.id] else { return check.skipped(by: request.policies) }
        return check.skipped(reason.isEmpty ? "skipped by request" : "skipped by request: \(reason)")
    }

    /// A check that was skipped read nothing.
    private static func gathering(_ check: CheckDefinition, _ result: CheckResult, _ facts: Facts) -> Duration {
        if case .skipped = result.verdict { return .zero }
        return FactTime.total(check.facts.compactMap { facts.times[$0] })
    }

    /// Who may not read what one check needs may still read what others do: somebody answers.
    private static func blocks(_ required: CheckResult) -> Bool {
        switch required.verdict {
        case .pass, .warn: false
        case .unknown: required.unknown?.code != .forbidden
        case .fail, .skipped: true
        }
    }
}
