import HTTP

extension ChartFetcher {
    /// Proves a login to its registry, as `helm registry login` does: by `GET /v2/`, with a token where it wants one.
    ///
    /// - Returns: false when the registry let everybody in, so that nothing is proven.
    /// - Throws: `RepositoryError`, with code `unauthorized` when the login is refused; `CancellationError`.
    func proveLogin(_ credentials: Credentials, to host: RegistryHost) async throws -> Bool {
        let session = try await session(host.reference, repository: nil) { credentials }
        let address = try session.address("")
        let (response, request) = try await session.send(address, accept: nil, what: "the login")
        guard response.status == 200 else {
            throw try await session.exchange.failure(response, what: "the login", request: request, address: address)
        }
        // Read to its end, so that the connection can serve again.
        _ = try await session.exchange.body(response, of: address)
        return request.headers["Authorization"] != nil
    }

    func registry(_ reference: OCIReference) async throws -> RegistrySession {
        let given = options.credentials
        return try await session(reference, repository: reference.repository) {
            if let given { return given }
            return try await storedLogin(reference)
        }
    }

    /// - Parameter repository: nil where only the registry is meant.
    func session(
        _ reference: OCIReference, repository: String?, login: @escaping @Sendable () async throws -> Credentials?
    ) async throws -> RegistrySession {
        let exchange = Exchange(transport: transport, limits: options.limits)
        let base = try WebAddress("\(try await scheme(reference, exchange))://\(reference.host)/")
        var access = Access(for: base, entry: nil, options: options)
        // Shown only when the registry asks for them, and in the way it asks for.
        access.credentials = nil
        access.passesCredentialsToAll = false
        return RegistrySession(
            registry: reference.registry, repository: repository,
            name: repository == nil ? reference.registry : "\(reference)", base: base, access: access,
            exchange: exchange, login: login)
    }

    /// Plain text only where it is asked for, or on loopback when TLS is not spoken there. Nothing secret is sent.
    private func scheme(_ reference: OCIReference, _ exchange: Exchange) async throws -> String {
        if options.allowsPlainHTTP { return "http" }
        guard reference.isLoopback else { return "https" }
        let ping = try WebAddress("https://\(reference.host)/v2/")
        do {
            let request = HTTPRequest(
                .get, ping.text, timeouts: options.timeouts,
                connection: HTTPConnectionOptions(
                    certificateAuthorities: options.certificateAuthorities, clientIdentity: options.clientIdentity,
                    skipsVerification: options.skipsVerification))
            _ = try await transport.send(request)
            return "https"
        } catch let error as HTTPError {
            switch error.code {
            case .tlsFailed, .connectionReset, .badResponse: return "http"
            default: throw RepositoryError(error, url: ping.display)
            }
        }
    }

    /// Helm's login for the registry, else Docker's.
    private func storedLogin(_ reference: OCIReference) async throws -> Credentials? {
        for logins in configuration.logins {
            switch logins.answer(host: reference.registry) {
            case .credentials(let credentials): return credentials
            case .helper(let name):
                let server = RegistryLogins.serverAddress(host: reference.registry)
                if let found = try await helper.credentials(helper: name, server: server) { return found }
            case nil: continue
            }
        }
        return nil
    }
}

/// A registry as a login names it: a host, with a port perhaps.
struct RegistryHost: Sendable {
    /// The registry's own address; its repository means nothing.
    let reference: OCIReference
    /// As written.
    var name: String { reference.registry }

    init(_ text: String) throws(RepositoryError) {
        guard !text.contains("/"), !text.contains("@") else {
            throw RepositoryError(
                .invalidReference, "\"\(WebAddress.display(text))\" is not a registry's host",
                hint: "give the host alone, such as registry.example.com or localhost:5000")
        }
        reference = try OCIReference("oci://\(text)/login")
    }
}
