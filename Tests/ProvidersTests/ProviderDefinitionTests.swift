import Charts
import Expressions
import Providers
import Readiness
import Testing
import Value

@Suite struct ProviderDefinitionTests {
    private let chart: Chart

    init() throws {
        chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", bytes: Array("apiVersion: v2\nname: mine\nversion: 0.1.0\n".utf8))
        ])
    }

    private let smallest = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: mine
        capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
        readiness: {rules: [{when: "true", phase: Running}]}

        """

    @Test func aFewLinesAreEnough() throws {
        let provider = try Provider(definition: smallest, chart: chart, folder: "mine")
        #expect(provider.definition.title == "mine")
        #expect(provider.definition.operators.isEmpty)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        var place: String
        var words: String
        var testDescription: String { to }
    }

    @Test(arguments: [
        Fault(from: "kind: Provider", to: "kind: Chart", place: "mine/provider.yaml:2:", words: "must be Provider"),
        Fault(
            from: "groundcrew/v1", to: "groundcrew/v9", place: "mine/provider.yaml:1:", words: "must be groundcrew/v1"),
        Fault(from: "name: mine", to: "name: other", place: "mine", words: "give both the same name"),
        Fault(from: "name: mine", to: "nmae: mine", place: "mine/provider.yaml:3:", words: "nmae"),
        Fault(from: "engines: [vllm]", to: "engines: vllm", place: "mine/provider.yaml:4:", words: "must be a list"),
        Fault(from: "phase: Running", to: "phase: Runing", place: "", words: "Runing"),
        Fault(from: "when: \"true\"", to: "when: \"tru\"", place: "", words: "tru"),
        Fault(from: "readiness:", to: "readines:", place: "mine/provider.yaml:5:", words: "readines"),
    ])
    func faultsAreLocated(fault: Fault) throws {
        let error = try #require(throws: ProviderError.self) {
            try Provider(
                definition: smallest.replacing(fault.from, with: fault.to), chart: chart, folder: "mine")
        }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.contains(fault.place), "\(error)")
        #expect(error.message.contains(fault.words), "\(error)")
    }

    struct Need: Sendable, CustomTestStringConvertible {
        var version: String
        var values: Object = [:]
        var isNeeded: Bool
        var testDescription: String { "\(version) \(Value.object(values).json())" }
    }

    @Test(arguments: [
        Need(version: "1.5.1", isNeeded: false), Need(version: "0.8.0", isNeeded: true),
        Need(version: "0.9.0", isNeeded: false),
        Need(version: "1.5.1", values: ["dynamo-operator": ["natsAddr": "nats://nats:4222"]], isNeeded: true),
        Need(version: "1.3.0", values: ["global": ["nats": ["install": true]]], isNeeded: true),
    ])
    func f42NatsIsNeededOnlyWhereVersionOrValuesSaySo(need: Need) throws {
        let dynamo = try ProviderRegistry.builtIn().provider("dynamo")
        let nats = try #require(dynamo.definition.requirements.nats)
        let variables: [String: Value] = [
            "operator": ["version": .string(need.version), "values": .object(need.values)]
        ]
        #expect(try nats.when.isTrue(variables) == need.isNeeded)
        #expect(try nats.url.render(variables).hasPrefix("nats://"))
    }

    struct Phase: Sendable, CustomTestStringConvertible {
        var status: Value?
        var metadata: Object = [:]
        var phase: DeploymentPhase
        var words: String
        var testDescription: String { "\(phase) \(words)" }
    }

    private static func ready(_ status: String, _ reason: String, _ message: String, state: String = "pending") -> Value
    {
        [
            "state": .string(state), "observedGeneration": 2,
            "conditions": [
                ["type": "Ready", "status": .string(status), "reason": .string(reason), "message": .string(message)]
            ],
        ]
    }

    @Test(arguments: [
        Phase(status: nil, phase: .pending, words: "waiting for the operator"),
        Phase(status: ["state": "initializing"], phase: .pending, words: "waiting for the operator"),
        Phase(status: ready("False", "pods_not_ready", "1 of 2 pods"), phase: .deploying, words: "1 of 2 pods"),
        Phase(status: ready("False", "updating", "rolling"), phase: .deploying, words: "rolling"),
        Phase(status: ready("False", "insufficient_capacity", "no GPU"), phase: .pending, words: "no GPU"),
        Phase(
            status: ready("True", "all_resources_are_ready", "All ready", state: "successful"), phase: .running,
            words: "All ready"),
        Phase(status: ready("False", "x", "engine crashed", state: "failed"), phase: .failed, words: "engine crashed"),
        Phase(status: ["state": "failed"], phase: .failed, words: "reports state failed"),
        Phase(status: ["state": "successful"], phase: .running, words: "successful"),
        Phase(
            status: ["state": "successful", "observedGeneration": 1], phase: .deploying, words: "generation is 2"),
        Phase(
            status: ready("True", "", "All ready"), metadata: ["deletionTimestamp": "2026-01-01T00:00:00Z"],
            phase: .terminating, words: "deleted"),
    ])
    func dynamosStatusIsReadByItsContract(test: Phase) throws {
        let contract = try ProviderRegistry.builtIn().provider("dynamo").definition.readiness
        var metadata: Object = ["name": "qwen3", "namespace": "models", "generation": 2]
        for (key, value) in test.metadata { metadata[key] = value }
        var object: Object = [
            "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment", "metadata": .object(metadata),
        ]
        object["status"] = test.status
        let status = contract.status(of: .object(object))
        #expect(status.phase == test.phase, "\(status)")
        #expect(status.message.contains(test.words), "\(status)")
    }

    @Test(arguments: ["components", "services"])
    func dynamosReplicasAreSummed(key: String) throws {
        let contract = try ProviderRegistry.builtIn().provider("dynamo").definition.readiness
        let components: Value = [
            "Frontend": ["replicas": 1, "readyReplicas": 1],
            "Worker": ["replicas": 3, "availableReplicas": 2], "New": [:],
        ]
        let object: Value = [
            "metadata": ["name": "qwen3"],
            "status": .object(["state": "pending", key: components]),
        ]
        let status = contract.status(of: object)
        #expect(status.desired == 4)
        #expect(status.ready == 3)
        #expect(try contract.podSelector(of: object) == "nvidia.com/dynamo-graph-deployment-name=qwen3")
        #expect(try contract.endpoint(of: object)?.service == "qwen3-frontend")
        #expect(try contract.endpoint(of: object)?.port == 8000)
    }
}
