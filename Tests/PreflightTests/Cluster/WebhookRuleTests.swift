import Testing
import Value

@testable import Preflight

/// Rules of admission as the API server matches them.
@Suite struct WebhookRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var catches: [String]

        init(_ rule: String, _ catches: [String]) {
            self.rule = rule
            self.catches = catches
        }

        var testDescription: String { rule }
    }

    private static let kinds = [
        WantedWork.Kind.pods, WantedWork.Kind(group: "apps", resource: "deployments"), WantedWork.Kind.namespaces,
    ]

    @Test(arguments: [
        Case("apiGroups: [''], operations: [CREATE], resources: [pods]", ["pods"]),
        Case("apiGroups: [''], operations: [UPDATE], resources: [pods]", ["pods"]),
        Case("apiGroups: [''], operations: [DELETE, CONNECT], resources: [pods]", []),
        Case("apiGroups: ['*'], operations: ['*'], resources: ['*']", ["pods", "deployments.apps", "namespaces"]),
        Case("apiGroups: ['*'], operations: ['*'], resources: ['*/*']", ["pods", "deployments.apps", "namespaces"]),
        Case("apiGroups: ['*'], operations: ['*'], resources: ['*/status']", []),
        Case("apiGroups: [apps], operations: ['*'], resources: [pods, deployments]", ["deployments.apps"]),
        Case("apiGroups: [''], operations: ['*'], resources: ['pods/*']", ["pods"]),
        Case("apiGroups: [''], operations: ['*'], resources: [pods/exec]", []),
        Case("apiGroups: [''], operations: ['*'], resources: ['*'], scope: Cluster", ["namespaces"]),
        Case("apiGroups: [''], operations: ['*'], resources: ['*'], scope: Namespaced", ["pods"]),
        Case("apiGroups: [''], operations: ['*'], resources: ['*'], scope: '*'", ["pods", "namespaces"]),
        Case("apiGroups: [batch], operations: ['*'], resources: ['*']", []),
        Case("apiGroups: [''], operations: [], resources: [pods]", []),
    ])
    func catches(_ example: Case) throws {
        let rule = WebhookRule(try Scenario.yaml("{\(example.rule)}"))
        #expect(Self.kinds.filter(rule.catches).map(\.text) == example.catches)
    }

    @Test(arguments: [
        ("graphs.nvidia.com", "graphs", "nvidia.com"), ("a.b", "a", "b"),
    ])
    func aCRDIsAKind(_ crd: String, _ resource: String, _ group: String) {
        #expect(WantedWork.Kind(crd: crd) == WantedWork.Kind(group: group, resource: resource))
    }

    @Test(arguments: ["graphs", "", ".nvidia.com"])
    func whatIsNoCRDIsNoKind(_ name: String) { #expect(WantedWork.Kind(crd: name) == nil) }
}
