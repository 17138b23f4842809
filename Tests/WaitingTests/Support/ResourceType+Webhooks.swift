import Kubernetes

extension ResourceType {
    static let validatingWebhookConfigurations = webhooks("ValidatingWebhookConfiguration")
    static let mutatingWebhookConfigurations = webhooks("MutatingWebhookConfiguration")

    private static func webhooks(_ kind: String) -> ResourceType {
        ResourceType(
            group: "admissionregistration.k8s.io", version: "v1", kind: kind, plural: "\(kind.lowercased())s",
            isNamespaced: false)
    }
}
