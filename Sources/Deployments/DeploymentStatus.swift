public import Readiness
public import Value

/// What a cluster says of one deployment.
public struct DeploymentStatus: Sendable {
    public var name: String
    public var namespace: String
    public var provider: String
    /// From the release's values; nil for deployments that groundcrew did not make.
    public var model: String?
    public var engine: String?
    public var phase: DeploymentPhase
    public var message: String
    public var desired: Int64?
    public var ready: Int64?
    public var pods: [Pod]
    /// Why pods do not come up, the worst first; empty while nothing is wrong.
    public var causes: [PodDiagnosis]
    public var endpoint: Endpoint?

    public struct Pod: Sendable, Equatable {
        public var name: String
        public var phase: String
        public var isReady: Bool
    }

    /// Where the model answers inside the cluster, and how to get there from outside.
    public struct Endpoint: Sendable, Equatable {
        public var service: String
        public var namespace: String
        public var port: Int64
        public var scheme: String
        /// Of the API, such as `/v1`.
        public var path: String

        public var url: String { "\(scheme)://\(service).\(namespace).svc:\(port)\(path)" }
        public var portForward: String {
            "kubectl port-forward --namespace \(namespace) service/\(service) \(port):\(port)"
        }

        public func curl(model: String) -> String {
            "curl \(scheme)://127.0.0.1:\(port)\(path)/chat/completions -H 'Content-Type: application/json' "
                + "-d '{\"model\":\"\(model)\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'"
        }
    }

    public var value: Value {
        [
            "name": .string(name), "namespace": .string(namespace), "provider": .string(provider),
            "model": model.map(Value.string) ?? .null, "engine": engine.map(Value.string) ?? .null,
            "phase": .string(phase.rawValue), "message": .string(message),
            "replicas": ["desired": desired.map(Value.integer) ?? .null, "ready": ready.map(Value.integer) ?? .null],
            "pods": .array(pods.map(\.value)),
            "causes": .array(
                causes.map { ["cause": .string($0.cause.rawValue), "object": .string($0.object), "message": .string($0.message)] }),
            "endpoint": endpoint?.value ?? .null,
        ]
    }
}

extension DeploymentStatus.Pod {
    public var value: Value {
        ["name": .string(name), "phase": .string(phase), "ready": .bool(isReady)]
    }
}

extension DeploymentStatus.Endpoint {
    public var value: Value {
        [
            "service": .string(service), "namespace": .string(namespace), "port": .integer(port), "url": .string(url),
            "portForward": .string(portForward),
        ]
    }
}
