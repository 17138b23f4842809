import Formats
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
    /// How long this may last without a break before it counts as a failure; nil means for ever.
    public var patience: Duration?
    /// What belongs to it and could not be read.
    public var unseen: [Unseen] = []
    /// Whether model and engine are unknown because its release could not be read.
    public var isReleaseUnseen = false
    /// The name that clients ask for; nil where no release says it.
    public var servedName: String?
    /// How it is reached from outside the cluster; nil where nobody asked, and where groundcrew made no route.
    public var route: RouteResult?
    /// Its provider, where that is not loaded, so that nothing but the release can be told of it.
    var unknownProvider: UnknownProvider?
    /// What is not there of it, where that is the object that it should be.
    var lack: Lack?
    /// Whether its release is all that is there.
    public var isGone: Bool { lack != nil }

    /// What the status says of a deployment that asks for no worker.
    public static let scaledToZero = "scaled to zero: it has no worker, so nothing can answer"

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
        /// The port on this machine: ports below 1024 are the superuser's.
        public var localPort: Int64 { port < 1024 ? port + 8000 : port }

        /// A line for a shell.
        public var portForward: String {
            "kubectl port-forward --namespace \(ShellWord.quoted(namespace)) "
                + "\(ShellWord.quoted("service/\(service)")) \(localPort):\(port)"
        }

        /// A line for a shell, to be used while the port is forwarded; safe for every model name.
        public func curl(model: String) -> String { curl(model: model, at: "127.0.0.1:\(localPort)") }

        /// - Parameter place: where the port is forwarded from, as URLs have it.
        func curl(model: String, at place: String) -> String {
            let question: Value = [
                "model": .string(model), "messages": [["role": "user", "content": "Hello"]],
            ]
            return "curl \(ShellWord.quoted("\(scheme)://\(place)\(path)/chat/completions")) "
                + "-H 'Content-Type: application/json' -d \(ShellWord.quoted(question.json()))"
        }
    }

    public var value: Value {
        var value: Object = [
            "name": .string(name), "namespace": .string(namespace), "provider": .string(provider),
            "model": model.map(Value.string) ?? .null, "engine": engine.map(Value.string) ?? .null,
            "phase": .string(phase.rawValue), "message": .string(message),
            "replicas": ["desired": desired.map(Value.integer) ?? .null, "ready": ready.map(Value.integer) ?? .null],
            "pods": .array(pods.map(\.value)),
            "causes": .array(
                causes.map { cause in
                    [
                        "cause": .string(cause.cause.rawValue), "object": .string(cause.object),
                        "message": .string(cause.message), "hint": .string(cause.hint),
                    ]
                }),
            "endpoint": endpoint?.value ?? .null,
            "unseen": .array(unseen.map(\.value)),
        ]
        if let route { value["route"] = route.value }
        return .object(value)
    }

    /// `namespace/name`.
    public var id: String { "\(namespace)/\(name)" }

    /// ` 1/2` where the numbers are known.
    var counts: String {
        guard let desired, desired > 0 else { return "" }
        return " \(ready ?? 0)/\(desired)"
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
