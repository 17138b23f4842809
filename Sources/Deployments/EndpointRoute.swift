public import Kubernetes
import Value

/// A pod that answers for a Service, and on which port.
public struct EndpointPod: Sendable, Hashable {
    public var name: String
    public var port: Int
}

/// One connection to a pod.
public struct EndpointConnection: Sendable {
    public var pod: EndpointPod
    public var stream: PortForwardStream
    /// The pod that took the connections before; nil where that is the same, or this is the first.
    public var former: EndpointPod?
}

/// Connects to what is behind a deployment's Service: to one pod as long as that takes connections, then to another.
public actor EndpointRoute {
    /// Pods tried for one connection.
    private static let attempts = 4

    private let client: KubernetesClient
    private let endpoint: DeploymentStatus.Endpoint
    private let port: Int64
    /// The pod that takes connections, as far as is known.
    private var current: EndpointPod?
    /// The pod that took the last connection.
    private var last: EndpointPod?
    /// The pod that was lost last: it may still be called ready.
    private var lost: String?

    /// - Parameter port: of the Service.
    init(client: KubernetesClient, endpoint: DeploymentStatus.Endpoint, port: Int64) {
        self.client = client
        self.endpoint = endpoint
        self.port = port
    }

    /// A new connection; pods that cannot be reached are passed over while there are others.
    ///
    /// - Throws: `DeploymentError` with code `failed` where no pod is ready or the Service is not there, and
    ///   `KubernetesError` in the words that were heard last.
    public func connect() async throws -> EndpointConnection {
        var failed: Set<String> = []
        var problem: (any Error)?
        for _ in 0..<Self.attempts {
            guard let pod = try await next(failed) else { break }
            do {
                let stream = try await client.portForward(
                    pod: pod.name, namespace: endpoint.namespace, port: pod.port)
                let former = last == pod ? nil : last
                current = pod
                last = pod
                return EndpointConnection(pod: pod, stream: stream, former: former)
            } catch let error as KubernetesError where Self.isOfPod(error) {
                failed.insert(pod.name)
                lose(pod)
                problem = error
            }
        }
        throw problem
            ?? DeploymentError(
                .failed, "no pod behind service \(endpoint.namespace)/\(endpoint.service) is ready",
                hint: "kubectl get pods --namespace \(endpoint.namespace) shows why")
    }

    /// Takes note that a pod's connection broke, so that the next one goes to another pod where there is one.
    public func lose(_ pod: EndpointPod) {
        if current == pod { current = nil }
        lost = pod.name
    }

    private func next(_ failed: Set<String>) async throws -> EndpointPod? {
        if let current, !failed.contains(current.name) { return current }
        guard let service = try await client.getIfPresent(.services, endpoint.service, namespace: endpoint.namespace)
        else {
            throw DeploymentError(
                .failed, "there is no service \(endpoint.namespace)/\(endpoint.service)", hint: endpoint.serviceHint)
        }
        let target = try ServiceTarget(service, port: port)
        let pods = try await client.listAll(
            .pods, namespace: endpoint.namespace, options: ListOptions(labelSelector: target.selector)
        ).items
        return Self.choice(among: target.ready(pods), failed: failed, lost: lost)
    }

    /// The first that has not failed; the one that was lost last only where there is no other.
    static func choice(among ready: [EndpointPod], failed: Set<String>, lost: String?) -> EndpointPod? {
        let left = ready.filter { !failed.contains($0.name) }
        return left.first { $0.name != lost } ?? left.first
    }

    /// Whether another pod may do better.
    static func isOfPod(_ error: KubernetesError) -> Bool {
        // A kubelet that knows no such pod says so without naming it, as a server does that lacks the type.
        error.isTransient || [.notFound, .resourceTypeNotFound, .badRequest, .conflict].contains(error.code)
    }
}
