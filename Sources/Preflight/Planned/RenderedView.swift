import Value

/// What checks see of everything that is about to be applied; made of the fact, without a cluster.
struct RenderedView: Sendable {
    private let parts: [Value]
    private let subject: Subject
    /// With whose they are.
    let objects: [Value]
    let pods: [Value]

    init(_ fact: Value, subject: Subject) {
        parts = fact.array ?? []
        objects = Self.owned(parts, "objects")
        pods = Self.pods("pods", of: objects)
        self.subject = subject
    }

    var value: Value {
        [
            "parts": .array(parts.map(Self.part)), "objects": .array(objects.map(Self.plain)),
            "pods": .array(pods), "containers": .array(Self.containers(pods)),
            "namespaces": .array(namespaces), "unseen": .array(unseen),
            "crds": .array(Self.owned(parts, "crds")),
            "unknown": .array(parts.compactMap { Self.unknown($0, "unknown") }),
            "crdsUnknown": .array(parts.compactMap { Self.unknown($0, "crdsUnknown") }),
        ]
    }

    // MARK: - Lists

    private static func part(_ part: Value) -> Value {
        var object = part.object ?? [:]
        object["objects"] = .integer(Int64(part["objects"]?.array?.count ?? 0))
        object["crds"] = nil
        return .object(object)
    }

    /// The elements of a list of each part, with whose they are.
    private static func owned(_ parts: [Value], _ key: String) -> [Value] {
        parts.flatMap { part in
            (part[key]?.array ?? []).map { $0.merged(with: ["owner": part["owner"] ?? ""]) }
        }
    }

    private static func unknown(_ part: Value, _ key: String) -> Value? {
        guard let reason = part[key], !reason.isNull else { return nil }
        return reason.merged(with: ["owner": part["owner"] ?? ""])
    }

    private static func title(_ object: Value) -> String {
        let apiVersion = object["apiVersion"]?.string ?? ""
        let group = apiVersion.contains("/") ? ".\(apiVersion.prefix { $0 != "/" })" : ""
        let namespace = object["namespace"]?.string ?? ""
        return "\(object["kind"]?.string ?? "")\(group) \(namespace.isEmpty ? "" : "\(namespace)/")"
            + (object["name"]?.string ?? "")
    }

    /// Without its pods, which have a list of their own.
    private static func plain(_ object: Value) -> Value {
        var members = object.object ?? [:]
        members["pods"] = nil
        members["formerPods"] = nil
        members["title"] = .string(title(object))
        return .object(members)
    }

    private static func pods(_ key: String, of objects: [Value]) -> [Value] {
        objects.flatMap { object in
            (object[key]?.array ?? []).map { pod in
                pod.merged(with: [
                    "owner": object["owner"] ?? "", "object": .string(Self.title(object)),
                    "namespace": object["namespace"] ?? "", "held": object["held"] ?? false,
                    "hook": object["hook"] ?? false,
                ])
            }
        }
    }

    private static func containers(_ pods: [Value]) -> [Value] {
        pods.flatMap { pod in
            (pod["containers"]?.array ?? []).map { container in
                container.merged(with: [
                    "namespace": pod["namespace"] ?? "", "object": pod["object"] ?? "", "exact": pod["exact"] ?? false,
                ])
            }
        }
    }

    // MARK: - Namespaces

    private var namespaces: [Value] {
        let missing = Set(parts.flatMap { $0["missingNamespaces"]?.array ?? [] }.compactMap(\.string))
        let changed = parts.filter { $0["unchanged"] != true }
        let names = Set((changed + objects).compactMap { $0["namespace"]?.string }).filter { !$0.isEmpty }
        return names.sorted().map { name in
            let totals = RenderedTotals(
                objects.filter { $0["namespace"]?.string == name }, changes(in: name), demands(in: name))
            return [
                "name": .string(name), "missing": .bool(missing.contains(name)), "totals": totals.value,
                "lacking": totals.lacking,
            ]
        }
    }

    /// Pods that a namespace gets, and, with `replicas` below zero, those that an object has already that is changed.
    func changes(in namespace: String) -> [Value] {
        let own = objects.filter { $0["namespace"]?.string == namespace && $0["hook"] != true }
        // Where nobody has told what a held object was before, it adds nothing.
        let changed = own.filter { $0["held"] != true || $0["formerPods"]?.array != nil }
        let gone = Self.pods("formerPods", of: changed).map { pod in
            pod.merged(with: ["replicas": .integer(-(pod["replicas"]?.integer ?? 0))])
        }
        return Self.pods("pods", of: changed) + gone
    }

    /// Deployments of a namespace that are new, and whose workers nobody but their operators knows.
    func demands(in namespace: String) -> [GPUDemand] {
        subject.deployments.filter { deployment in
            let owner = Value.string(Self.owner(of: deployment))
            return deployment.namespace == namespace && isNew(deployment)
                && !pods.contains { $0["owner"] == owner && Self.isWorker($0) }
        }.map(GPUDemand.init)
    }

    private static func isWorker(_ pod: Value) -> Bool {
        (pod["requests"]?.object ?? [:]).keys.contains(where: Accelerator.isOne)
            || pod["resourceClaims"]?.array?.isEmpty == false
    }

    /// Deployments that are rendered, and of whose pods nothing is seen: their operators alone know them.
    private var unseen: [Value] {
        subject.deployments.filter { deployment in
            let owner = Value.string(Self.owner(of: deployment))
            return objects.contains { $0["owner"] == owner } && !pods.contains { $0["owner"] == owner }
        }.map { deployment in
            [
                "owner": .string(Self.owner(of: deployment)), "namespace": .string(deployment.namespace),
                "new": .bool(isNew(deployment)),
            ]
        }
    }

    /// Whether a deployment is rendered, and nothing of it is there yet.
    private func isNew(_ deployment: Subject.Deployment) -> Bool {
        let owner = Value.string(Self.owner(of: deployment))
        let own = objects.filter { $0["owner"] == owner }
        return !own.isEmpty && own.allSatisfy { $0["held"] != true }
    }

    /// As the parts of models are called.
    static func owner(of deployment: Subject.Deployment) -> String {
        "model \(deployment.namespace)/\(deployment.name)"
    }
}
