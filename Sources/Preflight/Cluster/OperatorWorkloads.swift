import Value

/// The Deployments of wanted operators that are there already, by the labels of their pods or by their release.
enum OperatorWorkloads {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        .array(try all(facts).map(\.value))
    }

    /// Operators of which several are at work, each with where.
    static func copies(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let controllers = try all(facts).filter { $0.isController && $0.replicas > 0 }
        var copies: [Value] = []
        for item in facts.subject.operators {
            let places = Set(controllers.filter { $0.owner == item }.map(\.copy)).sorted()
            guard places.count > 1 else { continue }
            copies.append(["operator": .string(item.name), "places": .array(places.map(Value.string))])
        }
        return .array(copies)
    }

    private static func all(_ facts: JudgedFacts) throws(UnknownReason) -> [OperatorWorkload] {
        let deployments = ClusterObject.all(try facts.known(.deploymentObjects))
        var found: [OperatorWorkload] = []
        for item in facts.subject.operators {
            let selector = try selector(of: item)
            let release = ReleaseMark(namespace: item.namespace, name: item.name)
            for deployment in deployments {
                let isController = selector?.matches(deployment.labels) ?? false
                guard isController || deployment.release == release else { continue }
                found.append(OperatorWorkload(deployment, of: item, isController: isController))
            }
        }
        return found
    }

    /// Nil for what works without pods, or has none that tell it.
    private static func selector(of item: Subject.Operator) throws(UnknownReason) -> LabelSelector? {
        guard let text = item.podSelector, !text.isEmpty else { return nil }
        do {
            return try LabelSelector(text)
        } catch {
            throw UnknownReason(.failed, "the pods of operator \(item.name) cannot be told by '\(text)': \(error)")
        }
    }
}

/// One Deployment of an operator's.
struct OperatorWorkload: Sendable {
    var owner: Subject.Operator
    var place: String
    /// Where it belongs: its namespace, and the release where one is named.
    var copy: String
    /// Whether the operator's own pods are its.
    var isController: Bool
    var replicas: Int64
    var available: Int64
    /// What keeps it from being ready; "" where it is.
    var words: String

    init(_ object: ClusterObject, of owner: Subject.Operator, isController: Bool) {
        self.owner = owner
        self.isController = isController
        place = object.place
        let instance = object.release?.name ?? object.label("app.kubernetes.io/instance")
        copy = instance.map { "\(object.namespace) (release \($0))" } ?? object.namespace
        replicas = object.value["spec"]?["replicas"]?.integer ?? 1
        available = object.value["status"]?["availableReplicas"]?.integer ?? 0
        words = Self.words(object, replicas: replicas, available: available)
    }

    private static func words(_ object: ClusterObject, replicas: Int64, available: Int64) -> String {
        if replicas == 0 { return "it is scaled to 0" }
        guard available < replicas else { return "" }
        let told = reasons.lazy.compactMap { reason in
            object.conditions { $0 == reason.type && $1 == reason.status }.first?.words
        }.first
        return "\(available) of \(replicas) available" + (told.map { ": \($0)" } ?? "")
    }

    /// Conditions that say why, the one nearest to the cause first.
    private static let reasons = [
        (type: "ReplicaFailure", status: "True"), (type: "Progressing", status: "False"),
        (type: "Available", status: "False"),
    ]

    var value: Value {
        [
            "operator": .string(owner.name), "name": .string(place), "controller": .bool(isController),
            "replicas": .integer(replicas), "available": .integer(available), "ready": .bool(words.isEmpty),
            "words": .string(words),
        ]
    }
}
