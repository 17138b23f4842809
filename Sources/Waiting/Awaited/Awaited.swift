public import Kubernetes
public import Value

/// One object, and what is waited for.
public struct Awaited: Sendable {
    public enum Condition: Sendable {
        /// Ready by the generic rules of its kind. A webhook configuration is once its webhooks can be asked.
        ///
        /// - mustRun: whether a DaemonSet that wants no pod is not ready; it is a remark otherwise.
        case ready(mustRun: Bool)
        /// As whoever knows the object better judges it: a provider's readiness contract.
        case judged(@Sendable (Value) -> Judgement)
        /// A CRD whose types can be used: established, its names accepted, and answering to discovery.
        case served(WantedVersions)
        /// No longer there: removed, or replaced by one with another uid.
        case gone(uid: String?)
        /// A Job or Pod that has run to its end. Whatever else is done once it exists.
        case ended
    }

    /// Which versions of a CRD are needed.
    public enum WantedVersions: Sendable, Hashable {
        /// All that the CRD says it serves.
        case all
        /// One of these; of no list, whichever it serves.
        case any([String])
    }

    public var type: ResourceType
    public var namespace: String?
    public var name: String
    public var condition: Condition
    /// As messages name it.
    public var title: String
    /// The label selector of its pods, for objects that do not say it themselves; nil leaves them to their kind.
    public var podSelector: (@Sendable (Value) -> String?)?
    /// Adds to an object what its condition looks at besides, such as other objects. Nobody watches those, so that what
    /// has this is looked at again and again; its failures are the function's to bear.
    public var enrich: (@Sendable (Value) async throws -> Value)?
    /// Whether it is removed once it has ended, as a Job with `ttlSecondsAfterFinished` is, so that its absence means its
    /// end.
    public var isRemovedAtItsEnd = false

    /// - Parameter title: nil names it as `ObjectReference` does, such as `Deployment.apps default/web`.
    public init(
        _ type: ResourceType, _ name: String, namespace: String? = nil, _ condition: Condition, title: String? = nil,
        podSelector: (@Sendable (Value) -> String?)? = nil, enrich: (@Sendable (Value) async throws -> Value)? = nil
    ) {
        self.type = type
        self.name = name
        self.namespace = namespace
        self.condition = condition
        self.title =
            title
            ?? ObjectReference(apiVersion: type.apiVersion, kind: type.kind, namespace: namespace, name: name)
            .description
        self.podSelector = podSelector
        self.enrich = enrich
    }

    /// Whether its changes alone tell how it stands; discovery and the addresses of a Service have to be asked for.
    var isWatchable: Bool {
        guard enrich == nil else { return false }
        return switch condition {
        case .served: false
        case .ready: !WebhookRules.apply(to: type)
        case .judged, .gone, .ended: true
        }
    }

    /// Whether it takes long by nature, so that it is watched from the first look on.
    var isWatchedAtOnce: Bool { if case .judged = condition { true } else { false } }

    /// Whether it may stop being what it has become, so that it is looked after until the whole wait ends.
    ///
    /// What nothing but a deletion can change is not: a CRD that is served, settings, rights.
    var mayRelapse: Bool {
        switch condition {
        case .judged: true
        case .ready: type.isBuiltIn && Self.turning.contains(type.kind)
        case .served, .gone, .ended: false
        }
    }

    private static let turning: Set<String> = [
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Pod", "Job",
        "PersistentVolumeClaim", "APIService", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    ]

    /// Whether its being removed by someone else ends the wait; a release's object may be made anew.
    var mustStay: Bool {
        switch condition {
        case .judged, .ended: true
        case .ready, .served, .gone: false
        }
    }

    /// Whether people are told at once that it is waited for.
    var isNewsAtOnce: Bool {
        switch condition {
        case .ready, .judged: true
        case .served, .gone, .ended: false
        }
    }

    /// Whether pods can be what keeps it.
    var isDiagnosed: Bool {
        switch condition {
        case .ready, .judged, .ended: true
        case .served, .gone: false
        }
    }
}

extension ResourceType {
    /// Of a group that Kubernetes itself serves. Other groups end in `.k8s.io` too, and are served by CRDs.
    public var isBuiltIn: Bool {
        guard group.contains(".") else { return true }
        guard group.hasSuffix(".k8s.io") else { return false }
        return !Self.groupsOfCRDs.contains { group == $0 || group.hasSuffix(".\($0)") }
    }

    /// Projects of the Kubernetes community whose CRDs bear its name.
    private static let groupsOfCRDs = [
        "gateway.networking.k8s.io", "inference.networking.k8s.io", "policy.networking.k8s.io",
        "snapshot.storage.k8s.io", "groupsnapshot.storage.k8s.io", "node.resource.k8s.io",
    ]
}
