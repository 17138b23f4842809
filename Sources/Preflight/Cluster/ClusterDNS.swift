import Value

/// The Service that pods ask for names, and whether somebody is behind it.
enum ClusterDNS {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let services = try facts.known(.serviceObjects)
        let found = ClusterObject.all(services).filter(isDNS)
        guard !found.isEmpty else { return ["service": "", "ready": 0, "total": 0, "expected": false] }
        let reach = ServiceReach(services: services, slices: try facts.known(.endpointSlices))
        let backings = found.map { (place: $0.place, backing: reach.backing(of: $0.place)) }
        let best = backings.max { $0.backing.ready < $1.backing.ready } ?? backings[0]
        let expected = ClusterObject.all(try facts.known(.deploymentObjects)).contains { deployment in
            isDNS(deployment) && (deployment.value["spec"]?["replicas"]?.integer ?? 1) > 0
        }
        // Where the provider of the cluster answers for names, the Service may stand empty.
        let isExpected = expected || best.backing.total > 0
        return [
            "service": .string(best.place), "ready": .integer(Int64(best.backing.ready)),
            "total": .integer(Int64(best.backing.total)), "expected": .bool(isExpected),
        ]
    }

    private static func isDNS(_ object: ClusterObject) -> Bool {
        if let app = object.label("k8s-app"), ["kube-dns", "coredns", "core-dns"].contains(app) { return true }
        return ["kube-system/kube-dns", "kube-system/coredns", "openshift-dns/dns-default"].contains(object.place)
    }
}
