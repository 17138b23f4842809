import FoundationEssentials
import Kubernetes
import TestParts
import Value
import YAML

/// Plays the operator of the provider `harbor`, of which only its file is known to the program.
enum PlayedHarbor {
    static let charts = "\(TestParts.projectRoot)/Tests/Fixtures/providers"
    static let berths = "/apis/harbor.example.com/v1/berths"

    /// A bootstrap file that serves acme/barge as fleet/barge.
    static func text(lighthouse: String, pilot: String) -> String {
        """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        operators:
          lighthouse: {chart: \(lighthouse), values: {simulates: lighthouse}}
          harbor-pilot: {chart: \(pilot), values: {simulates: pilot}}
        models:
          - {id: acme/barge, name: barge, namespace: fleet, provider: harbor, mode: convoy, routerMode: buoy, engine: steam}
        smokeTest: false
        timeouts: {operators: 90, models: 90}

        """
    }

    /// Brings the CRD once the pilot runs, and moors every berth.
    @Sendable static func turn(_ played: PlayedCluster) async throws {
        let pilots = try await played.objects(at: "/apis/apps/v1/namespaces/harbor-system/deployments")
        guard pilots.contains(where: { ($0["status"]?["availableReplicas"]?.integer ?? 0) > 0 }) else { return }
        if try await played.client.getIfPresent(.customResourceDefinitions, "berths.harbor.example.com") == nil {
            _ = try await played.client.create(definition())
        }
        for berth in try await played.objects(at: berths)
        where berth["status"]?["observedGeneration"] != berth["metadata"]?["generation"] {
            try await moor(berth, played)
        }
    }

    private static func definition() throws -> Value {
        let text = try String(contentsOfFile: "\(charts)/harbor/provider.yaml", encoding: .utf8)
        let provider = try YAML.decode(text, file: "provider.yaml")
        guard let crd = provider["sandbox"]?["operators"]?[0]?["definitions"]?[0] else {
            throw OperatorChart.Failure(description: "harbor has no definition")
        }
        return crd
    }

    private static func moor(_ berth: Value, _ played: PlayedCluster) async throws {
        guard let name = berth["metadata"]?["name"]?.string, let namespace = berth["metadata"]?["namespace"]?.string
        else { return }
        let spec = berth["spec"]
        let ships = (spec?["ships"]?.integer ?? 0) + (spec?["tugs"]?.integer ?? 0)
        _ = try await played.client.patch(
            ResourceType(
                group: "harbor.example.com", version: "v1", kind: "Berth", plural: "berths", isNamespaced: true),
            name, namespace: namespace,
            with: .merge([
                "status": [
                    "phase": "Moored", "moored": .integer(ships),
                    "observedGeneration": berth["metadata"]?["generation"] ?? 1,
                ]
            ]), options: WriteOptions(subresource: "status"))
    }
}
