import FoundationEssentials
import HTTP
import Kubernetes
import TestParts
import Testing
import Value
import YAML

/// The manifests of charts/dynamo have no field that Dynamo's CRD does not know.
@Suite(.timeLimit(.minutes(10))) struct ManifestTests {
    static let crdPath = "\(TestParts.projectRoot)/../shared/crds/nvidia.com_dynamographdeployments.yaml"

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: crdPath),
            "../shared/crds/nvidia.com_dynamographdeployments.yaml is not here: manifests are NOT checked against it"),
        arguments: DynamoManifest.versions)
    func theServerTakesEveryManifestWhole(_ version: String) async throws {
        let crd = try storing(version, YAML.decode(String(contentsOfFile: Self.crdPath, encoding: .utf8), file: "crd"))
        try await ControlPlane.with { cluster in
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin"))
            let client = KubernetesClient(
                configuration: configuration, transport: CurlTransport(environment: [:]))
            _ = try await client.create(crd)
            _ = try await client.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "models"]])
            try await waitUntilServed(version, client)
            let type = ResourceType(
                group: "nvidia.com", version: version, kind: "DynamoGraphDeployment", plural: "dynamographdeployments",
                isNamespaced: true)
            for manifest in DynamoManifest.all(version: version) {
                let rendered = try await Groundcrew.run(["chart", "template"] + manifest.arguments)
                let sent = try YAML.decode(rendered.standardOutput, file: "\(manifest)")
                let taken = try await client.apply(
                    sent, as: type, namespace: "models",
                    options: ApplyOptions(fieldManager: "acceptance", force: true, dryRun: true))
                #expect(lost(sent, taken, at: "").isEmpty, "\(manifest)")
            }
        }
    }

    /// The CRD without the rules that Kubernetes 1.20 does not know, with `version` as the one that is stored: without
    /// the operator's webhook nothing converts, so that an object of another version would lose its fields.
    private func storing(_ version: String, _ crd: Value) throws -> Value {
        guard var root = withoutRules(crd).object, var spec = root["spec"]?.object else {
            throw OperatorChart.Failure(description: "the CRD has no spec")
        }
        spec["versions"] = .array(
            (spec["versions"]?.array ?? []).map { entry in
                var entry = entry.object ?? [:]
                entry["storage"] = .bool(entry["name"]?.string == version)
                return .object(entry)
            })
        root["spec"] = .object(spec)
        return .object(root)
    }

    private func withoutRules(_ value: Value) -> Value {
        if let object = value.object {
            var kept: Object = [:]
            for (key, child) in object where key != "x-kubernetes-validations" { kept[key] = withoutRules(child) }
            return .object(kept)
        }
        return value.array.map { .array($0.map(withoutRules)) } ?? value
    }

    private func waitUntilServed(_ version: String, _ client: KubernetesClient) async throws {
        let path = "/apis/nvidia.com/\(version)/dynamographdeployments"
        for _ in 0..<100 {
            do {
                _ = try await client.rawValue(path)
                return
            } catch let error as KubernetesError where error.code == .notFound || error.code == .resourceTypeNotFound {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        throw OperatorChart.Failure(description: "\(path) is not served")
    }

    /// The paths at which `taken` misses or changes what was sent.
    private func lost(_ sent: Value, _ taken: Value?, at path: String) -> [String] {
        if let object = sent.object {
            return object.flatMap { key, child in lost(child, taken?[key], at: "\(path).\(key)") }
        }
        if let array = sent.array {
            let other = taken?.array ?? []
            return array.enumerated().flatMap { index, child in
                lost(child, index < other.count ? other[index] : nil, at: "\(path)[\(index)]")
            } + (array.count == other.count ? [] : ["\(path): \(array.count) sent, \(other.count) kept"])
        }
        return sent == taken ? [] : ["\(path): sent \(sent), kept \(taken.map { "\($0)" } ?? "nothing")"]
    }
}
