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
            let slices = try await client.list(
                Self.type("ResourceSlice", version), projecting: FactProjection<APISlice, APISlice> { $0 }
            ).collect().items
            let classes = try await client.list(
                Self.type("DeviceClass", version), projecting: FactProjection<APIDeviceClass, APIDeviceClass> { $0 }
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

struct APISlice: Decodable, Sendable {
    struct Spec: Decodable, Sendable {
        struct Pool: Decodable, Sendable {
            var name: String
            var generation: Int64?
        }
        struct Device: Decodable, Sendable { var name: String }
        var driver: String
        var nodeName: String?
        var pool: Pool
        var devices: [Device]?
    }
    var spec: Spec
}

struct APIDeviceClass: Decodable, Sendable {
    struct Metadata: Decodable, Sendable { var name: String }
    struct Spec: Decodable, Sendable {
        struct Selector: Decodable, Sendable {
            struct CEL: Decodable, Sendable { var expression: String }
            var cel: CEL?
        }
        var extendedResourceName: String?
        var selectors: [Selector]?
    }
    var metadata: Metadata
    var spec: Spec?

    /// The driver whose devices it selects: the one that a selector names, else by convention its own name.
    var driver: String {
        let expressions = (spec?.selectors ?? []).compactMap(\.cel?.expression)
        let named = DRAInventory.drivers.sorted().first { driver in
            expressions.contains { $0.contains("'\(driver)'") || $0.contains("\"\(driver)\"") }
        }
        return named ?? metadata.name
    }
}

struct APIClaim: Decodable, Sendable {
    struct Status: Decodable, Sendable {
        struct Allocation: Decodable, Sendable {
            struct Devices: Decodable, Sendable {
                struct Result: Decodable, Sendable, Hashable {
                    var driver: String
                    var pool: String
                    var device: String
                    var adminAccess: Bool?
                }
                var results: [Result]?
            }
            var devices: Devices?
        }
        var allocation: Allocation?
    }
    var status: Status?
}

/// Reduces what the API holds to counts.
enum DRAFact {
    private struct PoolName: Hashable {
        var driver: String
        var pool: String
    }

    static func value(
        version: String, slices: [APISlice], classes: [APIDeviceClass], claims: [APIClaim]
    ) -> Value {
        // Only a pool's newest generation counts; older slices are about to be removed.
        var generations: [PoolName: Int64] = [:]
        for slice in slices {
            let name = PoolName(driver: slice.spec.driver, pool: slice.spec.pool.name)
            generations[name] = max(generations[name] ?? 0, slice.spec.pool.generation ?? 0)
        }
        let current = slices.filter { slice in
            let name = PoolName(driver: slice.spec.driver, pool: slice.spec.pool.name)
            return slice.spec.pool.generation ?? 0 == generations[name]
        }
        var nodes: [PoolName: String] = [:]
        for slice in current {
            nodes[PoolName(driver: slice.spec.driver, pool: slice.spec.pool.name)] = slice.spec.nodeName ?? ""
        }
        // A device that several claims share is one device.
        var held: [PoolName: Set<String>] = [:]
        for result in claims.flatMap({ $0.status?.allocation?.devices?.results ?? [] })
        where result.adminAccess != true {
            held[PoolName(driver: result.driver, pool: result.pool), default: []].insert(result.device)
        }
        let allocated = held.sorted { ($0.key.driver, $0.key.pool) < ($1.key.driver, $1.key.pool) }
        return [
            "version": .string(version),
            "slices": .array(
                current.map {
                    [
                        "driver": .string($0.spec.driver), "node": .string($0.spec.nodeName ?? ""),
                        "devices": .integer(Int64($0.spec.devices?.count ?? 0)),
                    ]
                }),
            "allocated": .array(
                allocated.map {
                    [
                        "driver": .string($0.key.driver), "node": .string(nodes[$0.key] ?? ""),
                        "devices": .integer(Int64($0.value.count)),
                    ]
                }),
            "extended": .array(
                classes.compactMap { entry in
                    entry.spec?.extendedResourceName.map {
                        ["resource": .string($0), "driver": .string(entry.driver)]
                    }
                }),
        ]
    }
}
