import Value

/// The admission webhooks of a cluster, each with whether it answers and what of the wanted work it takes part in.
enum WebhookList {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let validating = Webhook.all(.validating, try facts.known(.validatingWebhooks))
        let webhooks = validating + Webhook.all(.mutating, try facts.known(.mutatingWebhooks))
        guard !webhooks.isEmpty else { return [] }
        let reach = try WebhookReach(facts)
        let work = WantedWork(facts.subject)
        return .array(webhooks.map { entry(of: $0, reach, work) })
    }

    private static func entry(of webhook: Webhook, _ reach: WebhookReach, _ work: WantedWork) -> Value {
        let look = reach.look(webhook.target)
        let service = webhook.target.service
        let owner = work.operatorName(release: webhook.release, namespace: service?.namespace ?? "")
        let caught = webhook.caught(of: work, reach.namespaces)
        let catchesItself = service.map { webhook.catchesAllPods(of: $0.namespace, reach.namespaces) } ?? false
        let isFailing = webhook.failsClosed && look.state.isFailing
        // An operator that is installed brings its own up, unless that keeps its own pods away.
        let comes = isFailing && work.isInstalled && !owner.isEmpty && !catchesItself
        let blocks = isFailing && !comes && !caught.isEmpty
        var entry: Object = [
            "kind": .string(webhook.kind.rawValue), "configuration": .string(webhook.configuration),
            "name": .string(webhook.name), "removal": .string(webhook.removal), "operator": .string(owner),
            "injectedFrom": .string(webhook.injectedFrom),
        ]
        entry["service"] = .string(service?.text ?? "")
        entry["state"] = .string(look.state.rawValue)
        entry["words"] = .string(look.words)
        entry["ready"] = .integer(Int64(look.ready))
        entry["closed"] = .bool(webhook.failsClosed)
        entry["failing"] = .bool(isFailing)
        entry["comes"] = .bool(comes)
        entry["blocks"] = .bool(blocks)
        entry["catches"] = .array(caught.map(Value.string))
        entry["catchesItself"] = .bool(catchesItself)
        entry["catchesKubeSystem"] = .bool(webhook.catchesAllPods(of: "kube-system", reach.namespaces))
        return .object(entry)
    }
}

extension WebhookReach {
    /// - Throws: `UnknownReason` where Services, EndpointSlices or namespaces could not be looked at.
    init(_ facts: JudgedFacts) throws(UnknownReason) {
        let services = try facts.known(.serviceObjects)
        let slices = try facts.known(.endpointSlices)
        let namespaces = try facts.known(.namespaceObjects)
        self.init(
            services: ServiceReach(services: services, slices: slices), namespaces: NamespaceLabels(namespaces))
    }
}
