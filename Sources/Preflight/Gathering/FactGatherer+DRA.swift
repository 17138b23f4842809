import Kubernetes
import Value

/// Dynamic resource allocation, in the newest version that both sides know.
extension FactGatherer {
    private static let versions = ["v1", "v1beta2", "v1beta1"]

    /// Absent where the server does not serve the API.
    func resourceSlices() async throws -> Fact {
        try await reading { client in
            let served: [String]
            do {
                served = try await client.group("resource.k8s.io").versions
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return .absent
            }
            guard let version = Self.versions.first(where: served.contains) else { return .absent }
            let classes = DRAClass.list(
                try await client.list(
                    Self.type("DeviceClass", version), projecting: FactProjection<APIDeviceClass, APIDeviceClass> { $0 }
                ).collect().items)
            let slices = try await client.list(
                Self.type("ResourceSlice", version),
                projecting: FactProjection<APISlice, DRASlice> { try DRASlice($0, classes: classes) }
            ).collect().items
            let claims = try await client.list(
                Self.type("ResourceClaim", version), projecting: FactProjection<APIClaim, APIClaim> { $0 }
            ).collect().items
            return .known(DRAFact.value(version: version, slices: slices, classes: classes, claims: claims))
        }
    }

    private static func type(_ kind: String, _ version: String) -> ResourceType {
        ResourceType(
            group: "resource.k8s.io", version: version, kind: kind,
            plural: kind == "DeviceClass" ? "deviceclasses" : kind.lowercased() + "s",
            isNamespaced: kind == "ResourceClaim")
    }
}
