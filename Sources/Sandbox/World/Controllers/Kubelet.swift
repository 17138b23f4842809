import Value

/// Moves bound pods through their lives: pulling, running, ready, failing, ending.
struct Kubelet: Controller {
    let faults: FaultBook

    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for pod in cluster.list(.pods) {
            guard !(pod[at: "spec", "nodeName"]?.string ?? "").isEmpty else { continue }
            if pod.isBeingDeleted {
                if time.isDue("pod-end/\(pod.uid)", after: time.delays.terminate) { end(pod, &cluster) }
            } else if !PodState.isFinished(pod) {
                advance(pod, &cluster, &time)
            }
        }
    }

    private func end(_ pod: Value, _ cluster: inout Cluster) {
        guard pod.finalizers.isEmpty else { return }
        cluster.removeForGood(pod, .pods)
    }

    private func advance(_ pod: Value, _ cluster: inout Cluster, _ time: inout ControllerTime) {
        let fault = PodFault.of(pod, faults)
        let factor = fault?.fault == .slow ? 10 : 1
        var next = pod
        if next[at: "status", "startTime"] == nil { start(&next, &cluster, time) }
        let key = "pod/\(pod.uid)"
        guard time.isDue("\(key)/pull", after: time.delays.pullImage * factor) else {
            setContainers(&next, waiting: "ContainerCreating", message: nil)
            return store(next, ready: false, &cluster, time)
        }
        if fault?.fault == .imagePullBackOff {
            let image = pod[at: "spec", "containers"]?[0]?["image"]?.string ?? ""
            let message = fault?.message ?? "Back-off pulling image \"\(image)\": simulated failure"
            setContainers(&next, waiting: "ImagePullBackOff", message: message)
            store(next, ready: false, &cluster, time)
            return event(next, "Warning", "Failed", "Error: ImagePullBackOff", &cluster, time)
        }
        if pod[at: "status", "phase"]?.string == "Pending" {
            next[at: "status", "phase"] = "Running"
            for container in pod[at: "spec", "containers"]?.array ?? [] {
                let name = container["name"]?.string ?? ""
                event(next, "Normal", "Started", "Container started: \(name)", &cluster, time)
            }
        }
        if fault?.fault == .crashLoop {
            let message = fault?.message ?? "back-off 5m0s restarting failed container (simulated)"
            setContainers(&next, waiting: "CrashLoopBackOff", message: message, restarts: 5)
            store(next, ready: false, &cluster, time)
            return event(next, "Warning", "BackOff", "Back-off restarting failed container", &cluster, time)
        }
        if (pod[at: "spec", "restartPolicy"]?.string ?? "Always") != "Always" {
            guard time.isDue("\(key)/run", after: time.delays.runJob * factor) else {
                setRunning(&next, ready: true)
                return store(next, ready: true, &cluster, time)
            }
            let isFailed = fault?.fault == .fail
            next[at: "status", "phase"] = isFailed ? "Failed" : "Succeeded"
            setFinished(&next, exitCode: isFailed ? 1 : 0, time.date)
            return store(next, ready: false, &cluster, time, reason: "PodCompleted")
        }
        let isModel = pod.annotations[SimulatedOperator.loadAnnotation] != nil
        let wait = (isModel ? time.delays.loadModel : time.delays.becomeReady) * factor
        let isReady = fault?.fault != .neverReady && time.isDue("\(key)/ready", after: wait)
        setRunning(&next, ready: isReady)
        store(next, ready: isReady, &cluster, time)
    }

    private func start(_ pod: inout Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        let address = cluster.addresses.pod()
        pod[at: "status", "phase"] = "Pending"
        pod[at: "status", "startTime"] = .string(time.date.text)
        pod[at: "status", "hostIP"] = "192.0.2.1"
        pod[at: "status", "podIP"] = .string(address)
        pod[at: "status", "podIPs"] = [["ip": .string(address)]]
        pod.setCondition("PodScheduled", true, reason: "", message: "", at: time.date)
        pod.setCondition("Initialized", true, reason: "", message: "", at: time.date)
    }

    private func setContainers(_ pod: inout Value, waiting: String, message: String?, restarts: Int64 = 0) {
        var state: Object = ["reason": .string(waiting)]
        if let message { state["message"] = .string(message) }
        setStatuses(&pod, state: ["waiting": .object(state)], ready: false, restarts: restarts)
    }

    private func setRunning(_ pod: inout Value, ready: Bool) {
        let started = pod[at: "status", "startTime"] ?? .null
        setStatuses(&pod, state: ["running": ["startedAt": started]], ready: ready, restarts: 0)
    }

    private func setFinished(_ pod: inout Value, exitCode: Int64, _ date: Timestamp) {
        setStatuses(
            &pod,
            state: [
                "terminated": [
                    "exitCode": .integer(exitCode), "reason": exitCode == 0 ? "Completed" : "Error",
                    "startedAt": pod[at: "status", "startTime"] ?? .null, "finishedAt": .string(date.text),
                ]
            ], ready: false, restarts: 0)
    }

    private func setStatuses(_ pod: inout Value, state: Value, ready: Bool, restarts: Int64) {
        let containers = pod[at: "spec", "containers"]?.array ?? []
        let isRunning = state["running"] != nil
        pod[at: "status", "containerStatuses"] = .array(
            containers.map { container in
                [
                    "name": container["name"] ?? "", "image": container["image"] ?? "", "imageID": "",
                    "ready": .bool(ready), "started": .bool(isRunning), "restartCount": .integer(restarts),
                    "state": state,
                    "lastState": [:],
                ]
            })
    }

    private func store(
        _ pod: Value, ready: Bool, _ cluster: inout Cluster, _ time: ControllerTime,
        reason: String = "ContainersNotReady"
    ) {
        var pod = pod
        let names = (pod[at: "spec", "containers"]?.array ?? []).compactMap { $0["name"]?.string }.joined(
            separator: " ")
        for type in ["Ready", "ContainersReady"] {
            pod.setCondition(
                type, ready, reason: ready ? "" : reason,
                message: ready || reason == "PodCompleted" ? "" : "containers with unready status: [\(names)]",
                at: time.date)
        }
        cluster.update(.pods, pod)
    }

    private func event(
        _ pod: Value, _ type: String, _ reason: String, _ message: String, _ cluster: inout Cluster,
        _ time: ControllerTime
    ) {
        cluster.recordEvent(pod, "Pod", "v1", type: type, reason: reason, message, component: "kubelet", time)
    }
}
