import Value

/// Rules of kinds that need their own (cli-utils, pkg/kstatus/status/core.go).
enum KindRules {
    typealias WrongType = ObjectReader.WrongType
    typealias Rule = @Sendable (ObjectReader) throws(ObjectReader.WrongType) -> ResourceStatus

    /// By group and kind; the core group has no name.
    static let table: [String: Rule] = [
        "apps/Deployment": deployment, "extensions/Deployment": deployment, "apps/ReplicaSet": replicaSet,
        "extensions/ReplicaSet": replicaSet, "apps/StatefulSet": statefulSet, "apps/DaemonSet": daemonSet,
        "extensions/DaemonSet": daemonSet, "ReplicationController": replicationController, "Pod": pod, "batch/Job": job,
        "batch/CronJob": cronJob, "PersistentVolumeClaim": claim, "Service": service, "Namespace": namespace,
        "Node": node,
        "apiextensions.k8s.io/CustomResourceDefinition": definition, "apiregistration.k8s.io/APIService": apiService,
        "policy/PodDisruptionBudget": disruptionBudget, "ConfigMap": always, "Secret": always, "ServiceAccount": always,
    ]

    private static let always: Rule = { (_) throws(WrongType) in ResourceStatus(.current, "exists") }

    // MARK: - Jobs

    private static let job: Rule = { (object) throws(WrongType) in
        let parallelism = try object.integer("spec.parallelism") ?? 1
        let completions = try object.integer("spec.completions") ?? parallelism
        let succeeded = try object.integer("status.succeeded") ?? 0
        let active = try object.integer("status.active") ?? 0
        let failed = try object.integer("status.failed") ?? 0
        let conditions = try object.conditions()
        if let condition = conditions["Complete"], condition.isTrue {
            return ResourceStatus(.current, "completed, succeeded \(succeeded)/\(completions)")
        }
        if let condition = conditions["Failed"], condition.isTrue {
            return ResourceStatus(
                .failed, "failed \(failed)/\(completions): \(condition.text)", reason: condition.reason)
        }
        if let condition = conditions["Suspended"], condition.isTrue, try object.bool("spec.suspend") ?? false {
            return ResourceStatus(.current, "is suspended", reason: "JobSuspended")
        }
        guard try object.string("status.startTime") != nil else {
            return ResourceStatus(.inProgress, "has not started", reason: "JobNotStarted")
        }
        guard parallelism > 0 else {
            return ResourceStatus(.current, "wants no pods: its parallelism is 0", reason: "JobHeld")
        }
        // In kstatus the time is enough. Quota and admission refuse pods after that, and then there never are any.
        let uncounted =
            try object.array("status.uncountedTerminatedPods.succeeded").count
            + object.array("status.uncountedTerminatedPods.failed").count
        guard active + succeeded + failed + uncounted > 0 else {
            return ResourceStatus(.inProgress, "has started, and has no pods yet", reason: "JobHasNoPods")
        }
        // Running counts as current in kstatus: a job need not end for what it belongs to to be there.
        return ResourceStatus(.current, "runs: succeeded \(succeeded), active \(active), failed \(failed)")
    }

    private static let cronJob: Rule = { (object) throws(WrongType) in
        let isSuspended = try object.bool("spec.suspend") ?? false
        return ResourceStatus(.current, isSuspended ? "is suspended" : "is scheduled")
    }

    // MARK: - Storage and network

    private static let claim: Rule = { (object) throws(WrongType) in
        let phase = try object.string("status.phase") ?? "unknown"
        if phase == "Bound" { return ResourceStatus(.current, "is bound") }
        if phase == "Lost" { return ResourceStatus(.failed, "has lost its volume", reason: "Lost") }
        return ResourceStatus(.inProgress, "is not bound, phase \(phase)", reason: "NotBound")
    }

    private static let service: Rule = { (object) throws(WrongType) in
        guard try object.string("spec.type") == "LoadBalancer" else { return ResourceStatus(.current, "is ready") }
        guard let address = try object.string("spec.clusterIP"), !address.isEmpty else {
            return ResourceStatus(.inProgress, "has no cluster address", reason: "NoIPAssigned")
        }
        // kstatus stops here; without an address the balancer serves nobody, so say so, but hold nothing up.
        let isWaiting = try object.array("status.loadBalancer.ingress").isEmpty
        return ResourceStatus(.current, isWaiting ? "is ready, its load balancer has no address yet" : "is ready")
    }

    // MARK: - The cluster's own

    private static let namespace: Rule = { (object) throws(WrongType) in
        let phase = try object.string("status.phase") ?? ""
        switch phase {
        case "Active": return ResourceStatus(.current, "is active")
        case "Terminating":
            let blocked = try object.conditions().filter { $0.isTrue && $0.type.hasPrefix("Namespace") }.map(\.text)
            let reasons = blocked.isEmpty ? "" : ": \(blocked.joined(separator: "; "))"
            return ResourceStatus(.terminating, "is being deleted\(reasons)")
        case "": return ResourceStatus(.inProgress, "has no phase yet")
        default: return ResourceStatus(.unknown, "is in the unknown phase \(phase)")
        }
    }

    private static let node: Rule = { (object) throws(WrongType) in
        guard let condition = try object.conditions()["Ready"] else {
            return ResourceStatus(.inProgress, "has not reported yet", reason: "NoReadyCondition")
        }
        guard condition.isTrue else { return condition.result(.inProgress) }
        let isCordoned = try object.bool("spec.unschedulable") ?? false
        return ResourceStatus(.current, isCordoned ? "is ready, but cordoned" : "is ready")
    }

    private static let definition: Rule = { (object) throws(WrongType) in
        let conditions = try object.conditions()
        if let names = conditions["NamesAccepted"], names.isFalse { return names.result(.failed) }
        guard let established = conditions["Established"] else {
            return ResourceStatus(.inProgress, "is being installed", reason: "Installing")
        }
        if established.isTrue { return ResourceStatus(.current, "is established") }
        if established.isFalse, established.reason != "Installing" { return established.result(.failed) }
        return ResourceStatus(.inProgress, "is being installed", reason: "Installing")
    }

    private static let apiService: Rule = { (object) throws(WrongType) in
        guard let condition = try object.conditions()["Available"] else {
            return ResourceStatus(.inProgress, "has not been tried yet", reason: "NoAvailableCondition")
        }
        return condition.isTrue ? ResourceStatus(.current, "is available") : condition.result(.inProgress)
    }

    private static let disruptionBudget: Rule = { (object) throws(WrongType) in
        // Always current in kstatus: what it should protect runs all the same.
        if let condition = try object.conditions()["DisruptionAllowed"], condition.reason == "SyncFailed" {
            return ResourceStatus(.current, "protects nothing: \(condition.text)", reason: condition.reason)
        }
        let allowed = try object.integer("status.disruptionsAllowed")
        return ResourceStatus(.current, allowed.map { "allows \($0) disruptions" } ?? "is computed")
    }
}
