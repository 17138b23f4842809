import Kubernetes
import TestSupport
import Testing
import Value

@testable import Preflight

/// What becomes of operators, as a check shows it.
@Suite struct OperatorsCheckTests: FactGathering {
    private static let wanted = "{operators: [{name: keda, namespace: keda, version: 2.20.0}]}"

    private static func facts(_ action: String, _ code: String, unseen: String = "[]", next: String = "") -> String {
        """
        {operators: [{name: keda, namespace: keda, title: keda 2.20.0, action: \(action), code: \(code),
          reason: it is so, next: '\(next)', version: '', owner: '', unseen: \(unseen)}]}
        """
    }

    static let scenarios: [Scenario] = [
        Scenario("none is wanted", facts: "{}", want: "{}", verdict: "skipped", says: ["no operator is needed"]),
        Scenario(
            "none is there", facts: facts("install", "absent"), want: wanted, verdict: "pass",
            says: ["keda 2.20.0: install (absent)", "keda 2.20.0: it is so"]),
        Scenario(
            "somebody else's is used", facts: facts("reuse", "helm-release"), want: wanted, verdict: "pass",
            says: ["keda 2.20.0: reuse (helm-release)"]),
        Scenario(
            "an older one is used", facts: facts("reuse", "own", next: "upgrade it"), want: wanted, verdict: "pass",
            says: ["keda 2.20.0: reuse (own)", "it is so; upgrade it"]),
        Scenario(
            "refused", facts: facts("refuse", "unfit", next: "bring it to 2.20"), want: wanted, verdict: "fail",
            says: ["keda: it is so (unfit)", "bring it to 2.20", "keda 2.20.0: refuse, it is so (unfit)"]),
        Scenario(
            "refused, because it could not be seen", facts: facts("refuse", "unseen", next: "say it"), want: wanted,
            verdict: "unknown", says: ["keda: it is so (unseen)", "say it"]),
        Scenario(
            "refused, because it cannot be read", facts: facts("refuse", "unreadable", next: "restore it"),
            want: wanted, verdict: "unknown", says: ["(unreadable)", "restore it"]),
        Scenario(
            "not seen everywhere", facts: facts("install", "absent", unseen: "['daemonsets: forbidden']"), want: wanted,
            verdict: "unknown",
            says: ["whether keda is there already could not be seen everywhere", "daemonsets: forbidden"]),
        Scenario(
            "not seen everywhere, and there", facts: facts("reuse", "own", unseen: "['daemonsets: forbidden']"),
            want: wanted, verdict: "pass"),
        Scenario(
            "a version that does not go with the others",
            facts: """
                {operators: [{name: keda, namespace: keda, title: keda 2.20.0, action: reuse, code: own, reason: it is so,
                  next: '', version: '', owner: '', unseen: [], warnings: [support of keda 2.20.0 ended on 2026-01-01]}]}
                """, want: wanted, verdict: "warn", says: ["support of keda 2.20.0 ended", "keda 2.20.0: reuse"]),
        Scenario("forbidden", facts: "{operators: forbidden}", want: wanted, verdict: "unknown"),
        Scenario("nobody looked", facts: "{}", want: wanted, verdict: "unknown", says: ["was not gathered"]),
        Scenario(
            "gathered for another", facts: "{operators: [{name: lws, namespace: lws-system}]}", want: wanted,
            verdict: "unknown", says: ["gathered without the operators keda"]),
        Scenario(
            "the worst counts",
            facts: """
                {operators: [
                  {name: keda, namespace: keda, title: keda 2.20.0, action: install, code: absent, reason: none, next: '',
                   version: '', owner: '', unseen: []},
                  {name: lws, namespace: lws-system, title: lws 0.8.0, action: refuse, code: managed, reason: theirs,
                   next: leave it, version: '', owner: AKS, unseen: []}]}
                """,
            want: """
                {operators: [{name: keda, namespace: keda, version: 2.20.0},
                  {name: lws, namespace: lws-system, version: 0.8.0}]}
                """, verdict: "fail", says: ["lws: theirs (managed)", "keda 2.20.0: install, none (absent)"]),
    ]

    @Test(arguments: scenarios)
    func saysWhatBecomesOfThem(scenario: Scenario) throws { try scenario.expect(check: "operators") }

    // MARK: - Gathering

    private func fact(_ operators: OperatorGathering?) async throws -> Fact {
        var gatherer = try gatherer().0
        gatherer.planned = PlannedWork(operators: operators)
        return try await gatherer.gather([.operators], for: Subject(["operators": ["name": "keda"]]))[.operators]
    }

    @Test func decisionsAreTakenAsTheyCome() async throws {
        let fact = try await fact {
            [
                OperatorFact(
                    name: "keda", namespace: "keda", title: "keda 2.20.0", action: "reuse", code: "managed",
                    reason: "AKS looks after it", version: "2.19.0", owner: "AKS (add-on)", unseen: ["a"])
            ]
        }
        #expect(
            fact
                == .known([
                    [
                        "name": "keda", "namespace": "keda", "title": "keda 2.20.0", "action": "reuse",
                        "code": "managed", "reason": "AKS looks after it", "next": "", "version": "2.19.0",
                        "owner": "AKS (add-on)", "unseen": ["a"], "warnings": [], "needs": [],
                    ]
                ]))
    }

    private struct Odd: Error {}

    @Test(
        arguments: [
            (KubernetesError(.forbidden, "no"), .forbidden), (KubernetesError(.timeout, "no"), .timeout),
            (Odd(), .failed),
        ] as [(any Error, UnknownReason.Code)])
    func whatCannotBeReadIsUnknown(error: any Error, code: UnknownReason.Code) async throws {
        guard case .unknown(let reason) = try await fact({ throw error }) else {
            Issue.record("it is known")
            return
        }
        #expect(reason.code == code)
    }

    @Test func whereNobodyLooksNothingIsKnown() async throws {
        guard case .unknown(let reason) = try await fact(nil) else {
            Issue.record("it is known")
            return
        }
        #expect(reason.code == .notGathered && reason.message.contains("nobody has looked"))
    }
}
