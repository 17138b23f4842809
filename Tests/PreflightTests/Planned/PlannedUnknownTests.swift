import Testing
import Value

@testable import Preflight

/// What is forbidden, timed out, absent or not wanted, of each check that judges what is planned.
@Suite struct PlannedUnknownTests {
    /// A check, and a fact that it hangs on.
    struct Need: Sendable, CustomTestStringConvertible {
        var check: String
        var fact: String
        var testDescription: String { "\(check) by \(fact)" }
    }

    static let checks = Set(needs.map(\.check)).sorted()

    private static let needs = [
        Need(check: "rendering", fact: "rendered"), Need(check: "permissions", fact: "access"),
        Need(check: "admission", fact: "admission"), Need(check: "pruned-fields", fact: "admission"),
        Need(check: "immutable-fields", fact: "admission"), Need(check: "existing-objects", fact: "admission"),
        Need(check: "object-sizes", fact: "rendered"), Need(check: "crd-upgrades", fact: "rendered"),
        Need(check: "quotas", fact: "rendered"), Need(check: "quotas", fact: resourceQuotas),
        Need(check: "quotas", fact: limitRanges), Need(check: "limit-ranges", fact: "rendered"),
        Need(check: "limit-ranges", fact: limitRanges), Need(check: "pod-security", fact: "rendered"),
        Need(check: "pod-security", fact: "podNamespaces"), Need(check: "pull-secrets", fact: "rendered"),
        Need(check: "pull-secrets", fact: "pullSecrets"), Need(check: "service-accounts", fact: "rendered"),
        Need(check: "service-accounts", fact: serviceAccounts),
    ]

    private static let resourceQuotas = "objects/resourcequotas?namespaces=wanted"
    private static let limitRanges = "objects/limitranges?namespaces=wanted"
    private static let serviceAccounts = "objects/serviceaccounts?namespaces=wanted"

    /// A pod that hangs on everything, and nothing that is amiss.
    private static let pod = PlannedCase.deployment(
        pod: "serviceAccountName: web, imagePullSecrets: [{name: reg}]",
        container: "resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}")

    /// All facts as they should be, but for one.
    private static func facts(_ changed: String, _ value: String) -> String {
        let there = "[{metadata: {name: NAME, namespace: keda}}]"
        let facts = [
            "access": "{gaps: [], wishes: [], unasked: [], role: ''}",
            "admission": """
            [{owner: operator keda, object: Deployment.apps keda/web, result: accepted, message: '', fields: [], \
            managers: [], dropped: [], builtIn: true, tolerated: false, seen: true, next: '', code: '', verb: '', \
            resource: ''}]
            """,
            resourceQuotas: "[]", limitRanges: "[]",
            "podNamespaces": "[{namespace: keda, level: ''}]",
            "pullSecrets": """
            [{namespace: keda, name: reg, state: present, type: kubernetes.io/dockerconfigjson, hosts: [reg.test], \
            code: '', message: ''}]
            """,
            serviceAccounts: there.replacing("NAME", with: "web"),
        ]
        return facts.merging([changed: value]) { $1 }.sorted { $0.key < $1.key }
            .map { "\($0.key.hasPrefix("objects") ? "'\($0.key)'" : $0.key): \($0.value)\n" }.joined()
    }

    @Test(arguments: needs, ["forbidden", "timeout", "unreachable"])
    func whatIsNotKnownIsUnknown(need: Need, code: String) throws {
        let planned = PlannedCase(
            "\(need) \(code)", objects: Self.pod, facts: Self.facts(need.fact, code), verdict: "unknown")
        let result = try planned.result(of: need.check)
        #expect(result.verdict.name == "unknown", "\(result)")
        #expect(result.unknown?.code.rawValue == code, "\(result)")
        #expect(result.hint?.isEmpty == false)
    }

    /// What is the same for all of these checks: nothing is amiss, nothing is planned, and it cannot be rendered.
    static let general = [
        PlannedCase("well", objects: pod, facts: facts("helm", "null"), verdict: "pass"),
        PlannedCase(
            "absent", facts: ["rendered", "access", "admission"].map { "\($0): null\n" }.joined(), verdict: "skipped",
            says: ["nobody has said what would be applied"]),
        PlannedCase(
            "not rendered", facts: facts("helm", "null"), verdict: "unknown", says: ["operator keda"]
        ) { part in
            part.unknown = UnknownReason(.failed, "the chart is not to be had")
            part.next = "give another one"
        },
    ]

    @Test(arguments: checks, general)
    func whatIsTheSameForAllIsJudged(check: String, planned: PlannedCase) throws { try planned.expect(check: check) }

    @Test(arguments: checks)
    func nothingIsWanted(check: String) throws {
        try PlannedCase(
            "not wanted", want: "{}", verdict: "skipped", says: ["nothing is to be installed or deployed"]
        ).expect(check: check)
    }

    /// A deployment alone is reason enough.
    @Test(arguments: checks)
    func deploymentsAreJudgedToo(check: String) throws {
        try PlannedCase(
            "deployment", objects: Self.pod, facts: Self.facts("helm", "null"),
            want: "{deployments: [{name: qwen, namespace: keda}]}", verdict: "pass"
        ).expect(check: check)
    }

    /// What is not served has no objects.
    @Test(arguments: needs.filter { $0.fact.hasPrefix("objects/resourcequotas") || $0.fact.hasPrefix("objects/limit") })
    func whatIsNotServedBoundsNothing(need: Need) throws {
        try PlannedCase("absent", objects: Self.pod, facts: Self.facts(need.fact, "null"), verdict: "pass")
            .expect(check: need.check)
    }
}
