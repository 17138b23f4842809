import Kubernetes
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
    /// What may not be read is left out.
    ///
    /// - Parameter withDrivers: whether nodes are looked at.
    /// - Throws: `KubernetesError` for all but what is forbidden.
    init(by reads: ClusterVersionReads, withDrivers: Bool) async throws {
        self.init()
        do {
            kubernetes = try await reads.kubernetes()
        } catch let error as KubernetesError where error.code == .forbidden {
            kubernetes = nil
        }
        guard withDrivers else { return }
        do {
            drivers = try await reads.drivers()
        } catch let error as KubernetesError where error.code == .forbidden {
            drivers = [:]
        }
    }
}
