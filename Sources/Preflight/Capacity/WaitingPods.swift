import Value

/// Pods that wait for a node: behind gates that somebody must lift, or because the scheduler finds none for them.
struct WaitingPods: Sendable {
    private(set) var gated: [PodFact] = []
    /// With accelerators.
    private(set) var unschedulable: [PodFact] = []
    private let demands: [GPUDemand]

    init(_ pods: [PodFact], demands: [GPUDemand]) {
        self.demands = demands
        for pod in pods where pod.node.isEmpty {
            if !pod.gates.isEmpty {
                gated.append(pod)
            } else if !pod.unschedulable.isEmpty, !Self.accelerators(pod).isEmpty {
                unschedulable.append(pod)
            }
        }
    }

    private static func accelerators(_ pod: PodFact) -> [String: Int64] {
        pod.requests.filter { Accelerator.isOne($0.key) }
    }

    private func isOwn(_ pod: PodFact) -> Bool { demands.contains { $0.owns(pod) } }

    /// What checks see as `waiting`.
    var value: Value {
        let gates = Set(gated.flatMap(\.gates)).sorted()
        let lifters = gates.map { "\($0): \(SchedulingGate.owner($0))" }
        return [
            "gated": .array(gated.map(described)), "gates": .array(gates.map(Value.string)),
            "lifters": .array(lifters.map(Value.string)), "gatedText": .string(names(gated)),
            "unschedulable": .array(unschedulable.map(described)), "unschedulableText": .string(names(unschedulable)),
            "accelerators": .string(held(unschedulable)),
        ]
    }

    private func described(_ pod: PodFact) -> Value {
        [
            "name": .string("\(pod.namespace)/\(pod.name)"), "gates": .array(pod.gates.map(Value.string)),
            "message": .string(pod.unschedulable), "accelerators": .string(GPUInventory.text(Self.accelerators(pod))),
            "priority": .integer(pod.priority), "own": .bool(isOwn(pod)),
        ]
    }

    private func names(_ pods: [PodFact]) -> String { NodeLines.names(pods.map { "\($0.namespace)/\($0.name)" }) }

    private func held(_ pods: [PodFact]) -> String {
        var totals: [String: Int64] = [:]
        for pod in pods {
            for (name, count) in Self.accelerators(pod) { totals.add(count, to: name) }
        }
        return GPUInventory.text(totals)
    }
}
