import Kubernetes
import Value
public import Versions

/// The versions of a cluster's parts that an operator has to do with, as far as they are known.
public struct ClusterVersions: Sendable, Equatable {
    /// Of its API server.
    public var kubernetes: String?
    /// Of operators that are there, or will be, by name.
    public var operators: [String: String]
    /// Of NVIDIA's driver, on nodes that say so, by the nodes' names.
    public var drivers: [String: DriverVersion]

    public init(
        kubernetes: String? = nil, operators: [String: String] = [:], drivers: [String: DriverVersion] = [:]
    ) {
        self.kubernetes = kubernetes
        self.operators = operators
        self.drivers = drivers
    }
}

extension ClusterVersions {
    /// Asks the cluster; what may not be read is left out.
    ///
    /// - Parameter withDrivers: whether nodes are looked at.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    init(of client: KubernetesClient, withDrivers: Bool) async throws {
        self.init()
        do {
            kubernetes = try await client.serverVersion().gitVersion
        } catch let error as KubernetesError where error.code == .forbidden {
            kubernetes = nil
        }
        guard withDrivers else { return }
        do {
            // GPU feature discovery writes this label beside those of the driver.
            let options = ListOptions(labelSelector: "nvidia.com/gpu.count", metadataOnly: true)
            for node in try await client.listAll(.nodes, namespace: nil, options: options).items {
                var labels: [String: String] = [:]
                for (key, value) in node["metadata"]?["labels"]?.object ?? [:] { labels[key] = value.string }
                guard let name = node["metadata"]?["name"]?.string else { continue }
                drivers[name] = DriverVersion(labels: labels)
            }
        } catch let error as KubernetesError where error.code == .forbidden {
            drivers = [:]
        }
    }
}
