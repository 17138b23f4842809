import Value

/// Kinds that keep a number of pods.
extension KindRules {
    /// In progress with "what have/want".
    private static func lacking(
        _ what: String, _ have: Int, _ want: Int, _ reason: String, ready: Int, desired: Int
    ) -> ResourceStatus {
        ResourceStatus(.inProgress, "\(what) \(have)/\(want)", reason: reason, desired: desired, ready: ready)
    }

    private static func surplus(_ count: Int, ready: Int, desired: Int) -> ResourceStatus {
        ResourceStatus(
            .inProgress, "waits for \(count) old pods to end", reason: "ExtraPods", desired: desired, ready: ready)
    }

    /// Whether pods keep the template that they were made from until somebody deletes them.
    private static func isUpdatedByDeleting(_ object: ObjectReader) throws(WrongType) -> Bool {
        try object.string("spec.updateStrategy.type") == "OnDelete"
    }

    static let deployment: Rule = { (object) throws(WrongType) in
        let desired = try object.integer("spec.replicas") ?? 1
        let replicas = try object.integer("status.replicas") ?? 0
        let updated = try object.integer("status.updatedReplicas") ?? 0
        let ready = try object.integer("status.readyReplicas") ?? 0
        let available = try object.integer("status.availableReplicas") ?? 0
        let conditions = try object.conditions()
        // The controller knows no deadline at its largest value and then sets no condition Progressing.
        let deadline = try object.integer("spec.progressDeadlineSeconds") ?? Int(Int32.max)
        let progressing = conditions["Progressing"]
        if let progressing, progressing.reason == "ProgressDeadlineExceeded" {
            let cause = conditions["ReplicaFailure"].flatMap { $0.isTrue ? ": \($0.text)" : nil } ?? ""
            return ResourceStatus(
                .failed, "progress deadline exceeded, ready \(ready)/\(desired)\(cause)", reason: progressing.reason,
                desired: desired, ready: ready)
        }
        if desired > replicas {
            // Pods that cannot be made at all, for a quota or an admission rule, show only here.
            if let failure = conditions["ReplicaFailure"], failure.isTrue {
                return ResourceStatus(
                    .inProgress, "replicas \(replicas)/\(desired): \(failure.text)", reason: failure.reason,
                    desired: desired,
                    ready: ready)
            }
            return lacking("replicas", replicas, desired, "LessReplicas", ready: ready, desired: desired)
        }
        if desired > updated {
            return lacking("updated", updated, desired, "LessUpdated", ready: ready, desired: desired)
        }
        if replicas > desired { return surplus(replicas - desired, ready: ready, desired: desired) }
        if updated > available {
            return lacking("available", available, updated, "LessAvailable", ready: ready, desired: desired)
        }
        if desired > ready { return lacking("ready", ready, desired, "LessReady", ready: ready, desired: desired) }
        let isProgressing = progressing.map { $0.isTrue && $0.reason == "NewReplicaSetAvailable" } ?? false
        guard deadline == Int(Int32.max) || isProgressing else {
            return ResourceStatus(
                .inProgress, "its new replica set is not available", reason: "ReplicaSetNotAvailable", desired: desired,
                ready: ready)
        }
        guard conditions["Available"]?.isTrue ?? false else {
            return ResourceStatus(
                .inProgress, "is not available", reason: "DeploymentNotAvailable", desired: desired, ready: ready)
        }
        return ResourceStatus(.current, "ready \(ready)/\(desired)", desired: desired, ready: ready)
    }

    static let replicaSet: Rule = { (object) throws(WrongType) in
        let desired = try object.integer("spec.replicas") ?? 1
        let replicas = try object.integer("status.replicas") ?? 0
        let ready = try object.integer("status.readyReplicas") ?? 0
        let available = try object.integer("status.availableReplicas") ?? 0
        let labelled = try object.integer("status.fullyLabeledReplicas") ?? 0
        if let failure = try object.conditions()["ReplicaFailure"], failure.isTrue {
            return ResourceStatus(.inProgress, failure.text, reason: failure.reason, desired: desired, ready: ready)
        }
        if desired > labelled {
            return lacking("labelled", labelled, desired, "LessLabelled", ready: ready, desired: desired)
        }
        if desired > available {
            return lacking("available", available, desired, "LessAvailable", ready: ready, desired: desired)
        }
        if desired > ready { return lacking("ready", ready, desired, "LessReady", ready: ready, desired: desired) }
        if replicas > desired { return surplus(replicas - desired, ready: ready, desired: desired) }
        return ResourceStatus(.current, "ready \(ready)/\(desired)", desired: desired, ready: ready)
    }

    static let replicationController: Rule = { (object) throws(WrongType) in
        let desired = try object.integer("spec.replicas") ?? 1
        let ready = try object.integer("status.readyReplicas") ?? 0
        if desired > ready { return lacking("ready", ready, desired, "LessReady", ready: ready, desired: desired) }
        return ResourceStatus(.current, "ready \(ready)/\(desired)", desired: desired, ready: ready)
    }

    static let statefulSet: Rule = { (object) throws(WrongType) in
        let desired = try object.integer("spec.replicas") ?? 1
        let replicas = try object.integer("status.replicas") ?? 0
        let ready = try object.integer("status.readyReplicas") ?? 0
        let current = try object.integer("status.currentReplicas") ?? 0
        let updated = try object.integer("status.updatedReplicas") ?? 0
        if desired > replicas {
            return lacking("replicas", replicas, desired, "LessReplicas", ready: ready, desired: desired)
        }
        if desired > ready { return lacking("ready", ready, desired, "LessReady", ready: ready, desired: desired) }
        if replicas > desired { return surplus(replicas - desired, ready: ready, desired: desired) }
        // In kstatus it is current whatever its pods do. Only which template they have is up to whoever deletes them.
        if try isUpdatedByDeleting(object) {
            return ResourceStatus(.current, "ready \(ready)/\(desired)", desired: desired, ready: ready)
        }
        if let partition = try object.integer("spec.updateStrategy.rollingUpdate.partition") {
            if updated < desired - partition {
                return lacking(
                    "updated", updated, desired - partition, "PartitionRollout", ready: ready, desired: desired)
            }
            return ResourceStatus(
                .current, "ready \(ready)/\(desired), updated \(updated) behind partition \(partition)",
                desired: desired,
                ready: ready)
        }
        if desired > current {
            return lacking("current", current, desired, "LessCurrent", ready: ready, desired: desired)
        }
        if try object.string("status.currentRevision") != object.string("status.updateRevision") {
            return ResourceStatus(
                .inProgress, "waits for all pods to have the new revision", reason: "RevisionMismatch",
                desired: desired,
                ready: ready)
        }
        return ResourceStatus(.current, "ready \(ready)/\(desired)", desired: desired, ready: ready)
    }

    static let daemonSet: Rule = { (object) throws(WrongType) in
        // The controller always writes both; before it has, nothing is known.
        guard try object.integer("metadata.generation") != nil, try object.integer("status.observedGeneration") != nil,
            let desired = try object.integer("status.desiredNumberScheduled")
        else {
            return ResourceStatus(.inProgress, "the controller has not seen it yet", reason: "NoObservedGeneration")
        }
        let ready = try object.integer("status.numberReady") ?? 0
        let steps: [(what: String, path: String, reason: String)] = [
            ("scheduled", "status.currentNumberScheduled", "LessCurrent"),
            ("updated", "status.updatedNumberScheduled", "LessUpdated"),
            ("available", "status.numberAvailable", "LessAvailable"),
            ("ready", "status.numberReady", "LessReady"),
        ]
        // By kstatus it would be updated; but that takes somebody who deletes its pods.
        let skipsUpdates = try isUpdatedByDeleting(object)
        for step in steps where step.what != "updated" || !skipsUpdates {
            let have = try object.integer(step.path) ?? 0
            if desired > have { return lacking(step.what, have, desired, step.reason, ready: ready, desired: desired) }
        }
        return ResourceStatus(
            .current, desired == 0 ? "ready 0/0, no node fits it" : "ready \(ready)/\(desired)", desired: desired,
            ready: ready)
    }

    static let pod: Rule = { (object) throws(WrongType) in
        let phase = try object.string("status.phase") ?? ""
        let conditions = try object.conditions()
        switch phase {
        case "Succeeded": return ResourceStatus(.current, "has completed")
        // kstatus calls this current; a pod that has failed is not what anyone waits for.
        case "Failed":
            let words = [try object.string("status.reason"), try object.string("status.message")].compactMap(\.self)
            return ResourceStatus(
                .failed, words.isEmpty ? "has failed" : words.joined(separator: ": "), reason: "PodFailed")
        case "Running":
            if conditions["Ready"]?.isTrue ?? false { return ResourceStatus(.current, "is ready") }
            let looping = try object.array("status.containerStatuses").filter {
                $0["state"]?["waiting"]?["reason"]?.string == "CrashLoopBackOff"
            }
            if !looping.isEmpty {
                let names = looping.compactMap { $0["name"]?.string }.joined(separator: ", ")
                return ResourceStatus(.failed, "containers keep crashing: \(names)", reason: "ContainerCrashLooping")
            }
            return ResourceStatus(.inProgress, "runs, but is not ready", reason: "PodRunningNotReady")
        case "Pending":
            // kstatus gives the scheduler 15 seconds first; who waits here has a time limit of their own.
            if let scheduled = conditions["PodScheduled"], scheduled.isFalse, scheduled.reason == "Unschedulable" {
                return ResourceStatus(.inProgress, "cannot be scheduled: \(scheduled.text)", reason: "Unschedulable")
            }
            return ResourceStatus(.inProgress, "is pending", reason: "PodPending")
        case "": return ResourceStatus(.inProgress, "has no phase yet", reason: "PodNotObserved")
        default: return ResourceStatus(.unknown, "is in the unknown phase \(phase)")
        }
    }
}
