import Preflight
import Testing

@Suite struct APIPriorityCheckTests {
    static let facts = """
        objects/flowschemas.flowcontrol.apiserver.k8s.io:
          - metadata: {name: exempt}
            spec: {priorityLevelConfiguration: {name: exempt}}
            status: {conditions: [{type: Dangling, status: 'False'}]}
          - metadata: {name: models}
            spec: {priorityLevelConfiguration: {name: models}}

        """

    static let scenarios: [Scenario] = [
        Scenario("all lead to a level", facts: facts, verdict: "pass", says: ["all 2 FlowSchemas"]),
        Scenario(
            "one leads to nothing", facts: facts.with(Edit("status: 'False'", "status: 'True'")), verdict: "warn",
            says: [
                "exempt: leads to a priority level that does not exist", "exempt: priority level exempt",
                "kubectl delete flowschema exempt",
            ]),
        Scenario(
            "one leads to nothing and does not say where",
            facts: facts.with(
                Edit("status: 'False'", "status: 'True'"),
                Edit("spec: {priorityLevelConfiguration: {name: exempt}}", "spec: {}")), verdict: "warn",
            says: ["exempt: priority level without a name"]),
        Scenario(
            "the server has none", facts: "objects/flowschemas.flowcontrol.apiserver.k8s.io: null", verdict: "skipped",
            says: ["no API priority"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "api-priority")
    }
}
