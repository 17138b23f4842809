import FoundationEssentials
public import Value

/// A namespace of a test's own that a webhook guards, on a server that others use, too.
public enum GuardedNamespace {
    private static let label = "guarded"

    /// The namespace, which the webhook selects by its label.
    public static func namespace(_ name: String) -> Value {
        [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": .string(name), "labels": [label: .string(name)]],
        ]
    }

    /// The configuration of a webhook that takes part in each new ConfigMap of the namespace, and of no other; it is named
    /// after the namespace.
    ///
    /// - Parameters:
    ///   - title: the webhook's own name, which the server's errors have.
    ///   - url: where it answers, or nobody.
    ///   - authority: what goes into `caBundle`, as PEM or what stands in its place.
    ///   - operations: which writes it takes part in.
    public static func webhook(
        _ title: String, of namespace: String, at url: String, trusting authority: String,
        operations: [String] = ["CREATE"]
    ) -> Value {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
            "metadata": ["name": .string(namespace)],
            "webhooks": [
                [
                    "name": .string(title), "failurePolicy": "Fail", "sideEffects": "None",
                    "admissionReviewVersions": ["v1"], "timeoutSeconds": 5,
                    "namespaceSelector": ["matchLabels": [label: .string(namespace)]],
                    "rules": [
                        [
                            "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"],
                            "operations": .array(operations.map(Value.string)),
                        ]
                    ],
                    "clientConfig": [
                        "url": .string(url), "caBundle": .string(Data(authority.utf8).base64EncodedString()),
                    ],
                ]
            ],
        ]
    }
}
