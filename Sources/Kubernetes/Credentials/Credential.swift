import HTTP

/// What one request presents: a header, a client certificate, or nothing.
struct Credential: Sendable, Hashable {
    /// The value of `Authorization`.
    var authorization: Secret?
    /// Replaces the configuration's own client certificate when set.
    var identity: HTTPConnectionOptions.ClientIdentity?

    static let none = Credential()

    static func bearer(_ token: Secret) -> Credential {
        Credential(authorization: Secret("Bearer " + token.revealed))
    }
}

/// Gives the credential for the next request.
protocol CredentialSource: Sendable {
    /// - Parameter rejected: the credential that the server just answered 401 to; the source must not give it again
    ///   when it can get another.
    /// - Throws: `KubernetesError` with code `credentials`, or `CancellationError`.
    func credential(rejected: Credential?) async throws -> Credential
}

/// A credential that never changes.
struct FixedCredential: CredentialSource {
    let fixed: Credential
    func credential(rejected: Credential?) async throws -> Credential { fixed }
}
