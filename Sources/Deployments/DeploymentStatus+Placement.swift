import Readiness

extension DeploymentStatus {
    /// Makes a deployment pending whose pods all wait for a node: objects that count pods call that deploying, since they
    /// do not see where pods are. The causes say what is missing.
    mutating func waitIfUnplaced() {
        guard phase == .deploying, !pods.isEmpty, pods.allSatisfy({ $0.phase == "Pending" }),
            causes.contains(where: { $0.cause == .unschedulable })
        else { return }
        phase = .pending
    }
}
