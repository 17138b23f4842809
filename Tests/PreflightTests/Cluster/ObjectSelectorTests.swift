import Testing
import Value

@testable import Preflight

/// Selectors as Kubernetes judges them.
@Suite struct ObjectSelectorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var selector: String
        var matches: [String]

        init(_ selector: String, _ matches: [String]) {
            self.selector = selector
            self.matches = matches
        }

        var testDescription: String { selector }
    }

    private static let labels: [(name: String, labels: Object)] = [
        ("none", [:]), ("web", ["app": "web"]), ("db", ["app": "db", "tier": "back"]), ("tiered", ["tier": ""]),
    ]

    @Test(arguments: [
        Case("{}", ["none", "web", "db", "tiered"]),
        Case("{matchLabels: {}, matchExpressions: []}", ["none", "web", "db", "tiered"]),
        Case("{matchLabels: {app: web}}", ["web"]),
        Case("{matchLabels: {app: db, tier: back}}", ["db"]),
        Case("{matchLabels: {tier: ''}}", ["tiered"]),
        Case("{matchExpressions: [{key: app, operator: In, values: [web, db]}]}", ["web", "db"]),
        Case("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", ["none", "db", "tiered"]),
        Case("{matchExpressions: [{key: tier, operator: Exists}]}", ["db", "tiered"]),
        Case("{matchExpressions: [{key: tier, operator: DoesNotExist}]}", ["none", "web"]),
        Case("{matchExpressions: [{key: tier, operator: Gt, values: ['1']}]}", []),
        Case("{matchLabels: {app: db}, matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}", []),
    ])
    func selects(_ example: Case) throws {
        let selector = ObjectSelector(try Scenario.yaml(example.selector))
        let found = Self.labels.filter { selector.matches($0.labels) }.map(\.name)
        #expect(found == example.matches)
    }

    @Test func noSelectorSelectsAll() {
        #expect(ObjectSelector(nil).isEmpty)
        #expect(ObjectSelector(nil).matches(["a": "b"]))
        #expect(ObjectSelector(["matchLabels": [:]]).isEmpty)
        #expect(!ObjectSelector(["matchLabels": ["a": "b"]]).isEmpty)
    }
}
