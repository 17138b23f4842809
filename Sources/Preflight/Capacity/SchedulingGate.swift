/// Who takes a scheduling gate off a pod; nothing else tells it, and no event says that it was forgotten.
enum SchedulingGate {
    /// What to look at, by the gate's name; its domain where nothing more is known.
    static func owner(_ gate: String) -> String {
        if let known = owners[gate] { return known }
        if let known = domains.first(where: { gate.hasPrefix($0.prefix) }) { return known.owner }
        guard let slash = gate.firstIndex(of: "/") else { return "whoever put it there" }
        return "the controller of \(gate[..<slash])"
    }

    private static let owners = [
        "kueue.x-k8s.io/admission": "Kueue, when it admits the workload (kubectl get workloads -A)",
        "kueue.x-k8s.io/topology": "Kueue, when it has chosen a topology domain",
        "grove.io/podgang-pending-creation": "the Grove operator, when the PodGang of its gang is there",
    ]

    private static let domains: [(prefix: String, owner: String)] = [
        ("kueue.x-k8s.io/", "Kueue"), ("grove.io/", "the Grove operator"),
        ("gke.io/topology-aware-auto-", "the topology-aware scheduler of GKE"),
    ]
}
