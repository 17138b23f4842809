import FoundationEssentials
import Readiness
import Testing
import Value
import YAML

/// The contracts of the providers that come with groundcrew.
@Suite struct ProviderContractTests {
    static let charts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "charts")

    /// By provider; only folders with a `provider.yaml` that has a section `readiness`.
    static func contracts() throws -> [String: ReadinessContract] {
        var result: [String: ReadinessContract] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: charts.path()) {
            let file = charts.appending(path: name).appending(path: "provider.yaml")
            guard FileManager.default.fileExists(atPath: file.path()) else { continue }
            let definition = try YAML.decode(Array(try Data(contentsOf: file)), file: "\(name)/provider.yaml")
            guard let section = definition["readiness"] else { continue }
            result[name] = try ReadinessContract(section)
        }
        return result
    }

    private static func object(_ status: Value, deleted: Bool = false) -> Value {
        var metadata: Object = ["name": "qwen3", "namespace": "team", "generation": 2]
        if deleted { metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
        return ["metadata": .object(metadata), "spec": [:], "status": status]
    }

    @Test func everyContractReadsAnObjectThatIsNewOrGoing() throws {
        let contracts = try Self.contracts()
        #expect(!contracts.isEmpty)
        for (name, contract) in contracts {
            let fresh = contract.status(of: Self.object([:]))
            #expect([.pending, .deploying].contains(fresh.phase), "\(name): \(fresh)")
            #expect(contract.status(of: Self.object([:], deleted: true)).phase == .terminating, "\(name)")
            #expect(try contract.podSelector(of: Self.object([:]))?.contains("qwen3") ?? true, "\(name)")
            #expect(try contract.endpoint(of: Self.object([:])) != nil, "\(name)")
        }
    }

    @Test func f46NoContractCallsAnUnseenGenerationReady() throws {
        let status: Value = [
            "observedGeneration": 1, "state": "successful", "conditions": [["type": "Ready", "status": "True"]],
        ]
        for (name, contract) in try Self.contracts() {
            #expect(!contract.status(of: Self.object(status)).isReady, "\(name)")
        }
    }

    /// Of Dynamo's components, which holds a model and how many of it.
    @Test(arguments: [
        ([("frontend", 1), ("worker", 0)], DeploymentPhase.stopped), ([("frontend", 1), ("worker", 2)], .running),
        ([("frontend", 1), ("prefill", 0), ("decode", 0)], .stopped),
        ([("frontend", 1), ("prefill", 0), ("decode", 1)], .running), ([("frontend", 1)], .running),
        ([("frontend", 1), ("planner", 1), ("worker", 0)], .stopped), ([("", 0)], .stopped), ([("", 1)], .running),
    ])
    func whatHasNoWorkerIsStoppedHoweverReady(components: [(type: String, replicas: Int)], phase: DeploymentPhase)
        throws
    {
        let contract = try #require(try Self.contracts()["dynamo"])
        let fields = components.map { component -> Object in
            var fields: Object = ["replicas": .integer(Int64(component.replicas))]
            if !component.type.isEmpty { fields["type"] = .string(component.type) }
            return fields
        }
        let beta = fields.enumerated().map { index, fields in
            Value.object(fields).merged(with: ["name": .string("c\(index)")])
        }
        let alpha = fields.enumerated().map { index, fields -> (String, Value) in
            var service = fields
            service["componentType"] = service["type"]
            service["type"] = nil
            return ("c\(index)", .object(service))
        }
        let specs: [Value] = [["components": .array(beta)], ["services": .object(Object(alpha))]]
        for spec in specs {
            var object =
                Self.object([
                    "state": "successful", "observedGeneration": 2,
                    "conditions": [["type": "Ready", "status": "True", "observedGeneration": 2]],
                ]).object ?? [:]
            object["spec"] = spec
            let status = contract.status(of: .object(object))
            #expect(status.phase == phase, "\(spec.json()): \(status)")
            if phase == .stopped { #expect(status.message.hasPrefix("scaled to zero")) }
            // While it is on its way there, it says so.
            object["status"] = ["state": "pending", "conditions": [["type": "Ready", "status": "False"]]]
            #expect(contract.status(of: .object(object)).phase == .deploying, "\(spec.json())")
        }
    }
}
