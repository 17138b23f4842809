import Value

/// What LimitRanges refuse of the pods that are about to come; pure.
struct LimitFindings: Sendable {
    /// The variable's value: `[{namespace, limitRange, object, exact, container, message}]`.
    let value: Value

    /// - Parameters:
    ///   - rendered: as `RenderedView` gives it; null where nothing is planned.
    ///   - limitRanges: of the namespaces that are wanted, with `spec.limits`.
    init(rendered: Value, limitRanges: Value) {
        var found: [Value] = []
        for range in limitRanges.array ?? [] {
            let namespace = range["metadata"]?["namespace"]?.string ?? ""
            let pods = (rendered["pods"]?.array ?? []).filter { $0["namespace"]?.string == namespace }
            for limit in range["spec"]?["limits"]?.array ?? [] {
                for pod in pods {
                    found += Self.findings(limit, pod).map { finding -> Value in
                        [
                            "namespace": .string(namespace), "limitRange": range["metadata"]?["name"] ?? "",
                            "object": pod["object"] ?? "", "exact": pod["exact"] ?? false,
                            "container": .string(finding.container), "message": .string(finding.message),
                        ]
                    }
                }
            }
        }
        value = .array(found)
    }

    private struct Finding {
        /// Empty for the whole pod.
        var container: String
        var message: String
    }

    private static func findings(_ limit: Value, _ pod: Value) -> [Finding] {
        let containers = pod["containers"]?.array ?? []
        switch limit["type"]?.string {
        case "Container":
            return containers.flatMap { container in
                resources(of: limit).flatMap { resource in
                    messages(resource, limit, Stated(resource, container, limit)).map {
                        Finding(container: container["name"]?.string ?? "", message: $0)
                    }
                }
            }
        case "Pod":
            let running = containers.filter { $0["init"] != true }
            return resources(of: limit).flatMap { resource in
                messages(resource, limit, Stated(resource, running)).map { Finding(container: "", message: $0) }
            }
        default: return []
        }
    }

    private static func resources(of limit: Value) -> [String] {
        let keys = ["min", "max", "maxLimitRequestRatio"].flatMap { limit[$0]?.object?.keys ?? [] }
        return Set(keys).sorted()
    }

    private static func messages(_ resource: String, _ limit: Value, _ stated: Stated) -> [String] {
        var messages: [String] = []
        if let least = Stated.quantity(limit["min"]?[resource]) {
            switch stated.request {
            case nil: messages.append("asks for no \(resource), and at least \(least) is wanted")
            case let request? where request < least:
                messages.append("asks for \(resource) \(request), less than \(least)")
            default: break
            }
        }
        if let most = Stated.quantity(limit["max"]?[resource]) {
            if let bound = stated.limit, bound > most {
                messages.append("has the limit \(resource) \(bound), more than \(most)")
            } else if let request = stated.request, request > most {
                messages.append("asks for \(resource) \(request), more than \(most)")
            }
        }
        if let ratio = Stated.quantity(limit["maxLimitRequestRatio"]?[resource]), let bound = stated.limit,
            let request = stated.request, request > .zero, bound.double / request.double > ratio.double
        {
            messages.append(
                "has the limit \(resource) \(bound) for the request \(request), more than \(ratio) times as much")
        }
        return messages
    }
}

/// What is said of one resource, once a LimitRange has filled in what is not.
private struct Stated {
    let request: Quantity?
    let limit: Quantity?

    init(_ resource: String, _ container: Value, _ range: Value) {
        let own = Self.quantity(container["limits"]?[resource])
        limit = own ?? Self.quantity(range["default"]?[resource])
        request =
            Self.quantity(container["requests"]?[resource]) ?? own
            ?? Self.quantity(range["defaultRequest"]?[resource]) ?? limit
    }

    /// Of a whole pod: what its containers say together; nothing where one of them says nothing.
    init(_ resource: String, _ containers: [Value]) {
        func sum(_ quantities: [Quantity?]) -> Quantity? {
            let known = quantities.compactMap(\.self)
            guard known.count == quantities.count, !known.isEmpty else { return nil }
            return known.reduce(Quantity.zero) { $0 + $1 }
        }
        let limits = containers.map { Self.quantity($0["limits"]?[resource]) }
        limit = sum(limits)
        request = sum(
            zip(containers, limits).map { container, limit in
                Self.quantity(container["requests"]?[resource]) ?? limit
            })
    }

    /// Nil for what is none: the server says what is wrong with it.
    static func quantity(_ value: Value?) -> Quantity? { value.flatMap { try? Quantity($0) } }
}
