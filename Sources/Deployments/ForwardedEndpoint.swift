import Formats
public import Value

/// A port of a deployment's Service, on this machine.
public struct ForwardedEndpoint: Sendable {
    public var status: DeploymentStatus
    public var endpoint: DeploymentStatus.Endpoint
    /// Of the Service.
    public var servicePort: Int64
    /// Of this machine.
    public var address: String
    public var port: Int
    /// The pod that took the first connection.
    public var pod: EndpointPod

    public init(
        _ status: DeploymentStatus, _ endpoint: DeploymentStatus.Endpoint, servicePort: Int64, address: String,
        port: Int, pod: EndpointPod
    ) {
        self.status = status
        self.endpoint = endpoint
        self.servicePort = servicePort
        self.address = address
        self.port = port
        self.pod = pod
    }

    /// As URLs have it.
    public var place: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }

    /// Of the model's API; nil for a port that is not the endpoint's own.
    public var url: String? {
        servicePort == endpoint.port ? "\(endpoint.scheme)://\(place)\(endpoint.path)" : nil
    }

    /// A line for a shell that asks the model; where its name is not known, what is served. Nil where there is no URL.
    public var curl: String? {
        guard let url else { return nil }
        let list = "curl \(ShellWord.quoted("\(url)/models"))"
        return status.servedName.map { endpoint.curl(model: $0, at: place) } ?? list
    }

    public var value: Value {
        [
            "name": .string(status.name), "namespace": .string(status.namespace), "service": .string(endpoint.service),
            "servicePort": .integer(servicePort), "pod": .string(pod.name), "address": .string(address),
            "port": .integer(Int64(port)), "url": url.map(Value.string) ?? .null,
            "model": status.servedName.map(Value.string) ?? .null, "curl": curl.map(Value.string) ?? .null,
        ]
    }
}
