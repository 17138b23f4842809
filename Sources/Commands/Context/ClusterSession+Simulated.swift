import Kubernetes
import Sandbox

extension ClusterSession {
    /// Whether the cluster says of itself that it is a simulated one, whatever it was reached through.
    ///
    /// A cluster that does not say so, or does not answer in time, is taken for a real one; why it does not answer is
    /// for the command to find out.
    static func isSimulated(_ client: KubernetesClient, _ context: CommandContext) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    return try await client.serverVersion().gitCommit == Sandbox.gitCommit
                } catch is KubernetesError {
                    return false
                }
            }
            group.addTask {
                try await context.clock.sleep(for: CommandLimits.introduction)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }
}
