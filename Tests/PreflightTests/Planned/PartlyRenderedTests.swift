import Testing
import Value
import YAML

@testable import Preflight

/// One of two parts cannot be rendered: the other is judged all the same, and nothing passes for the whole.
@Suite struct PartlyRenderedTests {
    private static let quotas = "'objects/resourcequotas?namespaces=wanted'"
    private static let ranges = "'objects/limitranges?namespaces=wanted'"

    /// - Parameters:
    ///   - objects: of the part that can be rendered, in YAML.
    ///   - facts: by name, in YAML of one line.
    private static func result(
        of check: String, objects: String, facts: [String: String], adjust: (inout RenderedPart) -> Void = { _ in }
    ) throws -> CheckResult {
        var there = RenderedPart(
            owner: "operator keda", release: "keda", namespace: "keda", objects: try PlannedCase.values(objects))
        adjust(&there)
        let lost = RenderedPart(
            owner: "model models/qwen", release: "qwen", namespace: "models",
            unknown: UnknownReason(.failed, "the chart is not to be had"))
        let usual = [
            "rendered": Value.array([there.summary, lost.summary]).json(), quotas: "[]", ranges: "[]",
            "podNamespaces": "[]", "'objects/serviceaccounts?namespaces=wanted'": "[]", "admission": "[]",
            "access": "{gaps: [], wishes: [], unasked: [], role: ''}", "nodes": "[]", "imagePlatforms": "[]",
            "pullSecrets": "null",
            "kubernetes": "{gitVersion: v1.33.0, version: 1.33.0}",
        ]
        let text = usual.merging(facts) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
        let scenario = Scenario(check, facts: text, want: PlannedCase.want, verdict: "")
        // What it requires runs, too.
        let report = try Preflight.judge(
            try scenario.gathered(), checks: CheckCatalog.builtIn(),
            PreflightRequest(Subject(try scenario.wanted()), only: ["cluster", "rendering", check]))
        #expect(report.results.first { $0.id == "rendering" }?.verdict.name == "unknown")
        return try #require(report.results.first { $0.id == check })
    }

    /// What fails for the part that is there.
    struct Fault: Sendable, CustomTestStringConvertible {
        var check: String
        var objects: String
        var facts: [String: String] = [:]
        var verdict = "fail"
        var says: String
        var adjust: @Sendable (inout RenderedPart) -> Void = { _ in }
        var testDescription: String { check }
    }

    private static func tried(_ result: String) -> String {
        """
        [{owner: operator keda, object: Role keda/a, result: \(result), message: words, fields: [roleRef], managers: [], \
        dropped: [], builtIn: false, tolerated: false, seen: true, next: do it, code: '', verb: '', resource: ''}]
        """
    }

    private static let faults = [
        Fault(
            check: "quotas", objects: PlannedCase.deployment(replicas: 3, container: PlannedCase.sized),
            facts: [
                quotas:
                    "[{metadata: {name: q, namespace: keda}, spec: {hard: {pods: '2'}}, status: {used: {pods: '0'}}}]"
            ], says: "2 of pods"),
        Fault(
            check: "limit-ranges", objects: PlannedCase.deployment(container: PlannedCase.sized),
            facts: [
                ranges:
                    "[{metadata: {name: l, namespace: keda}, spec: {limits: [{type: Container, max: {cpu: 1m}}]}}]"
            ], says: "more than 1m"),
        Fault(
            check: "pod-security", objects: PlannedCase.deployment(pod: "hostNetwork: true"),
            facts: [
                "podNamespaces": "[{namespace: keda, level: baseline}]"
            ], says: "hostNetwork"),
        Fault(
            check: "service-accounts", objects: PlannedCase.deployment(pod: "serviceAccountName: web"),
            says: "keda/web, which is not there"),
        Fault(
            check: "pull-secrets", objects: PlannedCase.deployment(pod: "imagePullSecrets: [{name: reg}]"),
            facts: [
                "pullSecrets":
                    "[{namespace: keda, name: reg, state: missing, type: '', hosts: [], code: '', message: ''}]"
            ], verdict: "warn", says: "keda/reg, and there is none"),
        Fault(check: "object-sizes", objects: "", says: "the record of operator keda") { $0.recordBytes = 1 << 21 },
        Fault(check: "crd-upgrades", objects: "", says: "v1 would go") {
            $0.crds = [["name": "a.b", "present": true, "refusal": "v1 would go", "next": [], "findings": []]]
        },
        Fault(
            check: "immutable-fields", objects: "", facts: ["admission": tried("immutable")],
            says: "cannot be changed in roleRef"),
        Fault(check: "pruned-fields", objects: "", facts: ["admission": tried("pruned")], says: "does not know"),
        Fault(check: "existing-objects", objects: "", facts: ["admission": tried("foreign")], says: "is there already"),
        Fault(check: "admission", objects: "", facts: ["admission": tried("refused")], says: "the server refuses"),
        Fault(
            check: "permissions", objects: "",
            facts: [
                "access":
                    "{gaps: [{owner: operator keda, line: get pods, namespace: ''}], wishes: [], unasked: [], role: ''}"
            ], says: "the caller may not get pods"),
        Fault(
            check: "image-platforms", objects: PlannedCase.deployment(),
            facts: [
                "nodes": Value.array([arm.value]).json(),
                "imagePlatforms": "[{image: 'reg.test/web:1', state: known, message: '', architectures: [amd64]}]",
            ], says: "made for amd64"),
    ]

    private static let arm: NodeFact = {
        var node = NodeFact(name: "a")
        node.isReady = true
        node.architecture = "arm64"
        return node
    }()

    @Test(arguments: faults) func whatIsThereIsJudged(fault: Fault) throws {
        let result = try Self.result(of: fault.check, objects: fault.objects, facts: fault.facts, adjust: fault.adjust)
        #expect(result.verdict.name == fault.verdict, "\(result)")
        #expect(result.message.contains(fault.says), "\(result)")
    }

    @Test(arguments: faults.map(\.check)) func theRestIsUnknown(check: String) throws {
        let result = try Self.result(
            of: check, objects: PlannedCase.deployment(container: PlannedCase.sized), facts: [:])
        #expect(result.verdict.name == "unknown", "\(result)")
        #expect(result.message.contains("model models/qwen"), "\(result)")
        #expect(result.hint == "see the check rendering")
    }

    /// A warning for what is there does not hide that the rest is not known.
    @Test(
        arguments: [
            ("service-accounts", [:], "names ServiceAccount keda/planner"),
            (
                "limit-ranges",
                [
                    ranges:
                        "[{metadata: {name: l, namespace: keda}, spec: {limits: [{type: Container, max: {cpu: 1}}]}}]"
                ],
                "has the limit cpu 9"
            ),
            (
                "pod-security",
                [
                    "podNamespaces": "[{namespace: keda, level: restricted}]"
                ], "runAsNonRoot"
            ),
        ] as [(String, [String: String], String)])
    func aWarningIsToldBesides(check: String, facts: [String: String], says: String) throws {
        let graph = PlannedCase.graph.replacing("pod: {", with: "pod: {serviceAccountName: planner, ")
        let result = try Self.result(of: check, objects: graph, facts: facts)
        #expect(result.verdict.name == "unknown", "\(result)")
        #expect(result.details.contains { $0.contains(says) }, "\(result)")
    }
}
