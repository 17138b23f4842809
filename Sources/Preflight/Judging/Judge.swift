import Expressions
import Value

/// Turns facts into results; pure, so a recorded snapshot is judged as the live cluster was.
public struct Judge: Sendable {
    let catalog: CheckCatalog
    let registry: FactRegistry

    public init(_ catalog: CheckCatalog) { self.init(catalog, registry: .builtIn) }

    init(_ catalog: CheckCatalog, registry: FactRegistry) {
        self.catalog = catalog
        self.registry = registry
    }

    /// The checks of a request, what is required of others included only where the request names it.
    ///
    /// - Throws: `PreflightError` with code `unknownCheck`.
    func selected(_ request: PreflightRequest) throws(PreflightError) -> [CheckDefinition] {
        for id in request.skip.keys.sorted() { _ = try catalog.check(id) }
        guard let only = request.only else { return catalog.checks.filter { !$0.isOnRequest } }
        for id in only.sorted() { _ = try catalog.check(id) }
        return catalog.checks.filter { only.contains($0.id) }
    }

    /// The facts that the selected checks need and that are worth gathering for what is wanted.
    ///
    /// - Throws: `PreflightError` with code `unknownCheck`.
    public func wishes(_ request: PreflightRequest) throws(PreflightError) -> FactWishes {
        try JudgingRun(self, request).wishes
    }

    /// - Parameter now: tells how long judging takes; without it, no time counts but that of gathering.
    /// - Throws: `PreflightError` with code `unknownCheck`.
    public func judge(
        _ facts: Facts, _ request: PreflightRequest, now: () -> Duration = { .zero }
    ) throws(PreflightError) -> [CheckResult] {
        var run = try JudgingRun(self, request)
        return run.judged(by: facts, isComplete: true, now: now)
    }

    /// What becomes of a check whatever the facts are; nil where it hangs on them.
    func resultWithoutFacts(_ check: CheckDefinition, _ want: [String: Value]) -> CheckResult? {
        guard let applicability = check.appliesTo else { return nil }
        do {
            if try applicability.when.isTrue(want) { return nil }
            return check.skipped(try applicability.otherwise.render(want))
        } catch {
            return check.undecided(error)
        }
    }

    /// What the facts make of a check.
    func result(of check: CheckDefinition, _ subject: Subject, _ variables: JudgedVariables) -> CheckResult {
        guard let each = check.forEach else { return outcome(of: check, variables.of(check)) }
        let services = subject.services(each)
        return check.combined(
            services.map { service in
                (
                    service.neededBy.joined(separator: ", "),
                    outcome(of: check, variables.judging(service).of(check))
                )
            }, isNamed: subject.operators.count > 1)
    }

    private func outcome(of check: CheckDefinition, _ variables: JudgedVariables) -> CheckResult {
        do {
            guard let place = try reached(by: check, variables) else {
                return check.undecided("none of its outcomes holds", "the check itself is wrong: see \(check.file)")
            }
            return try result(of: check, check.outcomes[place], variables)
        } catch let reason as UnknownReason {
            return check.unknown(reason)
        } catch {
            return check.undecided(error)
        }
    }

    /// The place of the first outcome that holds.
    func reached(by check: CheckDefinition, _ variables: JudgedVariables) throws -> Int? {
        try check.outcomes.firstIndex { try holds($0.when, variables) }
    }

    /// An unknown fact matters only when the expression's value hangs on it: `false && x` is false whatever x is.
    private func holds(_ expression: Expression, _ variables: JudgedVariables) throws -> Bool {
        let (bound, missing) = variables.known(expression.freeVariables)
        do {
            return try expression.isTrue(bound)
        } catch {
            if let missing { throw missing }
            throw error
        }
    }

    private func result(
        of check: CheckDefinition, _ outcome: CheckDefinition.Outcome, _ variables: JudgedVariables
    ) throws -> CheckResult {
        let message = try outcome.message.render(try variables.bound(outcome.message.freeVariables))
        let hint = try outcome.hint.map { try $0.render(try variables.bound($0.freeVariables)) }
        let details = try outcome.details.map { expression -> [String] in
            let value = try expression.evaluate(try variables.bound(expression.freeVariables))
            return (value.array ?? []).map { $0.string ?? $0.json() }
        }
        let verdict: Verdict =
            switch outcome.verdict {
            case .pass: .pass
            case .warn: .warn
            case .fail: check.severity == .warning ? .warn : .fail
            case .skip: .skipped(message)
            case .unknown: .unknown(message)
            }
        return check.result(verdict, message, hint: hint, details: DetailLines.cut(details ?? []))
    }
}
