import Value

/// Whether a request to a Service finds somebody, by the Services and EndpointSlices of a cluster.
struct ServiceReach: Sendable {
    /// How many there are behind a Service.
    struct Backing: Sendable, Hashable {
        var ready = 0
        var total = 0
    }

    private struct Service {
        var isElsewhere: Bool
        var ports: [Int64]
    }

    private var services: [String: Service] = [:]
    private var backings: [String: Backing] = [:]

    init(services: Value, slices: Value) {
        for object in ClusterObject.all(services) {
            self.services[object.place] = Service(
                isElsewhere: object.value["spec"]?["type"]?.string == "ExternalName",
                ports: (object.value["spec"]?["ports"]?.array ?? []).compactMap { $0["port"]?.integer })
        }
        // A Service for two families of addresses has every pod in slices of both.
        var families: [String: [String: Backing]] = [:]
        for slice in ClusterObject.all(slices) {
            guard let name = slice.label("kubernetes.io/service-name") else { continue }
            let family = slice.value["addressType"]?.string ?? ""
            for endpoint in slice.value["endpoints"]?.array ?? [] {
                // What does not say whether it is ready counts as ready.
                let isReady = endpoint["conditions"]?["ready"]?.bool ?? true
                families["\(slice.namespace)/\(name)", default: [:]][family, default: Backing()].total += 1
                if isReady {
                    families["\(slice.namespace)/\(name)", default: [:]][family, default: Backing()].ready += 1
                }
            }
        }
        for (service, found) in families {
            backings[service] = Backing(
                ready: found.values.map(\.ready).max() ?? 0, total: found.values.map(\.total).max() ?? 0)
        }
    }

    func isThere(_ service: String) -> Bool { services[service] != nil }
    func backing(of service: String) -> Backing { backings[service] ?? Backing() }
    /// A name of somewhere else, which cannot be looked at from here.
    func isElsewhere(_ service: String) -> Bool { services[service]?.isElsewhere ?? false }

    /// Whether the Service takes requests at that port; one that names none may.
    func hasPort(_ port: Int64, _ service: String) -> Bool {
        guard let ports = services[service]?.ports, !ports.isEmpty else { return true }
        return ports.contains(port)
    }
}
