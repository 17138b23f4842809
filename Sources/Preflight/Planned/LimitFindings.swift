import Value

/// What LimitRanges refuse of the pods that are about to come; pure.
struct LimitFindings: Sendable {
    /// The variable's value: `[{namespace, limitRange, object, exact, container, message}]`.
    let value: Value

    /// - Parameters:
    ///   - rendered: as `RenderedView` gives it; null where nothing is planned.
    ///   - limitRanges: of the namespaces that are wanted, with `spec.limits`.
    /// - Throws: which quantities cannot be read, where one of them may be refused and nothing is for certain.
    init(rendered: Value, limitRanges: Value) throws(UnknownReason) {
        var found: [Value] = []
        var unread: [String] = []
        for range in limitRanges.array ?? [] {
            let namespace = range["metadata"]?["namespace"]?.string ?? ""
            let name = range["metadata"]?["name"]?.string ?? ""
            let pods = (rendered["pods"]?.array ?? []).filter { $0["namespace"]?.string == namespace }
            let limits = range["spec"]?["limits"]?.array ?? []
            if limits.contains(where: Self.boundsPods) {
                found += Self.unseen(rendered, namespace).map { owner in
                    Self.entry(
                        namespace, name, object: owner, isExact: false, "has pods that only its operator knows")
                }
            }
            for limit in limits {
                for pod in pods {
                    for finding in Self.findings(limit, of: "LimitRange \(namespace)/\(name)", pod) {
                        unread += finding.unread
                        found += finding.messages.map { message in
                            Self.entry(
                                namespace, name, object: pod["object"] ?? "", isExact: pod["exact"] == true,
                                container: finding.container, message)
                        }
                    }
                }
            }
        }
        let isCertain = found.contains { $0["exact"] == true }
        guard unread.isEmpty || isCertain else { throw UnknownReason.unread(unread) }
        value = .array(found)
    }

    private static func entry(
        _ namespace: String, _ limitRange: String, object: Value, isExact: Bool, container: String = "",
        _ message: String
    ) -> Value {
        [
            "namespace": .string(namespace), "limitRange": .string(limitRange), "object": object,
            "exact": .bool(isExact), "container": .string(container), "message": .string(message),
        ]
    }

    private static func boundsPods(_ limit: Value) -> Bool {
        ["Container", "Pod"].contains(limit["type"]?.string ?? "") && !resources(of: limit).isEmpty
    }

    /// The deployments of a namespace whose pods are not seen.
    private static func unseen(_ rendered: Value, _ namespace: String) -> [Value] {
        (rendered["unseen"]?.array ?? []).filter { $0["namespace"]?.string == namespace }.map { $0["owner"] ?? "" }
    }

    private struct Finding {
        /// Empty for the whole pod.
        var container: String
        var messages: [String]
        var unread: [String]

        init(container: String, _ bounds: LimitBounds, _ stated: StatedResource) {
            self.container = container
            messages = bounds.messages(stated)
            unread = bounds.unread(stated)
        }
    }

    /// - Parameter range: what it is called, for people.
    private static func findings(_ limit: Value, of range: String, _ pod: Value) -> [Finding] {
        let object = pod["object"]?.string ?? ""
        let containers = pod["containers"]?.array ?? []
        let bounds = resources(of: limit).map { LimitBounds($0, limit, of: range) }
        switch limit["type"]?.string {
        case "Container":
            return containers.flatMap { container in
                bounds.map { bounds in
                    let stated = StatedResource(bounds.resource, container, of: object, filledBy: bounds)
                    return Finding(container: container["name"]?.string ?? "", bounds, stated)
                }
            }
        case "Pod":
            let running = containers.filter { $0["init"] != true }
            return bounds.map { bounds in
                Finding(container: "", bounds, StatedResource(bounds.resource, running, of: object))
            }
        default: return []
        }
    }

    private static func resources(of limit: Value) -> [String] {
        let keys = ["min", "max", "maxLimitRequestRatio"].flatMap { limit[$0]?.object?.keys ?? [] }
        return Set(keys).sorted()
    }
}
