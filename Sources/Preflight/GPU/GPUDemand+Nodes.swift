/// Which nodes a deployment's pods may go to.
extension GPUDemand {
    /// Why no pod of this deployment goes to the node, however much is free; nil when one may.
    func obstacle(on node: GPUInventory.Node, resource: String) -> String? {
        switch node.fact.isReady {
        case true: break
        case false: return "not ready"
        case nil: return "has never reported that it is ready"
        }
        if node.fact.isCordoned { return "cordoned" }
        if let pressure = node.fact.pressures.first { return "takes no pods because of \(pressure)" }
        for (key, value) in nodeSelector.sorted(by: { $0.key < $1.key }) where node.fact.labels[key] != value {
            let actual = node.fact.labels[key].map { "has \(key)=\($0)" } ?? "has no label \(key)"
            return "\(actual), the nodeSelector asks for \(key)=\(value)"
        }
        if !affinity.isEmpty, !affinity.contains(where: { $0.holds(for: node.fact) }) {
            let terms = affinity.map(\.description).joined(separator: " or ")
            return "does not have what the node affinity asks for (\(terms))"
        }
        if let volume = volumes.first(where: { !$0.isReached(from: node.fact) }) {
            return "does not reach the volume of the claim \(volume.claim.name) (\(volume.termsText))"
        }
        if let taint = node.fact.taints(notToleratedBy: tolerations, holding: [resource]).first {
            return "taint \(taint) is not tolerated"
        }
        return nil
    }

    /// Why its images do not run on the node; nil where they do, and where either side does not say what it is.
    func mismatch(on node: NodeFact) -> String? {
        if !node.operatingSystem.isEmpty, node.operatingSystem != "linux" {
            return "runs \(node.operatingSystem), the images are made for linux"
        }
        guard !architectures.isEmpty, !node.architecture.isEmpty, !architectures.contains(node.architecture) else {
            return nil
        }
        return "is \(node.architecture), the images are made for \(architectures.joined(separator: ", "))"
    }
}

extension NodeFact {
    /// The taints that keep pods with these tolerations away.
    ///
    /// - Parameter resources: what the pods ask for.
    func taints(notToleratedBy tolerations: [Toleration], holding resources: Set<String>) -> [Taint] {
        taints.filter { taint in
            guard taint.effect == "NoSchedule" || taint.effect == "NoExecute" else { return false }
            // GKE lets its admission controller add the toleration to every pod that asks for the resource.
            if resources.contains(taint.key), labels["cloud.google.com/gke-nodepool"] != nil { return false }
            return !tolerations.contains { $0.tolerates(taint) }
        }
    }
}

extension NodeFact.Taint: CustomStringConvertible {
    /// As kubectl writes it.
    var description: String { "\(key)\(value.isEmpty ? "" : "=\(value)"):\(effect)" }

    /// The toleration that lets a pod in, as a deployment's values have it.
    var toleration: String {
        let match = value.isEmpty ? "operator: Exists" : "operator: Equal, value: \(value)"
        return "{key: \(key), \(match), effect: \(effect)}"
    }
}
