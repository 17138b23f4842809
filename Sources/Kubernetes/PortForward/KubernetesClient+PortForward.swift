import HTTP

extension KubernetesClient {
    /// Connects to a port of a pod through the API server and the pod's kubelet: any TCP protocol, nothing to listen on.
    ///
    /// Speaks the kubelet's own WebSocket protocol (`v4.channel.k8s.io`), which servers offer from 1.6 on and newest ones
    /// still do beside the tunnelled SPDY of kubectl. The verb is `get` on `pods/portforward`, and from 1.35 on `create`
    /// as well. The stream is there as soon as the kubelet has taken the request: a port on which nothing listens is an
    /// error of the first read.
    ///
    /// - Throws: `CancellationError`, or `KubernetesError`: `unsupported` when the client's transport cannot upgrade
    ///   connections or the server offers no such protocol, `notFound`, `forbidden`, and for a kubelet that does not answer
    ///   the API server's own words with their HTTP status. It is never repeated.
    public func portForward(pod: String, namespace: String? = nil, port: Int) async throws -> PortForwardStream {
        guard let number = UInt16(exactly: port), number > 0 else {
            throw KubernetesError(.invalidRequest, "\(port) is not a port")
        }
        var call = try APICall(
            .get, verb: "create", .pods, namespace: namespace ?? defaultNamespace, name: pod,
            subresource: "portforward", isIdempotent: false)
        call.kind = .stream
        call.query = [("ports", String(number))]
        call.accept = "*/*"
        let handshake = WebSocketHandshake(protocolName: "v4.channel.k8s.io")
        switch try await connection.upgrade(call, handshake) {
        case .refused(let response): throw try await connection.portForwardRefusal(response, call)
        case .upgraded(let response, let bytes):
            if let problem = handshake.problem(in: response) {
                bytes.close()
                throw KubernetesError(.unsupported, problem, request: call.subject, server: server, httpStatus: 101)
            }
            return PortForwardStream(bytes, port: number, request: call.subject, server: server)
        }
    }
}

extension Connection {
    /// One attempt, or two when the first one's credential had expired.
    fileprivate func upgrade(_ call: APICall, _ handshake: WebSocketHandshake) async throws -> UpgradeOutcome {
        guard let upgrading = transport as? any HTTPUpgrading else {
            throw KubernetesError(
                .unsupported, "this connection to the cluster cannot forward ports", request: call.subject,
                server: configuration.server)
        }
        let credential = try await credentials.credential(rejected: nil)
        let outcome = try await upgrade(call, handshake, credential, upgrading)
        guard case .refused(let response) = outcome, response.status == 401 else { return outcome }
        let other = try await credentials.credential(rejected: credential)
        return other == credential ? outcome : try await upgrade(call, handshake, other, upgrading)
    }

    private func upgrade(
        _ call: APICall, _ handshake: WebSocketHandshake, _ credential: Credential, _ upgrading: any HTTPUpgrading
    ) async throws -> UpgradeOutcome {
        var request = httpRequest(call, credential)
        handshake.add(to: &request.headers)
        do {
            return try await upgrading.connection(upgrading: request)
        } catch let error as HTTPError {
            throw KubernetesError(error, request: call.subject, server: configuration.server)
        }
    }

    fileprivate func portForwardRefusal(_ response: HTTPResponse, _ call: APICall) async throws -> KubernetesError {
        let body: [UInt8]
        do {
            body = try await response.body.collect(upTo: Limits.failureBytes)
        } catch let error as HTTPError {
            return KubernetesError(error, request: call.subject, server: configuration.server)
        }
        var error = KubernetesError(
            httpStatus: response.status, headers: response.headers, body: body, request: call.subject,
            server: configuration.server)
        // Servers before 1.35 ask for `get` alone, later ones for both: what is missing is what the server names.
        if error.code == .forbidden, error.message.contains("cannot get ") { error.request?.verb = "get" }
        return error
    }
}
