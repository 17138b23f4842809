import Value

/// What a wanted deployment asks of the nodes.
struct GPUDemand: Sendable, Hashable {
    struct Label: Sendable, Hashable {
        var key: String
        var value: String
    }

    struct Toleration: Sendable, Hashable {
        var key: String
        var matchesAnyValue: Bool
        var value: String
        /// Empty matches every effect.
        var effect: String

        /// As `ToleratesTaint` of Kubernetes' core types.
        func tolerates(_ taint: NodeFact.Taint) -> Bool {
            guard effect.isEmpty || effect == taint.effect else { return false }
            guard !key.isEmpty else { return matchesAnyValue }
            return key == taint.key && (matchesAnyValue || value == taint.value)
        }
    }

    var name: String
    var namespace: String
    var workers: Int64
    var perWorker: Int64
    var vendor = "nvidia"
    var tolerations: [Toleration] = []
    var nodeSelector: [String: String] = [:]
    /// A pod of its namespace that carries one of these groups of labels is its own.
    var ownLabelGroups: [[Label]] = []

    var ownLabels: [Label] { ownLabelGroups.flatMap { $0 } }

    /// Labels whose value is the name of the deployment that a pod belongs to.
    static let ownLabelKeys: Set<String> = [
        "app.kubernetes.io/instance", "nvidia.com/dynamo-graph-deployment-name",
    ]

    /// The labels of nodes and pods that these demands look at and that are not kept anyway.
    static func labelKeys(of demands: [GPUDemand]) -> Set<String> {
        let nodes = demands.flatMap { $0.nodeSelector.keys }.filter { !Accelerator.isKept(label: $0) }
        return Set(nodes).union(demands.flatMap { $0.ownLabels.map(\.key) }).subtracting(ownLabelKeys)
    }

    func owns(_ pod: PodFact) -> Bool {
        pod.namespace == namespace
            && ownLabelGroups.contains { group in
                !group.isEmpty && group.allSatisfy { pod.labels[$0.key] == $0.value }
            }
    }
}

extension GPUDemand {
    static func list(in want: Object) -> [GPUDemand] {
        (want["deployments"]?.array ?? []).map(GPUDemand.init(value:))
    }

    init(value: Value) {
        let name = value["name"]?.string ?? ""
        self.init(
            name: name, namespace: value["namespace"]?.string ?? "",
            workers: max(0, value["gpus"]?["workers"]?.integer ?? 0),
            perWorker: max(0, value["gpus"]?["perWorker"]?.integer ?? 0),
            vendor: value["accelerator"]?.string ?? "nvidia",
            tolerations: (value["tolerations"]?.array ?? []).map(Toleration.init(value:)))
        for (key, label) in value["nodeSelector"]?.object ?? [:] { nodeSelector[key] = label.string ?? label.json() }
        if let selector = value["podSelector"]?.string {
            ownLabelGroups = [Self.labels(of: selector)]
        } else {
            ownLabelGroups = Self.ownLabelKeys.sorted().map { [Label(key: $0, value: name)] }
        }
    }

    /// The pairs of a selector of equalities, such as `app=web,tier=front`; one of another kind selects nothing.
    private static func labels(of selector: String) -> [Label] {
        var labels: [Label] = []
        for term in selector.split(separator: ",") {
            let parts = term.split(separator: "=", omittingEmptySubsequences: true)
            guard parts.count == 2, !parts[0].hasSuffix("!") else { return [] }
            labels.append(Label(key: String(parts[0].trimmed), value: String(parts[1].trimmed)))
        }
        return labels
    }
}

extension GPUDemand.Toleration {
    init(value: Value) {
        // Operators other than these two compare numbers, which a taint of an accelerator does not have.
        let operation = value["operator"]?.string ?? "Equal"
        self.init(
            key: operation == "Equal" || operation == "Exists" || operation.isEmpty
                ? value["key"]?.string ?? "" : "\u{0}\(operation)",
            matchesAnyValue: operation == "Exists", value: value["value"]?.string ?? "",
            effect: value["effect"]?.string ?? "")
    }
}
