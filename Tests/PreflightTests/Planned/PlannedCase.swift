import Testing
import Value
import YAML

@testable import Preflight

/// Something that is about to be applied, and what a check says of it.
struct PlannedCase: Sendable, CustomTestStringConvertible {
    var name: String
    /// YAML documents of `operator keda`, which goes into namespace `keda`.
    var objects: String
    /// What else is known of that part.
    var adjust: @Sendable (inout RenderedPart) -> Void
    /// Facts besides `rendered`, or in its place.
    var facts: String
    var want: String
    var verdict: String
    var says: [String]
    /// What must not be said.
    var omits: [String]

    init(
        _ name: String, objects: String = "", facts: String = "", want: String = PlannedCase.want, verdict: String,
        says: [String] = [], omits: [String] = [],
        adjust: @escaping @Sendable (inout RenderedPart) -> Void = { _ in }
    ) {
        self.name = name
        self.objects = objects
        self.facts = facts
        self.want = want
        self.verdict = verdict
        self.says = says
        self.omits = omits
        self.adjust = adjust
    }

    var testDescription: String { name }

    static let want = "{operators: [{name: keda, namespace: keda, version: 2.20.0}]}"

    static func values(_ text: String) throws -> [Value] {
        try YAML.decodeAll(text, file: "objects").map(\.value).filter { !$0.isNull }
    }

    var part: RenderedPart {
        get throws {
            var part = RenderedPart(
                owner: "operator keda", release: "keda", namespace: "keda", objects: try Self.values(objects))
            adjust(&part)
            return part
        }
    }

    /// As a recorded fact.
    var scenario: Scenario {
        get throws {
            let hasOwn = facts.split(separator: "\n").contains { $0.hasPrefix("rendered:") }
            let rendered = hasOwn ? "" : "rendered: \(Value.array([try part.summary]).json())\n"
            return Scenario(name, facts: "\(rendered)\(facts)\n", want: want, verdict: verdict, says: says)
        }
    }

    func expect(check: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try scenario.expect(check: check, sourceLocation: sourceLocation)
        let result = try scenario.judge(check)
        let text = ([result.message] + result.details + [result.hint ?? ""]).joined(separator: "\n")
        for part in omits { #expect(!text.contains(part), "\(text)", sourceLocation: sourceLocation) }
    }

    func result(of check: String) throws -> CheckResult { try scenario.judge(check) }
}

extension PlannedCase {
    /// A Deployment with one container.
    ///
    /// - Parameters:
    ///   - pod: what its pods' spec has besides, as YAML of one line.
    ///   - container: what its container has besides.
    static func deployment(
        _ name: String = "web", namespace: String = "keda", replicas: Int = 1, pod: String = "", container: String = ""
    ) -> String {
        """
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: '\(name)', namespace: \(namespace)}
        spec:
          replicas: \(replicas)
          template:
            spec: {\(pod.isEmpty ? "" : "\(pod), ")containers: [{name: main, image: "reg.test/web:1"\
        \(container.isEmpty ? "" : ", \(container)")}]}

        """
    }
}

extension PlannedCase {
    /// The resources of a container.
    static let sized = "resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: 1, memory: 2Gi}}"

    /// What an operator makes two pods of, each with the limit of 9 processors.
    static let graph = """
        apiVersion: nvidia.com/v1
        kind: Graph
        metadata: {name: qwen, namespace: keda}
        spec: {replicas: 2, pod: {containers: [{name: main, image: a, resources: {limits: {cpu: 9}}}]}}
        """

    /// The facts of a quota of namespace `keda`, and of one that has nothing to do with it.
    ///
    /// - Parameters:
    ///   - hard: a flow mapping of one line.
    ///   - used: the same; what it leaves out is used by nobody.
    ///   - isCounted: false where the quota's controller has not come to it.
    static func quota(
        _ hard: String, used: String = "{}", more: String = "", limits: String = "[]", isCounted: Bool = true
    ) -> String {
        let used = isCounted ? completed(used, by: hard) : used
        return """
            'objects/resourcequotas?namespaces=wanted':
            - metadata: {name: q, namespace: keda}
              spec: {hard: \(hard)\(more.isEmpty ? "" : ", \(more)")}
              status: {used: \(used)}
            - {metadata: {name: other, namespace: elsewhere}, spec: {hard: {pods: 0}}}
            'objects/limitranges?namespaces=wanted': \(limits)
            """
    }

    private static func completed(_ used: String, by hard: String) -> String {
        func entries(_ mapping: String) -> [(key: Substring, text: Substring)] {
            mapping.dropFirst().dropLast().split(separator: ", ").compactMap { entry in
                entry.split(separator: ": ").first.map { ($0, entry) }
            }
        }
        let told = entries(used)
        let missing = entries(hard).map(\.key).filter { key in !told.contains { $0.key == key } }
        return "{\((told.map { String($0.text) } + missing.map { "\($0): '0'" }).joined(separator: ", "))}"
    }

    /// The fact of a LimitRange of namespace `keda` with one entry.
    static func limits(_ limit: String) -> String {
        "'objects/limitranges?namespaces=wanted': [{metadata: {name: l, namespace: keda}, spec: {limits: [\(limit)]}}]"
    }
}
