import Expressions
import Value

/// Turns facts into results; pure, so a recorded snapshot is judged as the live cluster was.
public struct Judge: Sendable {
    let catalog: CheckCatalog

    public init(_ catalog: CheckCatalog) { self.catalog = catalog }

    /// The checks of a request, what is required of others included only where the request names it.
    ///
    /// - Throws: `PreflightError` with code `unknownCheck`.
    func selected(_ request: PreflightRequest) throws(PreflightError) -> [CheckDefinition] {
        for id in request.skip.keys.sorted() { _ = try catalog.check(id) }
        guard let only = request.only else { return catalog.checks }
        for id in only.sorted() { _ = try catalog.check(id) }
        return catalog.checks.filter { only.contains($0.id) }
    }

    /// The facts that the selected checks need and that are worth gathering for what is wanted.
    func neededFacts(_ request: PreflightRequest) throws(PreflightError) -> Set<FactName> {
        var needed: Set<FactName> = []
        for check in try selected(request) where request.skip[check.id] == nil {
            if let applicability = check.appliesTo,
                (try? applicability.when.isTrue(["want": request.subject.value])) == false
            {
                continue  // What went wrong in judging it, if anything, judging itself reports.
            }
            needed.formUnion(check.needs)
        }
        return needed
    }

    /// - Parameter now: tells how long judging takes; without it, no time counts but that of gathering.
    /// - Throws: `PreflightError` with code `unknownCheck`.
    public func judge(
        _ facts: Facts, _ request: PreflightRequest, now: () -> Duration = { .zero }
    ) throws(PreflightError) -> [CheckResult] {
        let variables = JudgedVariables(facts: facts, subject: request.subject)
        var results: [CheckResult] = []
        for check in try selected(request) {
            let start = now()
            let blocker = check.requires.first { id in
                results.first { $0.id == id }.map { Self.blocks($0.verdict) && request.skip[id] == nil } ?? false
            }
            if let reason = request.skip[check.id] {
                results.append(check.skipped(reason.isEmpty ? "skipped by request" : "skipped by request: \(reason)"))
            } else if let blocker {
                results.append(check.skipped("needs \(blocker)"))
            } else {
                results.append(judge(check, request.subject, variables))
            }
            let result = results[results.count - 1]
            results[results.count - 1].duration = now() - start + Self.gathering(check, result, facts)
        }
        return results
    }

    /// A check that was skipped read nothing.
    private static func gathering(_ check: CheckDefinition, _ result: CheckResult, _ facts: Facts) -> Duration {
        if case .skipped = result.verdict { return .zero }
        return FactTime.total(check.needs.compactMap { facts.times[$0] })
    }

    private static func blocks(_ verdict: Verdict) -> Bool {
        switch verdict {
        case .pass, .warn: false
        case .fail, .skipped, .unknown: true
        }
    }

    private func judge(
        _ check: CheckDefinition, _ subject: Subject, _ variables: JudgedVariables
    ) -> CheckResult {
        do {
            if let applicability = check.appliesTo, !(try applicability.when.isTrue(variables.want)) {
                return check.skipped(try applicability.otherwise.render(variables.want))
            }
        } catch {
            return check.undecided(error)
        }
        guard let each = check.forEach else { return outcome(of: check, variables) }
        let services = subject.services(each)
        return check.combined(
            services.map { service in
                (service.neededBy.joined(separator: ", "), outcome(of: check, variables.judging(service)))
            }, isNamed: subject.operators.count > 1)
    }

    private func outcome(of check: CheckDefinition, _ variables: JudgedVariables) -> CheckResult {
        do {
            for outcome in check.outcomes {
                guard try holds(outcome.when, variables) else { continue }
                return try result(of: check, outcome, variables)
            }
            return check.undecided("none of its outcomes holds", "the check itself is wrong: see \(check.file)")
        } catch let reason as UnknownReason {
            return check.unknown(reason)
        } catch {
            return check.undecided(error)
        }
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
        return check.result(
            verdict, message, hint: hint, details: Array((details ?? []).prefix(PreflightLimits.detailLines)))
    }
}

extension CheckDefinition {
    func result(
        _ verdict: Verdict, _ message: String, hint: String? = nil, details: [String] = [],
        unknown: UnknownReason? = nil
    ) -> CheckResult {
        CheckResult(
            id: id, title: title, category: category, severity: severity, verdict: verdict, message: message,
            hint: hint, details: details, unknown: unknown, file: file)
    }

    func skipped(_ reason: String) -> CheckResult { result(.skipped(reason), reason) }

    func undecided(_ error: any Error) -> CheckResult {
        undecided("it cannot be judged: \(error)", "the check itself is wrong: see \(file)")
    }

    func undecided(_ reason: String, _ hint: String) -> CheckResult { result(.unknown(reason), reason, hint: hint) }

    func unknown(_ reason: UnknownReason) -> CheckResult {
        result(.unknown(reason.message), reason.message, hint: reason.hint, unknown: reason)
    }
}

extension UnknownReason {
    /// What to do next, by the kind of failure.
    var hint: String {
        switch code {
        case .forbidden:
            if let verb, let resource {
                "let the caller \(verb) \(resource) (kubectl auth can-i \(verb) \(resource)), or run as someone who may"
            } else {
                "run as someone who may read it"
            }
        case .unauthorized: "log in again, or check the user of the kubeconfig's context"
        case .timeout: "run again; if it stays so, see what keeps the other side from answering"
        case .unreachable: "check the address, this machine's network, its proxy settings and VPN, then run again"
        case .untrusted: "check certificate-authority-data of the cluster in the kubeconfig"
        case .failed: "read the message; run again when what it names is repaired"
        case .notGathered: "record the snapshot again with this check selected"
        }
    }
}
