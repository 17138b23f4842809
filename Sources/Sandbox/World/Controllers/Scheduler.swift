import Value

/// Binds pods to nodes that have room, or says why there is none.
struct Scheduler: Controller {
    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        let waiting = cluster.list(.pods).filter { pod in
            (pod[at: "spec", "nodeName"]?.string ?? "").isEmpty && !pod.isBeingDeleted && !PodState.isFinished(pod)
                && (pod[at: "spec", "schedulerName"]?.string ?? "default-scheduler") == "default-scheduler"
        }
        guard !waiting.isEmpty else { return }
        let nodes = cluster.list(.nodes)
        var free = Self.free(cluster, nodes)
        for pod in waiting {
            guard time.isDue("schedule/\(pod.uid)", after: time.delays.schedule) else { continue }
            place(pod, nodes, &free, &cluster, time)
        }
    }

    /// What is left on each node.
    static func free(_ cluster: Cluster, _ nodes: [Value]) -> [String: [String: Quantity]] {
        var free: [String: [String: Quantity]] = [:]
        for node in nodes {
            var amounts: [String: Quantity] = [:]
            for (name, amount) in node[at: "status", "allocatable"]?.object ?? [:] {
                if case .success(let quantity) = Result(catching: { try Quantity(amount) }) { amounts[name] = quantity }
            }
            free[node.name] = amounts
        }
        for pod in cluster.list(.pods) where !PodState.isFinished(pod) {
            guard let node = pod[at: "spec", "nodeName"]?.string, free[node] != nil else { continue }
            take(PodState.requests(pod), from: &free, node)
        }
        return free
    }

    private static func take(
        _ amounts: [String: Quantity], from free: inout [String: [String: Quantity]], _ node: String
    ) {
        guard var left = free[node] else { return }
        for (name, amount) in amounts { left[name] = (left[name] ?? .zero) - amount }
        left["pods"] = (left["pods"] ?? .zero) - Quantity(1)
        free[node] = left
    }

    private func place(
        _ pod: Value, _ nodes: [Value], _ free: inout [String: [String: Quantity]], _ cluster: inout Cluster,
        _ time: ControllerTime
    ) {
        let wanted = PodState.requests(pod)
        var reasons: [String: Int] = [:]
        var fitting: [Value] = []
        for node in nodes {
            if let why = NodeFit.mismatch(pod, node) {
                reasons[why, default: 0] += 1
                continue
            }
            let shortages = NodeFit.shortages(wanted, free: free[node.name] ?? [:])
            for shortage in shortages { reasons[shortage, default: 0] += 1 }
            if shortages.isEmpty { fitting.append(node) }
        }
        // GPUs are kept for those who ask for them; else the emptiest node of its kind wins, by name where equal.
        let best = fitting.min { left, right in
            let (first, second) = (score(left, wanted, free), score(right, wanted, free))
            return first == second ? left.name < right.name : first < second
        }
        var pod = pod
        guard let best else {
            let message = Self.message(reasons, count: nodes.count)
            pod.setCondition("PodScheduled", false, reason: "Unschedulable", message: message, at: time.date)
            cluster.update(.pods, pod)
            cluster.recordEvent(
                pod, "Pod", "v1", type: "Warning", reason: "FailedScheduling", message, component: "default-scheduler",
                time)
            return
        }
        Self.take(wanted, from: &free, best.name)
        pod[at: "spec", "nodeName"] = .string(best.name)
        pod.setCondition("PodScheduled", true, reason: "", message: "", at: time.date)
        cluster.update(.pods, pod)
        cluster.recordEvent(
            pod, "Pod", "v1", type: "Normal", reason: "Scheduled",
            "Successfully assigned \(pod.namespace)/\(pod.name) to \(best.name)", component: "default-scheduler", time)
    }

    private func score(_ node: Value, _ wanted: [String: Quantity], _ free: [String: [String: Quantity]]) -> Int {
        let devices = (node[at: "status", "allocatable"]?.object ?? [:]).keys.filter { $0.contains("/") }
        let wasted = devices.contains { wanted[$0] == nil } ? 100_000 : 0
        let room = Int(free[node.name]?["pods"]?.integer ?? 0)
        return wasted - room
    }

    static func message(_ reasons: [String: Int], count: Int) -> String {
        guard count > 0 else { return "no nodes available to schedule pods" }
        let parts = reasons.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", ")
        let shortages = reasons.filter { $0.key.hasPrefix("Insufficient") || $0.key == "Too many pods" }
        let lacking = min(count, shortages.values.max() ?? 0)
        var tail: [String] = []
        if lacking > 0 { tail.append("\(lacking) No preemption victims found for incoming pod") }
        if count > lacking { tail.append("\(count - lacking) Preemption is not helpful for scheduling") }
        return "0/\(count) nodes are available: \(parts). preemption: 0/\(count) nodes are available: "
            + "\(tail.sorted().joined(separator: ", "))."
    }
}
