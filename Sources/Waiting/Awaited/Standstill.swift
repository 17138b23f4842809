import Readiness
import Value

/// Why something does nothing although nothing is wrong with it: what people should hear of a success that does nothing.
enum Standstill {
    /// Of an object that counts as ready, to follow its name; nil for what does what it is for.
    static func remark(of object: Value, _ status: ResourceStatus) -> String? {
        let spec = object["spec"]
        switch object["kind"]?.string {
        case "DaemonSet" where status.desired == 0: return "wants 0 pods: \(NodeChoice.words(of: object))"
        case "Deployment" where spec?["paused"]?.bool == true:
            return "is paused, so that its pods stay as they are until it is resumed: \(status.message)"
        case "DaemonSet", "StatefulSet":
            guard spec?["updateStrategy"]?["type"] == "OnDelete" else { return nil }
            return former(of: object, status).map {
                "has \($0) that were made from a former template, and that somebody has to delete: its updateStrategy is "
                    + "OnDelete"
            }
        case "Job":
            if let queue = queue(of: object), spec?["suspend"]?.bool == true {
                return "is suspended until \(queue) admits it"
            }
            return holding(object)
        case "PodDisruptionBudget" where status.reason == "SyncFailed": return status.message
        default: return nil
        }
    }

    /// How many pods there are of a former template; nil for none.
    private static func former(of object: Value, _ status: ResourceStatus) -> String? {
        let live = object["status"]
        let updated = live?["updatedNumberScheduled"] ?? live?["updatedReplicas"]
        let isSame = live?["updateRevision"] != nil && live?["updateRevision"] == live?["currentRevision"]
        let count = (status.desired ?? 0) - Int(updated?.integer ?? 0)
        guard count > 0, !isSame else { return nil }
        return "\(count) pod\(count == 1 ? "" : "s")"
    }

    /// What keeps a Job from making pods, by its own word; nil where nothing does.
    static func holding(_ job: Value) -> String? {
        if job["spec"]?["suspend"]?.bool == true { return "is suspended, so that it never starts" }
        if job["spec"]?["parallelism"]?.integer == 0 { return "has parallelism 0, so that it makes no pods" }
        return nil
    }

    /// Whoever resumes a Job that is suspended.
    static func queue(of job: Value) -> String? {
        if let name = job["metadata"]?["labels"]?["kueue.x-k8s.io/queue-name"]?.string { return "queue \(name)" }
        return job["spec"]?["managedBy"]?.string.flatMap { $0 == "kubernetes.io/job-controller" ? nil : $0 }
    }
}
