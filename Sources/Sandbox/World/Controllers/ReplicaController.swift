import Value

/// Deployments make replica sets, replica sets make pods.
struct ReplicaController: Controller {
    private static let hashLabel = "pod-template-hash"
    private static let revision = "deployment.kubernetes.io/revision"

    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for deployment in cluster.list(.deployments) where !deployment.isBeingDeleted {
            roll(deployment, &cluster, time)
        }
        for set in cluster.list(.replicaSets) where !set.isBeingDeleted { fill(set, &cluster, time) }
    }

    // MARK: - Deployments

    private func roll(_ deployment: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        let template = deployment[at: "spec", "template"] ?? [:]
        let hash = Self.hash(template)
        let wanted = deployment[at: "spec", "replicas"]?.integer ?? 1
        let sets = cluster.controlled(.replicaSets, by: deployment)
        if let current = sets.first(where: { $0.labels[Self.hashLabel]?.string == hash }) {
            scale(current, to: wanted, &cluster, time)
            let isUp = current[at: "status", "availableReplicas"]?.integer ?? 0 >= wanted
            for old in sets where old.uid != current.uid && isUp { scale(old, to: 0, &cluster, time) }
        } else {
            let latest = sets.compactMap { $0.annotations[Self.revision]?.string.flatMap(Int.init) }.max() ?? 0
            create(deployment, template, hash, wanted, revision: latest + 1, &cluster, time)
        }
        guard let live = cluster.object(.deployments, deployment.namespace, deployment.name) else { return }
        report(live, wanted, hash, &cluster, time)
    }

    private func create(
        _ deployment: Value, _ template: Value, _ hash: String, _ replicas: Int64, revision: Int,
        _ cluster: inout Cluster, _ time: ControllerTime
    ) {
        var template = template
        template[at: "metadata", "labels", Self.hashLabel] = .string(hash)
        var selector = deployment[at: "spec", "selector"] ?? [:]
        selector[at: "matchLabels", Self.hashLabel] = .string(hash)
        cluster.createAsController(
            [
                "metadata": [
                    "name": .string("\(deployment.name)-\(hash)"), "namespace": .string(deployment.namespace),
                    "labels": template[at: "metadata", "labels"] ?? [:],
                    "annotations": [Self.revision: .string(String(revision))],
                    "ownerReferences": [deployment.ownerReference(.deployments)],
                ],
                "spec": ["replicas": .integer(replicas), "selector": selector, "template": template],
            ], .replicaSets, time)
        var deployment = deployment
        deployment[at: "metadata", "annotations", Self.revision] = .string(String(revision))
        cluster.update(.deployments, deployment)
    }

    private func scale(_ set: Value, to replicas: Int64, _ cluster: inout Cluster, _ time: ControllerTime) {
        guard set[at: "spec", "replicas"]?.integer != replicas,
            var live = cluster.object(.replicaSets, set.namespace, set.name)
        else { return }
        live[at: "spec", "replicas"] = .integer(replicas)
        cluster.replaceAsController(live, .replicaSets, time)
    }

    private func report(
        _ deployment: Value, _ wanted: Int64, _ hash: String, _ cluster: inout Cluster, _ time: ControllerTime
    ) {
        let sets = cluster.controlled(.replicaSets, by: deployment)
        func sum(_ key: String, _ sets: [Value]) -> Int64 {
            sets.reduce(0) { $0 + ($1[at: "status", key]?.integer ?? 0) }
        }
        let current = sets.filter { $0.labels[Self.hashLabel]?.string == hash }
        let available = sum("availableReplicas", sets)
        let updated = sum("replicas", current)
        var status: Object = ["observedGeneration": .integer(deployment.generation)]
        for (key, count) in [
            ("replicas", sum("replicas", sets)), ("updatedReplicas", updated),
            ("readyReplicas", sum("readyReplicas", sets)),
            ("availableReplicas", available), ("unavailableReplicas", max(0, wanted - available)),
        ] where count > 0 { status[key] = .integer(count) }
        status["conditions"] = deployment[at: "status", "conditions"]
        var result = deployment
        result[at: "status"] = .object(status)
        let maximum = Self.unavailableAllowed(deployment, wanted)
        let isAvailable = available >= wanted - maximum
        result.setCondition(
            "Available", isAvailable, reason: isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            message: isAvailable
                ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
            at: time.date, timeField: "lastUpdateTime")
        let isComplete = updated == wanted && available == wanted && sum("replicas", sets) == wanted
        let name = "\(deployment.name)-\(hash)"
        result.setCondition(
            "Progressing", true, reason: isComplete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
            message: isComplete
                ? "ReplicaSet \"\(name)\" has successfully progressed." : "ReplicaSet \"\(name)\" is progressing.",
            at: time.date, timeField: "lastUpdateTime")
        cluster.update(.deployments, result)
    }

    private static func unavailableAllowed(_ deployment: Value, _ wanted: Int64) -> Int64 {
        switch deployment[at: "spec", "strategy", "rollingUpdate", "maxUnavailable"] {
        case .integer(let count): count
        case .string(let text): wanted * (Int64(text.dropLast()) ?? 0) / 100
        default: 0
        }
    }

    /// A short name for a template: equal templates have equal names in every run.
    static func hash(_ template: Value) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in template.jsonBytes(sortedKeys: true) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let letters = Array("bcdfghjklmnpqrstvwxz2456789".unicodeScalars)
        var text = ""
        for _ in 0..<10 {
            text.unicodeScalars.append(letters[Int(hash % UInt64(letters.count))])
            hash /= UInt64(letters.count)
        }
        return text
    }

    // MARK: - Replica sets

    private func fill(_ set: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        let wanted = Int(set[at: "spec", "replicas"]?.integer ?? 1)
        let pods = cluster.controlled(.pods, by: set).filter { !$0.isBeingDeleted && !PodState.isFinished($0) }
        if pods.count < wanted {
            for _ in pods.count..<wanted {
                PodState.create(
                    from: set[at: "spec", "template"] ?? [:], name: nil, owner: set, .replicaSets, &cluster, time)
            }
        } else if pods.count > wanted {
            // Those that are not ready go first.
            let order = pods.sorted { !PodState.isReady($0) && PodState.isReady($1) }
            for pod in order.prefix(pods.count - wanted) { cluster.deleteAsController(pod, .pods, time) }
        }
        let now = cluster.controlled(.pods, by: set).filter { !$0.isBeingDeleted && !PodState.isFinished($0) }
        let ready = Int64(now.count(where: PodState.isReady))
        var status: Object = [
            "observedGeneration": .integer(set.generation), "replicas": .integer(Int64(now.count)),
            "fullyLabeledReplicas": .integer(Int64(now.count)),
        ]
        if ready > 0 {
            status["readyReplicas"] = .integer(ready)
            status["availableReplicas"] = .integer(ready)
        }
        guard var live = cluster.object(.replicaSets, set.namespace, set.name) else { return }
        live[at: "status"] = .object(status)
        cluster.update(.replicaSets, live)
    }
}
