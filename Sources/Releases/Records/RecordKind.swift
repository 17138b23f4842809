public import Kubernetes

/// What Helm keeps the records of releases in.
public enum RecordKind: String, Sendable, Hashable, CaseIterable {
    case secret
    /// Whoever reads ConfigMaps reads what is in them.
    case configMap = "configmap"

    /// What `HELM_DRIVER` names, in Helm's words; nil where it names none.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest` for what keeps records elsewhere, and for what Helm does not know.
    public static func named(in environment: [String: String]) throws(ReleaseError) -> RecordKind? {
        let word = environment["HELM_DRIVER"] ?? ""
        switch word {
        case "": return nil
        case "secret", "secrets": return .secret
        case "configmap", "configmaps": return .configMap
        case "memory", "sql":
            throw ReleaseError(
                .invalidRequest,
                "HELM_DRIVER is \(word), which keeps records outside the cluster, and groundcrew keeps them in it",
                hint: Self.choice)
        default:
            throw ReleaseError(.invalidRequest, "HELM_DRIVER is '\(word)', which Helm does not know", hint: Self.choice)
        }
    }

    private static let choice = "unset HELM_DRIVER, or set it to secret or configmap; nothing was changed"

    /// What an engine takes for new releases where nobody has named anything.
    ///
    /// - Throws: `CancellationError` alone: what cannot be asked proves nothing.
    public static func chosen(in namespace: String, by client: KubernetesClient) async throws -> RecordKind {
        try await RecordChoice().kind(in: namespace, beside: [], client)
    }

    public var type: ResourceType { self == .secret ? .secrets : .configMaps }

    /// As an object is called: `Secret` or `ConfigMap`.
    var title: String { self == .secret ? "Secret" : "ConfigMap" }
}
