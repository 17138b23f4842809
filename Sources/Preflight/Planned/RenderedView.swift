import Value

/// What checks see of everything that is about to be applied; made of the fact, without a cluster.
struct RenderedView: Sendable {
    private let parts: [Value]
    private let subject: Subject

    init(_ fact: Value, subject: Subject) {
        parts = fact.array ?? []
        self.subject = subject
    }

    var value: Value {
        let objects = self.objects
        let pods = self.pods(objects)
        return [
            "parts": .array(parts.map(Self.part)), "objects": .array(objects.map(Self.plain)),
            "pods": .array(pods), "containers": .array(Self.containers(pods)),
            "namespaces": .array(namespaces(objects, pods)),
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

    private var objects: [Value] { Self.owned(parts, "objects") }

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
        members["title"] = .string(title(object))
        return .object(members)
    }

    private func pods(_ objects: [Value]) -> [Value] {
        objects.flatMap { object in
            (object["pods"]?.array ?? []).map { pod in
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

    private func namespaces(_ objects: [Value], _ pods: [Value]) -> [Value] {
        let missing = Set(parts.flatMap { $0["missingNamespaces"]?.array ?? [] }.compactMap(\.string))
        let changed = parts.filter { $0["unchanged"] != true }
        let names = Set((changed + objects).compactMap { $0["namespace"]?.string }).filter { !$0.isEmpty }
        return names.sorted().map { name in
            let totals = RenderedTotals(
                objects.filter { $0["namespace"]?.string == name }, pods.filter { $0["namespace"]?.string == name },
                subject.deployments.filter { $0.namespace == name && isNew($0, objects) }.map(GPUDemand.init))
            return [
                "name": .string(name), "missing": .bool(missing.contains(name)), "totals": totals.value,
                "lacking": totals.lacking,
            ]
        }
    }

    /// Whether a deployment is rendered, and nothing of it is there yet.
    private func isNew(_ deployment: Subject.Deployment, _ objects: [Value]) -> Bool {
        let owner = Value.string(Self.owner(of: deployment))
        let own = objects.filter { $0["owner"] == owner }
        return !own.isEmpty && own.allSatisfy { $0["held"] != true }
    }

    /// As the parts of models are called.
    static func owner(of deployment: Subject.Deployment) -> String {
        "model \(deployment.namespace)/\(deployment.name)"
    }
}
