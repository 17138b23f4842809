extension Capabilities {
    /// The API versions that Helm 4.3.1 assumes without a cluster: those of its Kubernetes client, in its order.
    public static let builtInAPIVersions = [
        "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1",
        "admissionregistration.k8s.io/v1beta1", "internal.apiserver.k8s.io/v1alpha1", "apps/v1", "apps/v1beta1",
        "apps/v1beta2", "authentication.k8s.io/v1", "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1",
        "authorization.k8s.io/v1", "authorization.k8s.io/v1beta1", "autoscaling/v1", "autoscaling/v2", "batch/v1",
        "batch/v1beta1", "certificates.k8s.io/v1", "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1",
        "coordination.k8s.io/v1alpha2", "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1",
        "discovery.k8s.io/v1", "discovery.k8s.io/v1beta1", "events.k8s.io/v1", "events.k8s.io/v1beta1",
        "extensions/v1beta1", "flowcontrol.apiserver.k8s.io/v1", "flowcontrol.apiserver.k8s.io/v1beta1",
        "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3",
        "lifecycle.k8s.io/v1alpha1", "networking.k8s.io/v1", "networking.k8s.io/v1beta1", "node.k8s.io/v1",
        "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "policy/v1", "policy/v1beta1", "rbac.authorization.k8s.io/v1",
        "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1alpha1", "resource.k8s.io/v1",
        "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3",
        "scheduling.k8s.io/v1alpha3", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "storage.k8s.io/v1beta1",
        "storage.k8s.io/v1", "storage.k8s.io/v1alpha1", "storagemigration.k8s.io/v1",
        "storagemigration.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1",
    ]
}

extension KubernetesVersion {
    /// Reads `--kube-version` and what a server states: two to three numbers, with or without `v` and what follows.
    public init(_ text: String) throws(ChartError) {
        func refuse(_ reason: String) -> ChartError {
            ChartError(code: .badValues, message: "invalid kube version '\(text)': \(reason)")
        }
        var digits = text.trimmingSpace()[...]
        if digits.hasPrefix("v") { digits.removeFirst() }
        let numbers = digits.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
        let parts = numbers.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw refuse("could not parse \(text.debugDescription) as version")
        }
        for part in parts where part.count > 1 && part.hasPrefix("0") {
            throw refuse(
                "illegal zero-prefixed version component \(String(part).debugDescription) in "
                    + text.debugDescription)
        }
        let full = text.hasPrefix("v") ? text : "v" + text
        self.init(version: full, major: String(parts[0]), minor: String(parts[1]))
    }
}
