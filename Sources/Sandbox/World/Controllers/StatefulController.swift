import Value

/// Stateful sets, daemon sets and jobs make pods.
struct StatefulController: Controller {
    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for set in cluster.list(.statefulSets) where !set.isBeingDeleted { fillOrdered(set, &cluster, time) }
        for set in cluster.list(.daemonSets) where !set.isBeingDeleted { fillNodes(set, &cluster, time) }
        for job in cluster.list(.jobs) where !job.isBeingDeleted { run(job, &cluster, time) }
    }

    private func fillOrdered(_ set: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        let wanted = Int(set[at: "spec", "replicas"]?.integer ?? 1)
        let isParallel = set[at: "spec", "podManagementPolicy"]?.string == "Parallel"
        let hash = ReplicaController.hash(set[at: "spec", "template"] ?? [:])
        let revision = "\(set.name)-\(hash)"
        let label = "controller-revision-hash"
        for index in 0..<max(wanted, 0) {
            let name = "\(set.name)-\(index)"
            if let pod = cluster.object(.pods, set.namespace, name) {
                if pod.labels[label]?.string != revision { cluster.deleteAsController(pod, .pods, time) }
                if !isParallel, !PodState.isReady(pod) { break }
                continue
            }
            claimVolumes(set, index, &cluster, time)
            PodState.create(
                from: set[at: "spec", "template"] ?? [:], name: name, owner: set, .statefulSets, &cluster, time
            ) { pod in
                pod[at: "metadata", "labels", label] = .string(revision)
                pod[at: "metadata", "labels", "statefulset.kubernetes.io/pod-name"] = .string(name)
                pod[at: "spec", "hostname"] = .string(name)
            }
            if !isParallel { break }
        }
        let pods = cluster.controlled(.pods, by: set)
        for pod in pods {
            guard let index = pod.name.split(separator: "-").last.flatMap({ Int($0) }), index >= wanted else {
                continue
            }
            cluster.deleteAsController(pod, .pods, time)
        }
        let now = cluster.controlled(.pods, by: set).filter { !$0.isBeingDeleted }
        let ready = Int64(now.count(where: PodState.isReady))
        let updated = Int64(now.count { $0.labels[label]?.string == revision })
        var live = set
        live[at: "status"] = [
            "observedGeneration": .integer(set.generation), "replicas": .integer(Int64(now.count)),
            "readyReplicas": .integer(ready), "availableReplicas": .integer(ready),
            "currentReplicas": .integer(updated), "updatedReplicas": .integer(updated),
            "currentRevision": .string(revision), "updateRevision": .string(revision), "collisionCount": 0,
        ]
        cluster.update(.statefulSets, live)
    }

    private func claimVolumes(_ set: Value, _ index: Int, _ cluster: inout Cluster, _ time: ControllerTime) {
        for template in set[at: "spec", "volumeClaimTemplates"]?.array ?? [] {
            let name = "\(template.name)-\(set.name)-\(index)"
            guard cluster.object(.claims, set.namespace, name) == nil else { continue }
            cluster.createAsController(
                [
                    "metadata": [
                        "name": .string(name), "namespace": .string(set.namespace),
                        "labels": set[at: "spec", "selector", "matchLabels"] ?? [:],
                    ], "spec": template["spec"] ?? [:],
                ], .claims, time)
        }
    }

    private func fillNodes(_ set: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        let template = set[at: "spec", "template"] ?? [:]
        let nodes = cluster.list(.nodes).filter { node in
            // Cordoned nodes still run daemon pods.
            NodeFit.mismatch(["spec": template["spec"] ?? [:]], node, ignoresCordon: true) == nil
        }
        let pods = cluster.controlled(.pods, by: set).filter { !$0.isBeingDeleted && !PodState.isFinished($0) }
        let placed = Dictionary(
            pods.map { ($0[at: "spec", "nodeName"]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        for node in nodes where placed[node.name] == nil {
            PodState.create(from: template, name: nil, owner: set, .daemonSets, &cluster, time) { pod in
                pod[at: "spec", "nodeName"] = .string(node.name)
            }
        }
        let names = Set(nodes.map(\.name))
        for pod in pods where !names.contains(pod[at: "spec", "nodeName"]?.string ?? "") {
            cluster.deleteAsController(pod, .pods, time)
        }
        let now = cluster.controlled(.pods, by: set).filter { !$0.isBeingDeleted }
        let ready = Int64(now.count(where: PodState.isReady))
        let wanted = Int64(nodes.count)
        var status: Object = [
            "currentNumberScheduled": .integer(Int64(now.count)), "numberMisscheduled": 0,
            "desiredNumberScheduled": .integer(wanted), "numberReady": .integer(ready),
            "observedGeneration": .integer(set.generation), "updatedNumberScheduled": .integer(Int64(now.count)),
            "numberAvailable": .integer(ready),
        ]
        if ready < wanted { status["numberUnavailable"] = .integer(wanted - ready) }
        var live = set
        live[at: "status"] = .object(status)
        cluster.update(.daemonSets, live)
    }

    private func run(_ job: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        let isOver = ["Complete", "Failed"].contains { job.condition($0)?["status"]?.string == "True" }
        guard !isOver, job[at: "spec", "suspend"]?.bool != true else { return }
        let wanted = job[at: "spec", "completions"]?.integer ?? 1
        let limit = job[at: "spec", "backoffLimit"]?.integer ?? 6
        var pods = cluster.controlled(.pods, by: job)
        func count(_ phase: String) -> Int64 { Int64(pods.count { $0[at: "status", "phase"]?.string == phase }) }
        let active = Int64(pods.count) - count("Succeeded") - count("Failed")
        let parallel = job[at: "spec", "parallelism"]?.integer ?? 1
        let missing = min(parallel, wanted - count("Succeeded")) - active
        if missing > 0, count("Failed") <= limit {
            for _ in 0..<missing {
                PodState.create(from: job[at: "spec", "template"] ?? [:], name: nil, owner: job, .jobs, &cluster, time)
            }
            pods = cluster.controlled(.pods, by: job)
        }
        var live = job
        if live[at: "status", "startTime"] == nil { live[at: "status", "startTime"] = .string(time.date.text) }
        let succeeded = count("Succeeded")
        let failed = count("Failed")
        let running = Int64(pods.count) - succeeded - failed
        for (key, value) in [("active", running), ("succeeded", succeeded), ("failed", failed)] {
            live[at: "status", key] = value > 0 ? Optional(Value.integer(value)) : Optional<Value>.none
        }
        live[at: "status", "ready"] = .integer(Int64(pods.count(where: PodState.isReady)))
        if succeeded >= wanted {
            live[at: "status", "completionTime"] = .string(time.date.text)
            live.setCondition(
                "Complete", true, reason: "CompletionsReached", message: "Reached expected number of succeeded pods",
                at: time.date)
        } else if failed > limit {
            live.setCondition(
                "Failed", true, reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit",
                at: time.date)
        }
        cluster.update(.jobs, live)
    }
}
