import Kubernetes
import Sandbox

extension ClusterSession {
    /// What a cluster says of itself before anything is asked of it.
    struct Introduction: Sendable {
        /// Whether it says that it is a simulated one, whatever it was reached through.
        var isSimulated = false
        /// Whether it answered in time, if only to refuse.
        var hasAnswered = false
    }

    /// A cluster that does not say so, or does not answer in time, is taken for a real one; why it does not answer is
    /// for the command to find out.
    static func introduction(
        of client: KubernetesClient, _ context: CommandContext
    ) async throws -> Introduction {
        try await withThrowingTaskGroup(of: Introduction.self) { group in
            group.addTask {
                do {
                    let version = try await client.serverVersion()
                    return Introduction(isSimulated: version.gitCommit == Sandbox.gitCommit, hasAnswered: true)
                } catch let error as KubernetesError {
                    return Introduction(hasAnswered: error.code == .forbidden)
                }
            }
            group.addTask {
                try await context.clock.sleep(for: CommandLimits.introduction)
                return Introduction()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? Introduction()
        }
    }
}
