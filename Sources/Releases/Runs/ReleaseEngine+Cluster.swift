import Kubernetes

extension ReleaseEngine {
    /// Refuses when another cluster answers than the one that the command began with (F28): before the first change of
    /// each of its parts.
    ///
    /// - Throws: `ReleaseError` with code `moved`, or `forbidden` where it cannot be told any more; `KubernetesError`.
    public func checkCluster() async throws {
        guard let cluster = recorder?.cluster else { return }
        let now = try await client.identity()
        switch now.isSame(as: cluster) {
        case true?: return
        case false?:
            throw ReleaseError(
                .moved, "the cluster has changed under the run: it began on \(cluster), and now \(now) answers",
                hint: "see where the kubeconfig's server leads, then run again")
        case nil where cluster.kubeSystemUID != nil:
            throw ReleaseError(
                .forbidden,
                "the run began on the cluster \(cluster); whether it is still this one cannot be told: "
                    + (now.note ?? "its identity is unknown"),
                hint: "see where the kubeconfig's server leads, and ask for the right to get namespace kube-system")
        case nil: recorder?.tellIdentity()
        }
    }
}
