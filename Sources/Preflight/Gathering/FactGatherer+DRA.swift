import Kubernetes
import Value

/// Dynamic resource allocation, in the newest version that both sides know.
extension FactGatherer {
    private static let versions = ["v1", "v1beta2", "v1beta1"]
    /// Of DeviceTaintRule, which came in 1.33, is optional until 1.37, and lags behind the other kinds.
    private static let ruleVersions = ["v1", "v1beta2", "v1alpha3"]

    /// Absent where the server does not serve the API.
    func resourceSlices() async throws -> Fact {
        try await reading { client in
            let served = try await versions(of: "resource.k8s.io", client)
            guard let version = Self.versions.first(where: served.contains) else { return .absent }
            let all = try await client.list(
                Self.type("DeviceClass", version), projecting: FactProjection<APIDeviceClass, APIDeviceClass> { $0 }
            ).collect().items
            let classes = DRAClass.list(all)
            let rules = DRATaintRule.list(try await taintRules(client, served), classes: all)
            let slices = try await client.list(
                Self.type("ResourceSlice", version),
                projecting: FactProjection<APISlice, DRASlice> { try DRASlice($0, classes: classes, rules: rules) }
            ).collect().items
            let claims = try await client.list(
                Self.type("ResourceClaim", version), projecting: FactProjection<APIClaim, APIClaim> { $0 }
            ).collect().items
            return .known(DRAFact.value(version: version, slices: slices, classes: classes, claims: claims))
        }
    }

    /// None where the server does not serve them. A caller who may not see them is told so: what they taint is not free.
    private func taintRules(
        _ client: KubernetesClient, _ served: [String]
    ) async throws -> [APIDeviceTaintRule] {
        for version in Self.ruleVersions where served.contains(version) {
            let types = try await types(in: GroupVersion(group: "resource.k8s.io", version: version), client)
            guard types.contains(where: { $0.kind == "DeviceTaintRule" }) else { continue }
            return try await client.list(
                Self.type("DeviceTaintRule", version),
                projecting: FactProjection<APIDeviceTaintRule, APIDeviceTaintRule> { $0 }
            ).collect().items
        }
        return []
    }

    private static func type(_ kind: String, _ version: String) -> ResourceType {
        ResourceType(
            group: "resource.k8s.io", version: version, kind: kind,
            plural: kind == "DeviceClass" ? "deviceclasses" : kind.lowercased() + "s",
            isNamespaced: kind == "ResourceClaim")
    }
}
