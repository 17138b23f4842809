import Value

/// The namespaces of what is wanted in which NetworkPolicies close all pods unless others open them.
enum DenyingPolicies {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let policies = ClusterObject.all(try facts.known(.networkPolicies))
        var closed: [Value] = []
        for namespace in WantedWork(facts.subject).namespaces {
            let here = policies.filter { $0.namespace == namespace }
            let denying = here.filter { !Self.directions(closedBy: $0).isEmpty }
            guard !denying.isEmpty else { continue }
            let directions = Set(denying.flatMap { Self.directions(closedBy: $0) }).sorted()
            closed.append([
                "namespace": .string(namespace), "policies": .array(denying.map { .string($0.name) }),
                "directions": .array(directions.map(Value.string)),
                "others": .integer(Int64(here.count - denying.count)),
            ])
        }
        return .array(closed)
    }

    /// The directions in which a policy for all pods of its namespace lets nothing through.
    private static func directions(closedBy policy: ClusterObject) -> [String] {
        let spec = policy.value["spec"]
        guard ObjectSelector(spec?["podSelector"]).isEmpty else { return [] }
        let types = ClusterObject.texts(spec?["policyTypes"])
        return ["Ingress", "Egress"].filter { direction in
            types.contains(direction) && (spec?[direction.lowercased()]?.array ?? []).isEmpty
        }
    }
}
