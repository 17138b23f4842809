import Value

/// One webhook of an admission configuration.
struct Webhook: Sendable {
    enum Kind: String, Sendable {
        case validating = "ValidatingWebhookConfiguration"
        case mutating = "MutatingWebhookConfiguration"
    }

    var kind: Kind
    var configuration: String
    var name: String
    /// Whether requests are refused when it does not answer.
    var failsClosed: Bool
    var target: WebhookTarget
    var release: ReleaseMark?
    /// The certificate that a controller puts its authority in from; "" where none does.
    var injectedFrom: String
    private var rules: [WebhookRule]
    private var namespaceSelector: ObjectSelector
    private var objectSelector: ObjectSelector
    /// It has conditions of its own about each request.
    private var isNarrowed: Bool

    init(_ kind: Kind, of configuration: ClusterObject, _ webhook: Value) {
        self.kind = kind
        self.configuration = configuration.name
        name = webhook["name"]?.string ?? ""
        failsClosed = webhook["failurePolicy"]?.string != "Ignore"
        target = WebhookTarget(webhook["clientConfig"])
        release = configuration.release
        injectedFrom = configuration.annotation("cert-manager.io/inject-ca-from") ?? ""
        rules = (webhook["rules"]?.array ?? []).map(WebhookRule.init)
        namespaceSelector = ObjectSelector(webhook["namespaceSelector"])
        objectSelector = ObjectSelector(webhook["objectSelector"])
        isNarrowed = !(webhook["matchConditions"]?.array ?? []).isEmpty
    }

    static func all(_ kind: Kind, _ configurations: Value) -> [Webhook] {
        ClusterObject.all(configurations).flatMap { configuration in
            (configuration.value["webhooks"]?.array ?? []).map { Webhook(kind, of: configuration, $0) }
        }
    }

    /// What removes it where its owner is gone.
    var removal: String { "kubectl delete \(kind.rawValue.lowercased()) \(configuration)" }

    /// What of the wanted work it certainly takes part in, such as `pods, services in models`.
    ///
    /// Objects count as having none of the labels that it may select by, and one with conditions of its own may leave out
    /// whatever it likes.
    func caught(of work: WantedWork, _ namespaces: NamespaceLabels) -> [String] {
        guard !isNarrowed, objectSelector.matches([:]) else { return [] }
        var caught = work.clusterKinds.filter(catches).map(\.text)
        if catches(.namespaces), work.namespaces.contains(where: { isNew($0, namespaces) }) {
            caught.append(WantedWork.Kind.namespaces.text)
        }
        for namespace in work.namespaces where namespaceSelector.matches(namespaces.labels(of: namespace)) {
            let kinds = work.kinds(in: namespace).filter(catches)
            if !kinds.isEmpty { caught.append("\(kinds.map(\.text).joined(separator: ", ")) in \(namespace)") }
        }
        return caught
    }

    /// Whether it certainly takes part when any pod of the namespace is made.
    func catchesAllPods(of namespace: String, _ namespaces: NamespaceLabels) -> Bool {
        !isNarrowed && objectSelector.isEmpty && namespaceSelector.matches(namespaces.labels(of: namespace))
            && catches(.pods)
    }

    private func catches(_ kind: WantedWork.Kind) -> Bool { rules.contains { $0.catches(kind) } }

    private func isNew(_ namespace: String, _ namespaces: NamespaceLabels) -> Bool {
        !namespaces.isThere(namespace) && namespaceSelector.matches(namespaces.labels(of: namespace))
    }
}
