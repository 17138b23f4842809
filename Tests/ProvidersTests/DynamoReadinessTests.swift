import Providers
import Readiness
import Testing
import Value

/// What Dynamo's operator writes, and what its contract makes of it.
@Suite struct DynamoReadinessTests {
    private let contract: ReadinessContract

    init() throws { contract = try ProviderRegistry.builtIn().provider("dynamo").definition.readiness }

    struct Phase: Sendable, CustomTestStringConvertible {
        var name: String
        var status: Value?
        var metadata: Object = [:]
        var phase: DeploymentPhase
        var words: String
        var patience: Duration?
        var testDescription: String { name }
    }

    /// As the operator writes it; the object's generation is 2.
    private static func status(
        _ state: String, _ condition: (status: String, reason: String, message: String), about generation: Int64? = 2,
        seen: Int64? = 2
    ) -> Value {
        var ready: Object = [
            "type": "Ready", "status": .string(condition.status), "reason": .string(condition.reason),
            "message": .string(condition.message),
        ]
        ready["observedGeneration"] = generation.map(Value.integer)
        var status: Object = ["state": .string(state), "conditions": [.object(ready)]]
        status["observedGeneration"] = seen.map(Value.integer)
        return .object(status)
    }

    private static let notReady = "some_resources_are_not_ready"
    private static let waiting = "Resources not ready: qwen3-worker: Component deployment not ready"

    @Test(arguments: [
        Phase(name: "no status", phase: .pending, words: "waiting for the operator"),
        Phase(
            name: "initializing", status: ["state": "initializing"], phase: .pending, words: "waiting for the operator"),
        Phase(
            name: "components start", status: status("pending", ("False", notReady, waiting)), phase: .deploying,
            words: "Resources not ready: qwen3-worker"),
        Phase(
            name: "Grove finds no room", status: status("pending", ("False", "insufficient_capacity", "no GPU")),
            phase: .pending, words: "no GPU"),
        Phase(
            name: "ready", status: status("successful", ("True", "all_resources_are_ready", "All resources are ready")),
            phase: .running, words: "All resources are ready"),
        Phase(
            name: "f46 ready, but of the generation before",
            status: status("successful", ("True", "all_resources_are_ready", "All"), about: 1, seen: 1),
            phase: .deploying, words: "generation is 2"),
        Phase(
            name: "f46 ready, and only the status tells the generation before",
            status: status("successful", ("True", "all_resources_are_ready", "All"), about: nil, seen: 1),
            phase: .deploying, words: "the operator has seen 1"),
        Phase(
            name: "one transient error ends nothing",
            status: status("failed", ("False", "failed_to_reconcile_the_resources", "connection refused"), seen: 1),
            phase: .pending, words: "connection refused (the operator tries again)", patience: .seconds(300)),
        Phase(
            name: "an upgrade that fails says why, though the status keeps the old generation",
            status: status("failed", ("False", "failed_to_initialize_worker_hash", "no hash"), seen: 1),
            phase: .pending, words: "no hash", patience: .seconds(300)),
        Phase(
            name: "what trying again does not cure ends it, though the status keeps the old generation",
            status: status("failed", ("False", "ValidationFailed", "type is immutable"), seen: 1), phase: .failed,
            words: "type is immutable"),
        Phase(
            name: "a failure of the generation before is not one of this",
            status: status("failed", ("False", "ValidationFailed", "type is immutable"), about: 1, seen: 1),
            phase: .deploying, words: "is about 1"),
        Phase(
            name: "an old operator's failure, which may be of the generation before",
            status: status("failed", ("False", "ValidationFailed", "no"), about: nil, seen: 1), phase: .pending,
            words: "no (the operator tries again)", patience: .seconds(300)),
        Phase(
            name: "failed without a word", status: ["state": "failed"], phase: .pending,
            words: "the operator reports state failed", patience: .seconds(300)),
        Phase(
            name: "successful without a condition", status: ["state": "successful"], phase: .running,
            words: "successful"),
        Phase(name: "a state nobody knows", status: ["state": "dreaming"], phase: .unknown, words: "no rule"),
        Phase(
            name: "going", status: status("successful", ("True", "all_resources_are_ready", "All")),
            metadata: ["deletionTimestamp": "2026-01-01T00:00:00Z"], phase: .terminating, words: "deleted"),
    ])
    func isReadByItsContract(test: Phase) throws {
        var metadata: Object = ["name": "qwen3", "namespace": "models", "generation": 2]
        for (key, value) in test.metadata { metadata[key] = value }
        var object: Object = ["kind": "DynamoGraphDeployment", "metadata": .object(metadata)]
        object["status"] = test.status
        let status = contract.status(of: .object(object))
        #expect(status.phase == test.phase, "\(status)")
        #expect(status.message.contains(test.words), "\(status)")
        #expect(status.patience == test.patience)
    }

    @Test(arguments: [
        "no_multinode_orchestrator_available", "selected_workload_provider_unavailable",
        "unsupported_workload_provider",
        "ValidationFailed",
    ])
    func theseFailuresEndAWait(reason: String) {
        let status = Self.status("failed", ("False", reason, "cannot be done"), seen: nil)
        let judged = contract.status(of: ["metadata": ["name": "q", "generation": 2], "status": status])
        #expect(judged.phase == .failed)
        #expect(judged.message == "cannot be done")
        #expect(judged.problems.isEmpty)
    }

    struct Counts: Sendable, CustomTestStringConvertible {
        var name: String
        var spec: Value
        var status: Value
        var desired: Int
        var ready: Int
        var testDescription: String { name }
    }

    @Test(arguments: [
        Counts(
            name: "v1beta1, scaling up",
            spec: ["components": [["name": "Frontend"], ["name": "Worker", "replicas": 4]]],
            status: [
                "components": [
                    "Frontend": ["replicas": 1, "readyReplicas": 1], "Worker": ["replicas": 1, "readyReplicas": 1],
                ]
            ], desired: 5, ready: 2),
        Counts(
            name: "v1alpha1", spec: ["services": ["Frontend": ["replicas": 1], "Worker": ["replicas": 3]]],
            status: [
                "services": ["Frontend": ["readyReplicas": 1], "Worker": ["replicas": 3, "availableReplicas": 2]]
            ],
            desired: 4, ready: 3),
        Counts(
            name: "a component that was taken out", spec: ["components": [["name": "Worker", "replicas": 1]]],
            status: ["components": ["Worker": ["readyReplicas": 1], "Old": ["readyReplicas": 1]]], desired: 1, ready: 1),
        Counts(
            name: "scaled to nothing", spec: ["components": [["name": "Worker", "replicas": 0]]], status: [:],
            desired: 0, ready: 0),
        Counts(name: "nothing yet", spec: [:], status: [:], desired: 0, ready: 0),
    ])
    func replicasAreThoseAskedFor(test: Counts) throws {
        let object: Value = ["metadata": ["name": "qwen3"], "spec": test.spec, "status": test.status]
        let status = contract.status(of: object)
        #expect(status.desired == test.desired, "\(status)")
        #expect(status.ready == test.ready, "\(status)")
        #expect(status.problems.isEmpty)
        #expect(try contract.podSelector(of: object) == "nvidia.com/dynamo-graph-deployment-name=qwen3")
        #expect(try contract.endpoint(of: object)?.service == "qwen3-frontend")
        #expect(try contract.endpoint(of: object)?.port == 8000)
    }
}
