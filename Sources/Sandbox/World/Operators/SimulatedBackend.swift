import Value

/// What answers behind simulated pods: model servers, and the monitors of NATS and etcd. Every answer says so.
struct SimulatedBackend: ProxyBackend {
    func answer(_ request: ProxyRequest, in cluster: Cluster) throws -> APIResponse {
        let pods: [Value]
        var port = request.port
        if request.isService {
            let ports = request.target[at: "spec", "ports"]?.array ?? []
            let found = ports.first { entry in
                port.isEmpty ? ports.count == 1 : entry["name"]?.string == port || entry["port"]?.integer == Int64(port)
            }
            guard let found else {
                throw StatusError.serviceUnavailable(
                    "no service port \"\(port)\" found for service \"\(request.target.name)\"")
            }
            if let answer = try throughGateway(request, in: cluster) { return answer }
            port = String(found["targetPort"]?.integer ?? found["port"]?.integer ?? 0)
            pods = EndpointController.pods(of: request.target, in: cluster).filter(PodState.isReady)
            guard !pods.isEmpty else {
                throw StatusError.serviceUnavailable("no endpoints available for service \"\(request.target.name)\"")
            }
        } else {
            pods = [request.target]
            guard PodState.isReady(request.target) else {
                throw StatusError.serviceUnavailable(
                    "error trying to reach service: dial tcp \(request.target[at: "status", "podIP"]?.string ?? ""):\(port): connect: connection refused"
                )
            }
        }
        switch (port, request.path) {
        case ("8222", _): return nats(request.path)
        case ("2379", "/health"): return .ok(["health": "true", "reason": "simulated"])
        case ("2379", "/version"): return .ok(["etcdserver": "3.5.18", "etcdcluster": "3.5.0"])
        default: break
        }
        guard let model = pods[0].annotations[SimulatedOperator.loadAnnotation]?.string else {
            return .text("simulated: nothing runs behind \(request.target.name)\n")
        }
        return serve(request, model)
    }

    private func nats(_ path: String) -> APIResponse {
        switch path {
        case "/healthz": .ok(["status": "ok"])
        case "/varz": .ok(["server_name": "simulated", "version": "2.10.21", "jetstream": ["config": [:]]])
        case "/jsz": .ok(["config": ["store_dir": "simulated"], "streams": 0, "consumers": 0])
        default: .text("404 page not found\n", status: 404)
        }
    }

    private func serve(_ request: ProxyRequest, _ model: String) -> APIResponse {
        switch (request.method, request.path) {
        case ("GET", "/health"), ("GET", "/live"):
            return .ok(["status": "healthy", "simulated": true])
        case ("GET", "/v1/models"):
            return .ok(
                [
                    "object": "list",
                    "data": [["id": .string(model), "object": "model", "created": 0, "owned_by": "simulated"]],
                ])
        case ("POST", "/v1/chat/completions"), ("POST", "/v1/completions"): return complete(request, model)
        default: return .text("simulated: no such path \(request.path)\n", status: 404)
        }
    }

    private func complete(_ request: ProxyRequest, _ model: String) -> APIResponse {
        guard case .success(let body) = Result(catching: { try Value(json: request.body) }), body.object != nil else {
            return .value(status: 400, ["error": ["message": "simulated: the body is not a JSON object", "code": 400]])
        }
        if let asked = body["model"]?.string, asked != model {
            let text = "simulated: The model `\(asked)` does not exist."
            return .value(status: 404, ["error": ["message": .string(text), "type": "NotFoundError", "code": 404]])
        }
        let answer = SimulatedAnswer(
            longest: body["max_completion_tokens"]?.integer ?? body["max_tokens"]?.integer,
            isChat: request.path.hasSuffix("/chat/completions"))
        guard body["stream"]?.bool == true else { return .ok(answer.whole(of: model)) }
        let includesUsage = body["stream_options"]?["include_usage"]?.bool == true
        return .bytes(
            status: 200, contentType: "text/event-stream",
            Array(answer.events(of: model, includesUsage: includesUsage).utf8))
    }
}
