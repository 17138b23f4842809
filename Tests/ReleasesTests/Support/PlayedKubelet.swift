import Kubernetes
import Value

/// Plays the kubelet of the control plane that has none: ends pods as told.
enum PlayedKubelet {
    /// Ends `done` pods, and notes the order in which they came: Jobs' pods by the name of their Job.
    ///
    /// - Parameter client: nil means the shared control plane's.
    static func play(
        _ namespace: String, failing: Set<String> = [], until done: Int, _ client: KubernetesClient? = nil
    ) async throws -> [String] {
        let client = if let client { client } else { try await Live.client() }
        var seen: [String] = []
        while seen.count < done {
            for pod in try await client.listAll(.pods, namespace: namespace).items {
                guard let name = pod["metadata"]?["name"]?.string, pod["status"]?["phase"] == "Pending" else {
                    continue
                }
                let title = pod["metadata"]?["labels"]?["job-name"]?.string ?? name
                let phase = failing.contains(title) ? "Failed" : "Succeeded"
                do {
                    _ = try await client.patch(
                        .pods, name, namespace: namespace, with: .merge(["status": ["phase": .string(phase)]]),
                        options: WriteOptions(subresource: "status"))
                    seen.append(title)
                } catch let error as KubernetesError where error.isNotFound || error.code == .conflict {
                    continue
                }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return seen
    }
}
