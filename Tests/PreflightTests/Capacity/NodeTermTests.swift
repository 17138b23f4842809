import Testing
import Value

@testable import Preflight

@Suite struct NodeTermTests {
    static let node = NodeFact(name: "n", labels: ["zone": "a", "cores": "8", "odd": "x"])

    @Test(arguments: [
        ("{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}", true),
        ("{matchExpressions: [{key: zone, operator: In, values: [b]}]}", false),
        ("{matchExpressions: [{key: none, operator: In, values: [b]}]}", false),
        ("{matchExpressions: [{key: zone, operator: NotIn, values: [b]}]}", true),
        ("{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}", false),
        ("{matchExpressions: [{key: none, operator: NotIn, values: [a]}]}", true),
        ("{matchExpressions: [{key: zone, operator: Exists}]}", true),
        ("{matchExpressions: [{key: none, operator: Exists}]}", false),
        ("{matchExpressions: [{key: none, operator: DoesNotExist}]}", true),
        ("{matchExpressions: [{key: zone, operator: DoesNotExist}]}", false),
        ("{matchExpressions: [{key: cores, operator: Gt, values: ['4']}]}", true),
        ("{matchExpressions: [{key: cores, operator: Gt, values: ['8']}]}", false),
        ("{matchExpressions: [{key: cores, operator: Lt, values: ['9']}]}", true),
        ("{matchExpressions: [{key: odd, operator: Gt, values: ['1']}]}", false),
        ("{matchExpressions: [{key: none, operator: Lt, values: ['1']}]}", false),
        ("{matchExpressions: [{key: cores, operator: Gt, values: ['1', '2']}]}", false),
        ("{matchExpressions: [{key: cores, operator: Near, values: ['8']}]}", false),
        ("{matchFields: [{key: metadata.name, operator: In, values: ['n']}]}", true),
        ("{matchFields: [{key: metadata.name, operator: In, values: [m]}]}", false),
        ("{matchFields: [{key: metadata.uid, operator: In, values: ['n']}]}", false),
        (
            "{matchExpressions: [{key: zone, operator: Exists}], matchFields: [{key: metadata.name, operator: In, values: [m]}]}",
            false
        ),
        ("{matchExpressions: [{key: zone, operator: Exists}, {key: none, operator: Exists}]}", false), ("{}", false),
    ])
    func aTermHoldsAsTheSchedulerSays(_ text: String, _ expected: Bool) throws {
        let term = Subject.NodeTerm(try Scenario.yaml(text))
        #expect(term.holds(for: Self.node) == expected)
        // What is recorded of it is the same term.
        #expect(Subject.NodeTerm(term.value) == term)
    }

    @Test func onlyWhatIsRequiredCounts() throws {
        let affinity = try Scenario.yaml(
            """
            {nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                {matchExpressions: [{key: a, operator: Exists}]}, {matchExpressions: [{key: b, operator: In, values: [c, d]}]}]},
              preferredDuringSchedulingIgnoredDuringExecution: [
                {weight: 1, preference: {matchExpressions: [{key: z, operator: Exists}]}}]},
             podAntiAffinity: {}}
            """)
        let terms = Subject.NodeTerm.required(by: affinity)
        #expect(terms.flatMap(\.labels) == ["a", "b"])
        #expect(terms.map(\.description) == ["a Exists", "b In (c, d)"])
        #expect(Subject.NodeTerm.required(by: nil).isEmpty)
        #expect(Subject.NodeTerm.required(by: [:]).isEmpty)
    }

    /// What terms and topologies look at is recorded of nodes.
    @Test func labelsThatDemandsLookAtAreKept() {
        var demand = GPUDemand(name: "d", namespace: "x", workers: 1, perWorker: 1, nodeSelector: ["pool": "a"])
        demand.affinity = [
            .init([
                .init(key: "rack", operation: "Exists"), .init(key: "metadata.name", operation: "In", isField: true),
            ])
        ]
        demand.topology = "example.com/clique"
        #expect(GPUDemand.labelKeys(of: [demand]) == ["pool", "rack", "example.com/clique"])
        demand.topology = "topology.kubernetes.io/zone"
        #expect(GPUDemand.labelKeys(of: [demand]) == ["pool", "rack"])
    }
}
