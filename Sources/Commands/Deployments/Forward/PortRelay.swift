import Kubernetes

/// Carries bytes between a program on this machine and a pod.
enum PortRelay {
    /// Returns when either side is done; the pod's side is closed then, the program's is its listener's to close.
    ///
    /// - Throws: what reading or writing throws first; `PodSide` where that was the pod's side.
    static func run(_ local: any LocalConnection, _ remote: any ByteConnection) async throws {
        defer { remote.close() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await local.read { bytes in try await onPodSide { try await remote.write(bytes) } }
            }
            group.addTask {
                while let bytes = try await onPodSide({ try await remote.read(within: nil) }) {
                    try await local.write(bytes)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// The pod's side has failed.
    struct PodSide: Error {
        var underlying: any Error
    }

    private static func onPodSide<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as KubernetesError {
            throw PodSide(underlying: error)
        }
    }
}
