import Kubernetes
import Readiness
import Value

/// When the webhooks of a configuration can be asked (F24, F25): there is a certificate authority to trust, somebody behind
/// the Service, and the API server reaches them when it tries.
///
/// Webhooks that may fail without harm hold nothing up.
enum WebhookRules {
    static func apply(to type: ResourceType) -> Bool {
        type.group == "admissionregistration.k8s.io"
            && ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].contains(type.kind)
    }

    /// The Services that the webhooks which matter are served by.
    static func services(of configuration: Value) -> [(namespace: String, name: String)] {
        var seen: Set<String> = []
        return needed(configuration).compactMap { webhook in
            guard let service = webhook["clientConfig"]?["service"], let name = service["name"]?.string,
                let namespace = service["namespace"]?.string, seen.insert("\(namespace)/\(name)").inserted
            else { return nil }
            return (namespace, name)
        }
    }

    static func judge(_ sight: Sight) -> Judgement {
        var faults: [Fault] = []
        var remarks: [String] = []
        for webhook in needed(sight.object) {
            let name = webhook["name"]?.string ?? ""
            if let fault = certificateFault(of: webhook, name) { faults.append(fault) }
            if let words = sight.unasked[name] {
                faults.append(
                    Fault(
                        .webhookUnanswered, "its webhook \(name) could not be asked in a dry run: \(words)",
                        hint: "see whether what is behind it listens, and whether its certificate is one that the "
                            + "caBundle signs"))
            }
            guard let service = webhook["clientConfig"]?["service"] else { continue }
            let place = "\(service["namespace"]?.string ?? "")/\(service["name"]?.string ?? "")"
            switch sight.services[place] {
            case .withoutAddress, .absent:
                let lack = sight.services[place] == .absent ? "does not exist" : "has no ready address"
                faults.append(
                    Fault(
                        .webhookUnanswered, "the Service \(place) of its webhook \(name) \(lack)",
                        hint: "see why the pods behind it are not ready: kubectl describe service "
                            + "\(service["name"]?.string ?? "") --namespace \(service["namespace"]?.string ?? "")"))
            case .unreadable(let words): remarks.append("cannot be seen to be served: \(words)")
            case .ready, nil: break
            }
        }
        guard let first = faults.first else {
            return Judgement(ResourceStatus(.current, "can be asked"), remarks: remarks)
        }
        return Judgement(
            ResourceStatus(.inProgress, first.message, reason: "WebhookNotReady"), faults: faults, remarks: remarks)
    }

    /// One outside of the cluster may have a certificate that everybody trusts.
    private static func certificateFault(of webhook: Value, _ name: String) -> Fault? {
        let config = webhook["clientConfig"]
        switch CertificateBundle(config?["caBundle"]?.string ?? "") {
        case .given: return nil
        case .missing:
            return config?["service"] == nil
                ? nil : Fault(.certificateMissing, "its webhook \(name) has no caBundle yet")
        case .unusable(let why):
            return Fault(.certificateMissing, "the caBundle of its webhook \(name) cannot be used: \(why)")
        }
    }

    /// Without a policy a webhook that cannot be asked refuses everything.
    private static func needed(_ configuration: Value) -> [Value] {
        (configuration["webhooks"]?.array ?? []).filter { $0["failurePolicy"] != "Ignore" }
    }
}

// MARK: - Trying

extension WebhookRules {
    /// A type whose objects a webhook is asked about when they are made.
    struct Trial: Sendable, Hashable {
        var webhook: String
        var group: String
        var version: String
        var plural: String
        /// For objects in namespaces.
        var namespace: String
    }

    /// One for each webhook that matters and says which types it is for.
    static func trials(of configuration: Value) -> [Trial] {
        needed(configuration).compactMap { webhook in
            guard let name = webhook["name"]?.string else { return nil }
            let namespace = webhook["clientConfig"]?["service"]?["namespace"]?.string ?? "default"
            for rule in webhook["rules"]?.array ?? [] {
                func words(_ key: String) -> [String] { (rule[key]?.array ?? []).compactMap(\.string) }
                guard words("operations").contains(where: { $0 == "CREATE" || $0 == "*" }),
                    let group = words("apiGroups").first(where: { $0 != "*" }),
                    let version = words("apiVersions").first(where: { $0 != "*" }),
                    let plural = words("resources").first(where: { !$0.contains("*") && !$0.contains("/") })
                else { continue }
                return Trial(webhook: name, group: group, version: version, plural: plural, namespace: namespace)
            }
            return nil
        }
    }

    /// Whether the server's words mean that it did not get through to the webhook: nobody listens, or the certificate will
    /// not do. A server that stumbles over what it is asked is another matter.
    static func isUnreached(_ words: String, _ webhook: String) -> Bool {
        guard words.contains("failed calling webhook \"\(webhook)\"") else { return false }
        let signs = [
            "connection refused", "connection reset", "no route to host", "network is unreachable", "no such host",
            "no endpoints available", "i/o timeout", "deadline exceeded", "Client.Timeout", "x509:", "tls:",
            "unable to load root certificates", "unable to parse bytes as PEM",
        ]
        return signs.contains { words.contains($0) } || words.contains("service \"") && words.contains("not found")
    }
}
