import Kubernetes
import Readiness
import Value

/// When the webhooks of a configuration can be asked (F24): there is a certificate authority to trust, and somebody
/// behind the Service.
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
            guard let service = webhook["clientConfig"]?["service"] else { continue }
            if (webhook["clientConfig"]?["caBundle"]?.string ?? "").isEmpty {
                faults.append(Fault(.certificateMissing, "its webhook \(name) has no caBundle yet"))
            }
            let place = "\(service["namespace"]?.string ?? "")/\(service["name"]?.string ?? "")"
            switch sight.services[place] {
            case .withoutAddress:
                faults.append(
                    Fault(
                        .webhookUnanswered, "the Service \(place) of its webhook \(name) has no ready address",
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

    /// Without a policy a webhook that cannot be asked refuses everything.
    private static func needed(_ configuration: Value) -> [Value] {
        (configuration["webhooks"]?.array ?? []).filter { $0["failurePolicy"] != "Ignore" }
    }
}
