import Kubernetes
import Value

/// Plays the controllers and kubelets of a bare control plane: Jobs end well, Deployments are ready, pods run to their end.
struct Player: Sendable {
    let client: KubernetesClient

    private static let pause: Duration = .milliseconds(40)
    private static let time: Value = "2026-01-01T00:00:00Z"

    /// Plays while `body` runs.
    func play<Result: Sendable>(while body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await turn()
                    try await Task.sleep(for: Self.pause)
                }
            }
            guard let result = try await group.next(), let result else { throw CancellationError() }
            return result
        }
    }

    private func turn() async throws {
        do {
            for (type, path) in [
                (ResourceType.jobs, "/apis/batch/v1/jobs"), (.deployments, "/apis/apps/v1/deployments"),
                (.pods, "/api/v1/pods"),
            ] {
                // Whatever age, as the server has it at hand.
                for object in try await client.rawValue("\(path)?resourceVersion=0")["items"]?.array ?? [] {
                    guard let status = Self.status(of: object, type) else { continue }
                    try await say(status, of: object, type)
                }
            }
        } catch is KubernetesError {
            // The server is away, or somebody removed it: the next turn sees.
        }
    }

    private func say(_ status: Value, of object: Value, _ type: ResourceType) async throws {
        let metadata = object["metadata"]
        _ = try await client.patch(
            type, metadata?["name"]?.string ?? "", namespace: metadata?["namespace"]?.string,
            with: .merge(["status": status]), options: WriteOptions(subresource: "status"))
    }

    /// What is to be said of an object; nil where it says so already.
    static func status(of object: Value, _ type: ResourceType) -> Value? {
        let status = object["status"]
        switch type {
        case .jobs:
            guard status?["conditions"]?.array?.isEmpty ?? true else { return nil }
            return [
                "conditions": .array(
                    ["SuccessCriteriaMet", "Complete"].map { ["type": .string($0), "status": "True"] }),
                "startTime": time, "completionTime": "2099-01-01T00:00:00Z", "succeeded": 1,
            ]
        case .deployments:
            let generation = object["metadata"]?["generation"] ?? 1
            guard status?["observedGeneration"] != generation else { return nil }
            let replicas = object["spec"]?["replicas"] ?? 1
            return [
                "observedGeneration": generation, "replicas": replicas, "updatedReplicas": replicas,
                "readyReplicas": replicas, "availableReplicas": replicas,
                "conditions": [
                    ["type": "Available", "status": "True", "reason": "MinimumReplicasAvailable", "message": ""],
                    ["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable", "message": ""],
                ],
            ]
        case .pods:
            guard status?["phase"] != "Succeeded" else { return nil }
            return ["phase": "Succeeded", "startTime": time]
        default: return nil
        }
    }
}
