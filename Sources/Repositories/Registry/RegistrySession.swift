import HTTP
import Synchronization
import Value

/// Requests to one registry, mostly to one repository of it, logged in when the registry asks for it.
///
/// A token is asked for once and kept for the session, which lasts one fetch.
final class RegistrySession: Sendable {
    /// As logins are kept under it.
    let registry: String
    /// Nil where no repository is meant.
    let repository: String?
    /// For messages.
    let name: String
    /// `https://host`, or `http://host` where that is allowed and the host speaks nothing else.
    let base: WebAddress
    let exchange: Exchange
    private let access: Access
    /// The user's login for this registry; asked for when it is first needed, for it may run a program.
    private let login: @Sendable () async throws -> Credentials?
    private let authorization = Mutex<String?>(nil)

    init(
        registry: String, repository: String?, name: String, base: WebAddress, access: Access, exchange: Exchange,
        login: @escaping @Sendable () async throws -> Credentials?
    ) {
        self.registry = registry
        self.repository = repository
        self.name = name
        self.base = base
        self.access = access
        self.exchange = exchange
        self.login = login
    }

    /// Below `/v2/REPOSITORY/`, or `/v2/` where there is none.
    func address(_ path: String) throws(RepositoryError) -> WebAddress {
        let host = "\(base.scheme)://\(base.host)\(base.port.map { ":\($0)" } ?? "")"
        return try WebAddress("\(host)/v2/\(repository.map { "\($0)/" } ?? "")\(path)")
    }

    /// A request with the authorization that the registry has accepted so far.
    func request(_ address: WebAddress, accept: String?) -> HTTPRequest {
        var request = access.request(address, accept: accept)
        if address.origin == base.origin { request.headers["Authorization"] = authorization.withLock { $0 } }
        return request
    }

    /// The answer to a GET, after a login when the registry asks for one; any status but 401 is returned as it is.
    func send(_ address: WebAddress, accept: String?, what: String) async throws -> (HTTPResponse, HTTPRequest) {
        let first = request(address, accept: accept)
        let response = try await exchange.send(first, to: address)
        guard response.status == 401 else { return (response, first) }
        let challenges = AuthenticationChallenge.list(response.headers.all("WWW-Authenticate"))
        guard try await logIn(challenges, rejected: first.headers["Authorization"]) else {
            throw await loginFailure(
                try await exchange.failure(response, what: what, request: first, address: address))
        }
        let second = request(address, accept: accept)
        let answer = try await exchange.send(second, to: address)
        if answer.status == 401 {
            throw await loginFailure(try await exchange.failure(answer, what: what, request: second, address: address))
        }
        return (answer, second)
    }

    /// The body of a 200.
    func document(_ address: WebAddress, accept: String?, what: String) async throws -> (HTTPHeaders, [UInt8]) {
        let (response, request) = try await send(address, accept: accept, what: what)
        guard response.status == 200 else {
            throw try await exchange.failure(response, what: what, request: request, address: address)
        }
        return (response.headers, try await exchange.body(response, of: address))
    }

    /// Makes sure of an authorization before a blob is asked for, as its download makes its own requests.
    func blobRequest(_ address: WebAddress) -> HTTPRequest { request(address, accept: "application/octet-stream, */*") }

    // MARK: Login

    /// False when the registry wants what we do not have.
    private func logIn(_ challenges: [AuthenticationChallenge], rejected: String?) async throws -> Bool {
        let credentials = try await login()
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            let token: String
            if case .bearer(let own)? = credentials {
                token = own
            } else {
                token = try await self.token(bearer, credentials: credentials)
            }
            return use("Bearer \(token)", rejected: rejected)
        }
        guard challenges.contains(where: { $0.scheme == "basic" }), let header = credentials?.header else {
            return false
        }
        return use(header, rejected: rejected)
    }

    private func use(_ header: String, rejected: String?) -> Bool {
        authorization.withLock { $0 = header }
        return header != rejected
    }

    /// A token from the realm that the registry names (the distribution project's token specification).
    private func token(_ challenge: AuthenticationChallenge, credentials: Credentials?) async throws -> String {
        guard let realm = challenge.parameters["realm"] else {
            throw RepositoryError(.serverError, "the registry asks for a token and names no realm", url: base.display)
        }
        var address = try WebAddress(realm)
        guard address.scheme == "https" || base.scheme == "http" else {
            throw RepositoryError(
                .serverError, "the registry sends its users to \(address.display), which is not encrypted",
                url: base.display, hint: "do not log in there")
        }
        let scope = challenge.parameters["scope"] ?? repository.map { "repository:\($0):pull" }
        var fields = scope.map { [("scope", $0)] } ?? []
        if let service = challenge.parameters["service"] { fields.insert(("service", service), at: 0) }
        var request: HTTPRequest
        if case .identityToken(let token)? = credentials {
            fields += [("grant_type", "refresh_token"), ("client_id", "groundcrew"), ("refresh_token", token)]
            request = access.request(address)
            request.method = .post
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            request.body = Array(Self.form(fields).utf8)
        } else {
            address.query = [address.query, Self.form(fields)].compactMap { $0 }.joined(separator: "&")
            request = access.request(address)
            request.headers["Authorization"] = credentials?.header
        }
        let response = try await exchange.send(request, to: address)
        guard response.status == 200 else {
            throw await loginFailure(
                try await exchange.failure(response, what: "the token", request: request, address: address))
        }
        let body = try await exchange.body(response, of: address)
        let value = try? Value(json: body)  // What is not JSON holds no token, which is said below.
        guard let token = value?["token"]?.string ?? value?["access_token"]?.string, !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw RepositoryError(.serverError, "the realm's answer holds no token", url: address.display) }
        return token
    }

    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.0)=\(WebAddress.fullyEncoded($0.1))" }.joined(separator: "&")
    }

    private func loginFailure(_ error: RepositoryError) async -> RepositoryError {
        guard error.code == .unauthorized else { return error }
        var error = error
        error.hint = "log in with `groundcrew chart login \(registry)`, or give --username and --password"
        return error
    }
}

extension Exchange {
    func send(_ request: HTTPRequest, to address: WebAddress) async throws -> HTTPResponse {
        do {
            return try await transport.send(request)
        } catch let error as HTTPError {
            throw RepositoryError(error, url: address.display)
        }
    }

    func body(_ response: HTTPResponse, of address: WebAddress) async throws -> [UInt8] {
        do {
            return try await response.body.collect(upTo: limits.documentBytes)
        } catch let error as HTTPError {
            throw RepositoryError(error, url: address.display)
        }
    }
}
