import FoundationEssentials
import HTTP
import Kubernetes
import TestParts
import Testing
import Value
import YAML

/// The manifests of providers' charts have no field that a server with their CRDs does not know.
@Suite(.timeLimit(.minutes(10))) struct ManifestTests {
    static let folder = "\(TestParts.projectRoot)/../shared/crds"
    static let crdPath = "\(folder)/nvidia.com_dynamographdeployments.yaml"
    static let rayPath = "\(folder)/ray.io_rayservices.yaml"

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: crdPath),
            "../shared/crds/nvidia.com_dynamographdeployments.yaml is not here: manifests are NOT checked against it"),
        arguments: DynamoManifest.versions)
    func theServerTakesEveryManifestWhole(_ version: String) async throws {
        let crd = try storing(version, YAML.decode(String(contentsOfFile: Self.crdPath, encoding: .utf8), file: "crd"))
        try await onServer { client in
            _ = try await client.create(crd)
            try await waitUntilServed("nvidia.com/\(version)", "DynamoGraphDeployment", client)
            for manifest in DynamoManifest.all(version: version) {
                try await expectWhole(manifest.arguments, client)
            }
        }
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: rayPath),
            "../shared/crds/ray.io_rayservices.yaml is not here: manifests are NOT checked against it"))
    func theServerTakesRayServicesWhole() async throws {
        let crd = withoutRules(try YAML.decode(String(contentsOfFile: Self.rayPath, encoding: .utf8), file: "crd"))
        try await onServer { client in
            _ = try await client.create(crd)
            try await waitUntilServed("ray.io/v1", "RayService", client)
            for manifest in ProviderManifest.plain where manifest.provider == "kuberay" {
                try await expectWhole(manifest.arguments, client)
            }
        }
    }

    @Test func theServerTakesPlainDeploymentsWhole() async throws {
        try await onServer { client in
            for manifest in ProviderManifest.plain where manifest.provider == "vllm" {
                try await expectWhole(manifest.arguments, client)
            }
        }
    }

    /// A server with the namespace of the manifests.
    private func onServer(_ body: (KubernetesClient) async throws -> Void) async throws {
        try await ControlPlane.with { cluster in
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin"))
            let client = KubernetesClient(
                configuration: configuration, transport: CurlTransport(environment: [:]))
            _ = try await client.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "models"]])
            try await body(client)
        }
    }

    /// Every object of the chart comes back with all that was sent.
    private func expectWhole(_ arguments: [String], _ client: KubernetesClient) async throws {
        let rendered = try await Groundcrew.run(["chart", "template"] + arguments)
        #expect(rendered.exitCode == 0, "\(rendered)")
        for document in try YAML.decodeAll(rendered.standardOutput, file: "\(arguments)") {
            let taken = try await client.apply(
                document.value, options: ApplyOptions(fieldManager: "acceptance", force: true, dryRun: true))
            #expect(lost(document.value, taken, at: "").isEmpty, "\(arguments)")
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

    private func waitUntilServed(_ apiVersion: String, _ kind: String, _ client: KubernetesClient) async throws {
        for _ in 0..<100 {
            do {
                _ = try await client.resourceType(apiVersion: apiVersion, kind: kind)
                return
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        throw OperatorChart.Failure(description: "\(kind) is not served in \(apiVersion)")
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
