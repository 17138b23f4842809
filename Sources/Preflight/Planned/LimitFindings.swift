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
            for limit in range["spec"]?["limits"]?.array ?? [] {
                for pod in pods {
                    for finding in Self.findings(limit, of: "LimitRange \(namespace)/\(name)", pod) {
                        unread += finding.unread
                        found += finding.messages.map { message -> Value in
                            [
                                "namespace": .string(namespace), "limitRange": .string(name),
                                "object": pod["object"] ?? "", "exact": pod["exact"] ?? false,
                                "container": .string(finding.container), "message": .string(message),
                            ]
                        }
                    }
                }
            }
        }
        let isCertain = found.contains { $0["exact"] == true }
        guard unread.isEmpty || isCertain else { throw UnknownReason.unread(unread) }
        value = .array(found)
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
