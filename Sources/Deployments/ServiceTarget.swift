import Value

/// Where a port of a Service leads.
struct ServiceTarget: Sendable, Equatable {
    /// Of its pods.
    let selector: String
    /// A number, or the name of a container's port.
    private let target: Value

    /// - Parameter port: of the Service, by its number.
    /// - Throws: `DeploymentError` with code `invalidRequest` for a Service without such a port, and `notFound` for one
    ///   that chooses no pods.
    init(_ service: Value, port: Int64) throws(DeploymentError) {
        let metadata = service["metadata"]
        let id = "\(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? "")"
        let ports = service["spec"]?["ports"]?.array ?? []
        guard let entry = ports.first(where: { $0["port"]?.integer == port }) else {
            let numbers = ports.compactMap { $0["port"]?.integer }.map(String.init)
            throw DeploymentError(
                .invalidRequest, "service \(id) has no port \(port), only \(numbers.joined(separator: ", "))")
        }
        let labels = service["spec"]?["selector"]?.object ?? [:]
        guard !labels.isEmpty else {
            throw DeploymentError(
                .notFound, "service \(id) has no selector, so nobody knows the pods behind it",
                hint: "forward a port of a pod: kubectl port-forward POD")
        }
        selector = labels.map { "\($0.key)=\($0.value.string ?? "")" }.sorted().joined(separator: ",")
        target = entry["targetPort"] ?? .integer(port)
    }

    /// Of these pods, those that are ready and have the port; sorted by name.
    func ready(_ pods: [Value]) -> [EndpointPod] {
        pods.compactMap { pod -> EndpointPod? in
            guard Self.isReady(pod), let name = pod["metadata"]?["name"]?.string, let port = port(of: pod) else {
                return nil
            }
            return EndpointPod(name: name, port: port)
        }
        .sorted { $0.name < $1.name }
    }

    private func port(of pod: Value) -> Int? {
        if let number = target.integer { return Int(exactly: number) }
        guard let name = target.string else { return nil }
        // Numbers may come as text.
        if let number = Int(name) { return number }
        let containers = ["containers", "initContainers"].flatMap { pod["spec"]?[$0]?.array ?? [] }
        let ports = containers.flatMap { $0["ports"]?.array ?? [] }
        return ports.first { $0["name"]?.string == name }?["containerPort"]?.integer.flatMap { Int(exactly: $0) }
    }

    private static func isReady(_ pod: Value) -> Bool {
        guard pod["metadata"]?["deletionTimestamp"] == nil else { return false }
        return (pod["status"]?["conditions"]?.array ?? []).contains {
            $0["type"] == "Ready" && $0["status"] == "True"
        }
    }
}
