import Kubernetes
import TestParts
import Value

extension PlayedCluster {
    /// Gives a deployment the frontend that the operator would: a Service whose pod is `server`.
    ///
    /// The API server takes no Endpoints on loopback from anyone, though it does connect to them. So they are put into
    /// its store, past its checks.
    func addFrontend(of name: String, namespace: String, server: ModelServer, in cluster: ControlPlane) async throws {
        let service = "\(name)-frontend"
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)],
        ])
        let metadata: Value = ["name": .string(service), "namespace": .string(namespace)]
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Pod", "metadata": metadata,
            "spec": ["nodeName": "gpu-1", "containers": [["name": "main", "image": "frontend"]]],
        ])
        _ = try await client.patch(
            .pods, service, namespace: namespace,
            with: .merge(["status": ["podIP": "127.0.0.1", "podIPs": [["ip": "127.0.0.1"]]]]),
            options: WriteOptions(subresource: "status"))
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Service", "metadata": metadata,
            "spec": ["ports": [["port": 8000, "targetPort": .integer(server.port)]]],
        ])
        let endpoints: Value = [
            "apiVersion": "v1", "kind": "Endpoints", "metadata": metadata,
            "subsets": [
                [
                    "addresses": [
                        [
                            "ip": "127.0.0.1",
                            "targetRef": ["kind": "Pod", "name": .string(service), "namespace": .string(namespace)],
                        ]
                    ],
                    "ports": [["port": .integer(server.port), "protocol": "TCP"]],
                ]
            ],
        ]
        let result = try await TestParts.run(
            .etcdctl,
            ["--endpoints", cluster.etcd, "put", "/registry/services/endpoints/\(namespace)/\(service)"],
            environment: ["ETCDCTL_API": "3"], input: endpoints.json())
        guard result.isSuccess else { throw OperatorChart.Failure(description: "etcdctl: \(result)") }
    }
}
