/// Whether the API server finds somebody when it asks a webhook.
struct WebhookReach: Sendable {
    enum State: String, Sendable {
        case ready
        /// Outside of the cluster, or behind a name: it cannot be told from here.
        case elsewhere
        case noNamespace, noService, noPort, noEndpoints, noAuthority

        var isFailing: Bool { self != .ready && self != .elsewhere }
    }

    struct Look: Sendable, Hashable {
        var state: State
        /// Why nobody is found; "" where somebody is.
        var words = ""
        var ready = 0
    }

    var services: ServiceReach
    var namespaces: NamespaceLabels

    func look(_ target: WebhookTarget) -> Look {
        guard let service = target.service else { return Look(state: .elsewhere) }
        let place = service.text
        guard namespaces.isThere(service.namespace) else {
            return Look(state: .noNamespace, words: "the namespace of its Service \(place) does not exist")
        }
        guard services.isThere(place) else {
            return Look(state: .noService, words: "its Service \(place) does not exist")
        }
        guard !services.isElsewhere(place) else { return Look(state: .elsewhere) }
        guard services.hasPort(service.port, place) else {
            return Look(state: .noPort, words: "its Service \(place) has no port \(service.port)")
        }
        let backing = services.backing(of: place)
        guard backing.ready > 0 else {
            let words =
                backing.total == 0
                ? "no pod is behind its Service \(place)"
                : "none of the \(backing.total) pods behind its Service \(place) is ready"
            return Look(state: .noEndpoints, words: words)
        }
        switch target.authority {
        case .given: return Look(state: .ready, ready: backing.ready)
        case .missing:
            return Look(
                state: .noAuthority, words: "its caBundle is empty, so that no certificate of its server is trusted")
        case .unusable: return Look(state: .noAuthority, words: "its caBundle holds no certificate")
        }
    }
}
