import Kubernetes
import Value
public import Versions

/// Who tells the versions of a cluster's parts: whoever reads more of the same need not be asked twice.
///
/// What is forbidden is thrown as a `KubernetesError` of that code.
public struct ClusterVersionReads: Sendable {
    /// Of its API server, such as `v1.36.2`.
    public var kubernetes: @Sendable () async throws -> String
    /// Of NVIDIA's driver, by the nodes that GPU feature discovery has labelled with one.
    public var drivers: @Sendable () async throws -> [String: DriverVersion]

    public init(
        kubernetes: @escaping @Sendable () async throws -> String,
        drivers: @escaping @Sendable () async throws -> [String: DriverVersion]
    ) {
        self.kubernetes = kubernetes
        self.drivers = drivers
    }
}

extension ClusterVersionReads {
    /// Asks the cluster for nothing more.
    init(_ client: KubernetesClient) {
        self.init(
            kubernetes: { try await client.serverVersion().gitVersion },
            drivers: {
                // GPU feature discovery writes this label beside those of the driver.
                let options = ListOptions(labelSelector: "nvidia.com/gpu.count", metadataOnly: true)
                var drivers: [String: DriverVersion] = [:]
                for node in try await client.listAll(.nodes, namespace: nil, options: options).items {
                    var labels: [String: String] = [:]
                    for (key, value) in node["metadata"]?["labels"]?.object ?? [:] { labels[key] = value.string }
                    guard let name = node["metadata"]?["name"]?.string else { continue }
                    drivers[name] = DriverVersion(labels: labels)
                }
                return drivers
            })
    }
}
