import HTTP
import Logging
import Value

/// Sends calls to one server: credentials, retries, limits and warnings.
///
/// Credentials never leave the origin: every URL is the configured server with a path behind it, and a redirect is an
/// error, not a new address. Over plain http none are sent, nor are plugins run or token files read for it.
final class Connection: Sendable {
    let configuration: ClusterConfiguration
    let options: ClientOptions
    let transport: any HTTPTransport
    let credentials: any CredentialSource
    /// How long a call goes on while the server is away; zero asks once.
    let patience: Duration
    /// What a change has to pass right before it is sent.
    private let gate: (any WriteGate)?
    /// Who is told of changes.
    private let onChange: @Sendable (ClusterChange) -> Void
    private let limit: ConcurrencyLimit
    private let outage: Outage

    convenience init(configuration: ClusterConfiguration, transport: any HTTPTransport, options: ClientOptions) {
        let configuration = configuration.withoutExposedCredentials
        self.init(
            configuration: configuration, transport: transport, options: options,
            credentials: configuration.credentialSource(options: options), patience: .zero, gate: nil,
            onChange: options.onChange, limit: ConcurrencyLimit(options.concurrentRequests),
            outage: Outage(clock: options.clock, logger: options.logger))
    }

    private init(
        configuration: ClusterConfiguration, transport: any HTTPTransport, options: ClientOptions,
        credentials: any CredentialSource, patience: Duration, gate: (any WriteGate)?,
        onChange: @escaping @Sendable (ClusterChange) -> Void, limit: ConcurrencyLimit, outage: Outage
    ) {
        self.configuration = configuration
        self.transport = transport
        self.options = options
        self.credentials = credentials
        self.patience = patience
        self.gate = gate
        self.onChange = onChange
        self.limit = limit
        self.outage = outage
    }

    /// The same, with everything shared but what is given.
    func with(
        patience: Duration? = nil, gate: (any WriteGate)? = nil, onChange: (@Sendable (ClusterChange) -> Void)? = nil,
        transport: (any HTTPTransport)? = nil
    ) -> Connection {
        Connection(
            configuration: configuration, transport: transport ?? self.transport, options: options,
            credentials: credentials, patience: patience ?? self.patience, gate: gate ?? self.gate,
            onChange: onChange ?? self.onChange, limit: limit, outage: outage)
    }

    /// The body of a successful answer, decoded.
    func value(_ call: APICall) async throws -> Value {
        try await read(call) { response in
            let bytes = try await response.body.collect(upTo: Limits.answerBytes)
            do {
                return try Value(json: bytes)
            } catch {
                throw self.unreadable("the answer is not JSON: \(error)", call, error)
            }
        }
    }

    /// Sends a call until it succeeds or may not be repeated; `read` is part of an attempt.
    ///
    /// Only what is under way has a place among the requests of the client: neither a pause before the next attempt nor a
    /// gate that is shut takes one from whoever can go on, such as the one who opens the gate.
    func read<Result: Sendable>(
        _ call: APICall, _ read: @Sendable (HTTPResponse) async throws -> Result
    ) async throws -> Result {
        var retries = RetryRule(isIdempotent: call.isIdempotent, patience: patience)
        let start = time
        while true {
            do {
                let result = try await admitted(call) { pass in
                    let response = try await self.attempt(call, pass)
                    do {
                        return try await read(response)
                    } catch let error as HTTPError {
                        throw KubernetesError(error, request: call.subject, server: self.configuration.server)
                    }
                }
                outage.end()
                return result
            } catch let error as KubernetesError {
                let pause = pause(&retries, after: error, since: start)
                if CallFailure(error).isOutage { outage.begin(error, patience: pause == nil ? nil : patience) }
                guard let pause else { throw error }
                options.logger.debug(
                    "repeating a request", metadata: ["request": "\(call.subject)", "cause": "\(error.message)"])
                try await options.clock.sleep(for: pause)
            }
        }
    }

    /// Since the client was made, on its clock.
    var time: Duration { outage.time }

    /// The pause before a failed call is sent again; nil to give up.
    ///
    /// - Parameter start: when the call began, in `time`.
    func pause(_ rule: inout RetryRule, after error: KubernetesError, since start: Duration) -> Duration? {
        rule.pause(after: error, at: time - start, sinceOutage: outage.age, random: options.random())
    }

    /// Opens a call whose body is read by the caller, for as long as it likes; it is never repeated here.
    func open(_ call: APICall) async throws -> HTTPResponse { try await attempt(call, nil) }

    /// Opens a call to something behind the API server, whose own failures are answers; a failure of the API server,
    /// which comes as a `Status`, is an error.
    func openProxied(_ call: APICall) async throws -> HTTPResponse {
        let response = try await authenticated(call, nil)
        guard response.status >= 400 else { return response }
        let body: [UInt8]
        do {
            body = try await response.body.collect(upTo: Limits.failureBytes)
        } catch let error as HTTPError {
            throw KubernetesError(error, request: call.subject, server: configuration.server)
        }
        let error = KubernetesError(
            httpStatus: response.status, headers: response.headers, body: body, request: call.subject,
            server: configuration.server)
        guard error.status.isNull else { throw error }
        return HTTPResponse(status: response.status, headers: response.headers, body: HTTPBody(body))
    }

    private func attempt(_ call: APICall, _ pass: GatePass?) async throws -> HTTPResponse {
        let response = try await authenticated(call, pass)
        guard (200..<300).contains(response.status) else { throw await failure(response, call) }
        return response
    }

    /// One exchange, or two when the first one's credential had expired.
    private func authenticated(_ call: APICall, _ pass: GatePass?) async throws -> HTTPResponse {
        let credential =
            if let pass { pass.credential } else { try await credentials.credential(rejected: nil) }
        var response = try await send(call, credential, pass)
        if response.status == 401, pass?.isRenewed != true {
            let other = try await credentials.credential(rejected: credential)
            if other != credential {
                do {
                    response = try await send(call, other, pass)
                } catch is GatePass.Lapsed {
                    throw GatePass.Lapsed(renewed: other)
                }
            }
        }
        for text in ServerWarning.texts(in: response.headers) {
            let text = SecretEcho(call)?.hidden(text) ?? text
            options.onWarning(ServerWarning(text: text, request: call.subject))
        }
        return response
    }

    private func send(_ call: APICall, _ credential: Credential, _ pass: GatePass?) async throws -> HTTPResponse {
        try pass?.check(at: time)
        do {
            let response = try await transport.send(httpRequest(call, credential))
            tell(ClusterChange(httpStatus: response.status), of: call)
            return response
        } catch let error as HTTPError {
            tell(ClusterChange(error), of: call)
            throw KubernetesError(error, request: call.subject, server: configuration.server)
        } catch {
            // Cancelled on its way: nobody knows how far it came.
            tell(.possible, of: call)
            throw error
        }
    }

    /// Runs `body` in a place among the requests under way, for a change only once its gate lets it pass.
    private func admitted<Result: Sendable>(
        _ call: APICall, _ body: (GatePass?) async throws -> Result
    ) async throws -> Result {
        guard call.isChange, let gate else { return try await limit.run { try await body(nil) } }
        // A plugin may take its time: what it gives is at hand once the gate is open.
        var credential = try await credentials.credential(rejected: nil)
        var (isRenewed, isNext) = (false, false)
        while true {
            try await gate.pass()
            let pass = GatePass(time: time, credential: credential, isRenewed: isRenewed)
            do {
                return try await limit.run(isNext: isNext) { try await body(pass) }
            } catch let lapsed as GatePass.Lapsed {
                isNext = true
                if let renewed = lapsed.renewed { (credential, isRenewed) = (renewed, true) }
            }
        }
    }

    private func tell(_ change: ClusterChange?, of call: APICall) {
        if call.isChange, let change { onChange(change) }
    }

    /// The call as it goes out, with the caller's identity.
    func httpRequest(_ call: APICall, _ credential: Credential) -> HTTPRequest {
        var request = call.httpRequest(
            server: configuration.server, connection: configuration.connection, timeouts: options.timeouts)
        if let identity = credential.identity { request.connection.clientIdentity = identity }
        request.headers["Authorization"] = credential.authorization?.revealed
        request.headers["User-Agent"] = options.userAgent
        configuration.impersonation?.add(to: &request.headers)
        return request
    }

    private func failure(_ response: HTTPResponse, _ call: APICall) async -> any Error {
        if (300..<400).contains(response.status) {
            return KubernetesError(
                .unreadable, "the server redirects to another address, which is not followed", request: call.subject,
                server: configuration.server, httpStatus: response.status)
        }
        do {
            let body = try await response.body.collect(upTo: Limits.failureBytes)
            let error = KubernetesError(
                httpStatus: response.status, headers: response.headers, body: body, request: call.subject,
                server: configuration.server)
            return SecretEcho(call)?.withoutValues(error) ?? error
        } catch is CancellationError {
            return CancellationError()
        } catch {
            // The status alone already tells the failure; why its text could not be read goes with it.
            var failure = KubernetesError(
                httpStatus: response.status, headers: response.headers, body: [], request: call.subject,
                server: configuration.server)
            failure.underlying = error
            return failure
        }
    }

    func unreadable(_ message: String, _ call: APICall, _ underlying: (any Error)? = nil) -> KubernetesError {
        KubernetesError(
            .unreadable, message, request: call.subject, server: configuration.server, underlying: underlying)
    }
}

extension ClusterConfiguration.Impersonation {
    func add(to headers: inout HTTPHeaders) {
        headers["Impersonate-User"] = user
        if let uid { headers["Impersonate-Uid"] = uid }
        for group in groups { headers.append("Impersonate-Group", group) }
        for (key, values) in extra {
            let name = "Impersonate-Extra-\(PathSegment.percentEncoded(key.lowercased()))"
            for value in values { headers.append(name, value) }
        }
    }
}
