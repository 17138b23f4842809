import Kubernetes
import Testing
import Value

/// Whether some rules cover others, as upstream's ruleset tests have it.
@Suite struct PolicyRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var held: [PolicyRule]
        var wanted: [PolicyRule]
        /// Nil when all is held.
        var missing: [PolicyRule]?
        var testDescription: String { name }
    }

    private static func rule(
        _ verbs: String, _ groups: String, _ resources: String, names: String = ""
    ) -> PolicyRule {
        func list(_ text: String) -> [String] {
            text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
        return PolicyRule(
            verbs: list(verbs), apiGroups: list(groups), resources: list(resources),
            resourceNames: names.isEmpty ? [] : list(names))
    }

    private static func path(_ verbs: [String], _ urls: [String]) -> PolicyRule {
        PolicyRule(verbs: verbs, nonResourceURLs: urls)
    }

    @Test(arguments: [
        Case(name: "the same", held: [rule("get", "v1", "builds")], wanted: [rule("get", "v1", "builds")]),
        Case(
            name: "several at once", held: [rule("get|list", "v1|v2", "builds|pods")],
            wanted: [rule("list|get", "v2", "pods|builds")]),
        Case(
            name: "by several rules together",
            held: [rule("get", "v1", "builds"), rule("list", "v1", "builds"), rule("get|list", "v1", "pods")],
            wanted: [rule("get|list", "v1", "builds|pods")]),
        Case(
            name: "a verb is missing", held: [rule("get", "v1", "builds")],
            wanted: [rule("get|list", "v1", "builds")], missing: [rule("list", "v1", "builds")]),
        Case(
            name: "a group is missing", held: [rule("get", "v1", "builds")],
            wanted: [rule("get", "v1|v2", "builds")], missing: [rule("get", "v2", "builds")]),
        Case(
            name: "a resource is missing", held: [rule("get", "v1", "builds")],
            wanted: [rule("get", "v1", "builds|pods")], missing: [rule("get", "v1", "pods")]),
        Case(
            name: "rights on other things do not add up",
            held: [rule("get", "v1", "builds"), rule("list", "v1", "pods")],
            wanted: [rule("get|list", "v1", "builds|pods")],
            missing: [rule("list", "v1", "builds"), rule("get", "v1", "pods")]),
        Case(name: "nothing is wanted", held: [], wanted: [PolicyRule(verbs: ["get"])]),
        Case(
            name: "nothing is held", held: [], wanted: [rule("get", "", "pods")], missing: [rule("get", "", "pods")]),
        // Stars.
        Case(name: "any verb", held: [rule("*", "v1", "builds")], wanted: [rule("get|escalate", "v1", "builds")]),
        Case(name: "any group", held: [rule("get", "*", "builds")], wanted: [rule("get", "v1|", "builds")]),
        Case(name: "any resource", held: [rule("get", "v1", "*")], wanted: [rule("get", "v1", "builds|pods/log")]),
        Case(name: "everything", held: PolicyRule.everything, wanted: [rule("*", "*", "*"), path(["*"], ["*"])]),
        Case(
            name: "a star is wanted and all that is known is held", held: [rule("get|list", "v1", "builds")],
            wanted: [rule("*", "v1", "builds")], missing: [rule("*", "v1", "builds")]),
        Case(
            name: "all groups are wanted", held: [rule("get", "v1", "*")], wanted: [rule("get", "*", "builds")],
            missing: [rule("get", "*", "builds")]),
        Case(
            name: "all resources are wanted", held: [rule("get", "v1", "builds|*/log")],
            wanted: [rule("get", "v1", "*")], missing: [rule("get", "v1", "*")]),
        Case(
            name: "all resources say nothing of paths", held: [rule("*", "*", "*")], wanted: [path(["get"], ["/x"])],
            missing: [path(["get"], ["/x"])]),
        // Subresources.
        Case(
            name: "a resource is not its subresource", held: [rule("get", "v1", "pods")],
            wanted: [rule("get", "v1", "pods/log")], missing: [rule("get", "v1", "pods/log")]),
        Case(
            name: "a subresource is not its resource", held: [rule("get", "v1", "pods/log")],
            wanted: [rule("get", "v1", "pods")], missing: [rule("get", "v1", "pods")]),
        Case(
            name: "a subresource of any resource", held: [rule("get", "v1", "*/scale")],
            wanted: [rule("get", "v1", "deployments/scale|foo/scale")]),
        Case(
            name: "another subresource of any resource", held: [rule("get", "v1", "*/scale")],
            wanted: [rule("get", "v1", "pods/status")], missing: [rule("get", "v1", "pods/status")]),
        Case(
            name: "subresources are no star", held: [rule("get", "v1", "*/scale")],
            wanted: [rule("get", "v1", "scale")],
            missing: [rule("get", "v1", "scale")]),
        Case(
            name: "any resource with a subresource", held: [rule("get", "v1", "*/scale")],
            wanted: [rule("get", "v1", "*/scale")]),
        // Names.
        Case(
            name: "all names", held: [rule("get", "v1", "pods")], wanted: [rule("get", "v1", "pods", names: "a|b")]),
        Case(
            name: "the same names", held: [rule("get", "v1", "pods", names: "a|b")],
            wanted: [rule("get", "v1", "pods", names: "b|a")]),
        Case(
            name: "names of several rules",
            held: [rule("get", "v1", "pods", names: "a"), rule("get", "v1", "pods", names: "b")],
            wanted: [rule("get", "v1", "pods", names: "a|b")]),
        Case(
            name: "a name is missing", held: [rule("get", "v1", "pods", names: "a")],
            wanted: [rule("get", "v1", "pods", names: "a|b")], missing: [rule("get", "v1", "pods", names: "b")]),
        Case(
            name: "all names are wanted", held: [rule("get", "v1", "pods", names: "a")],
            wanted: [rule("get", "v1", "pods")], missing: [rule("get", "v1", "pods")]),
        // Paths.
        Case(
            name: "a path", held: [path(["get"], ["/metrics", "/healthz"])], wanted: [path(["get"], ["/healthz"])]),
        Case(
            name: "a path below a star", held: [path(["get"], ["/api/*"])],
            wanted: [path(["get"], ["/api/v1", "/api/"])]),
        Case(
            name: "a path beside a star", held: [path(["get"], ["/api/*"])],
            wanted: [path(["get"], ["/api", "/apis"])],
            missing: [path(["get"], ["/api"]), path(["get"], ["/apis"])]),
        Case(name: "stars below a star", held: [path(["*"], ["*"])], wanted: [path(["get"], ["/api/*"])]),
        Case(
            name: "a star above a path", held: [path(["get"], ["/api/v1"])], wanted: [path(["get"], ["/api/*"])],
            missing: [path(["get"], ["/api/*"])]),
        Case(
            name: "a verb of a path", held: [path(["get"], ["/x"])], wanted: [path(["get", "post"], ["/x"])],
            missing: [path(["post"], ["/x"])]),
    ])
    func covering(_ test: Case) {
        #expect(PolicyRule.uncovered(test.wanted, by: test.held) == test.missing ?? [])
    }

    @Test func rulesAreReadAndWritten() {
        let value: Value = [
            "apiGroups": ["", "apps"], "resources": ["pods"], "resourceNames": ["a"], "verbs": ["get", "list"],
        ]
        let rule = PolicyRule(value)
        #expect(rule.value == value)
        #expect("\(rule)" == "get, list pods, pods.apps \"a\"")
        #expect("\(PolicyRule(["nonResourceURLs": ["/x"], "verbs": ["get"]]))" == "get /x")
        #expect(PolicyRule([:]) == PolicyRule(verbs: []))
    }

    @Test(
        arguments: [
            (AccessRequest(verb: "get", .pods, namespace: "n"), true),
            (AccessRequest(verb: "get", .pods, namespace: "n", name: "a"), true),
            (AccessRequest(verb: "list", .pods, namespace: "n"), false),
            (AccessRequest(verb: "get", group: "", resource: "pods", subresource: "log"), false),
            (AccessRequest(verb: "get", .secrets, namespace: "n", name: "a"), true),
            (AccessRequest(verb: "get", .secrets, namespace: "n", name: "b"), false),
            (AccessRequest(verb: "get", .secrets, namespace: "n"), false),
        ])
    func requestsAreAllowedByRules(_ request: AccessRequest, _ isAllowed: Bool) {
        let rules = AccessRules(
            rules: [Self.rule("get", "", "pods"), Self.rule("get", "", "secrets", names: "a")], isIncomplete: false)
        #expect(rules.allows(request) == isAllowed)
    }
}
