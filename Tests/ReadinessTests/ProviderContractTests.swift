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
}
