/// What a pod takes of a resource, as the scheduler counts it; mirrors Kubernetes' component-helpers `PodRequests`.
///
/// What the status tells of a resize that is under way is left out.
struct PodRequests: Sendable {
    struct Container: Sendable {
        var requests: [String: Int64] = [:]
        var limits: [String: Int64] = [:]
        /// An init container that goes on running beside the others.
        var isRestartable = false

        /// A limit without a request is the request, too.
        func request(_ resource: String) -> Int64 { requests[resource] ?? limits[resource] ?? 0 }
    }

    /// Those that a pod may ask for as a whole; what it asks for so counts instead of what its containers do.
    private static let ofWholePods: Set<String> = ["cpu", "memory"]

    var containers: [Container] = []
    var initContainers: [Container] = []
    var overhead: [String: Int64] = [:]
    /// What the pod asks for as a whole.
    var whole: [String: Int64] = [:]

    var resources: Set<String> {
        var names = Set(overhead.keys).union(whole.keys.filter(Self.ofWholePods.contains))
        for container in containers {
            names.formUnion(container.requests.keys)
            names.formUnion(container.limits.keys)
        }
        for container in initContainers {
            names.formUnion(container.requests.keys)
            names.formUnion(container.limits.keys)
        }
        return names
    }

    /// Init containers run one after the other, each beside the restartable ones that were started before it.
    func total(_ resource: String) -> Int64 {
        let overhead = overhead[resource] ?? 0
        if let whole = whole[resource], Self.ofWholePods.contains(resource) { return whole.adding(overhead) }
        var sidecars: Int64 = 0
        var highest: Int64 = 0
        for container in initContainers {
            let request = container.request(resource)
            if container.isRestartable { sidecars = sidecars.adding(request) }
            highest = max(highest, container.isRestartable ? sidecars : sidecars.adding(request))
        }
        let running = containers.reduce(sidecars) { $0.adding($1.request(resource)) }
        return max(running, highest).adding(overhead)
    }

    /// Those that are more than nothing.
    var totals: [String: Int64] {
        var totals: [String: Int64] = [:]
        for resource in resources {
            let total = total(resource)
            if total > 0 { totals[resource] = total }
        }
        return totals
    }
}
