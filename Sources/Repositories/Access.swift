import Formats
import HTTP

/// How to speak to one repository or registry, and to which addresses its secrets may go.
struct Access: Sendable {
    /// The origin that the credentials belong to.
    var origin: String
    var credentials: Credentials?
    var passesCredentialsToAll: Bool
    var connection: HTTPConnectionOptions
    var timeouts: HTTPTimeouts

    init(for address: WebAddress, entry: RepositoryEntry?, options: FetchOptions) {
        origin = address.origin
        credentials = options.credentials ?? entry?.credentials ?? address.user
        passesCredentialsToAll = options.passesCredentialsToAll || entry?.passesCredentialsToAll == true
        connection = HTTPConnectionOptions(
            certificateAuthorities: options.certificateAuthorities ?? entry?.certificateAuthorities,
            clientIdentity: options.clientIdentity ?? entry?.clientIdentity,
            skipsVerification: options.skipsVerification || entry?.skipsVerification == true)
        timeouts = options.timeouts
    }

    /// A GET with the secrets that `address` may see.
    ///
    /// Redirects lose them whenever the origin changes: that is the transport's part.
    func request(_ address: WebAddress, accept: String? = nil) -> HTTPRequest {
        var request = HTTPRequest(.get, address.text, timeouts: timeouts, connection: connection)
        request.headers["Accept"] = accept
        if mayTrust(address) {
            request.headers["Authorization"] = credentials?.header
        } else {
            request.connection.clientIdentity = nil
            request.headers["Authorization"] = address.user?.header
        }
        return request
    }

    private func mayTrust(_ address: WebAddress) -> Bool {
        if address.origin == origin { return true }
        return passesCredentialsToAll && (address.scheme == "https" || origin.hasPrefix("http://"))
    }
}

extension Credentials {
    /// The value of an Authorization header; nil for a token that only buys others.
    var header: String? {
        switch self {
        case .basic(let name, let password): "Basic " + Base64.encode(Array("\(name):\(password)".utf8))
        case .bearer(let token): "Bearer \(token)"
        case .identityToken: nil
        }
    }
}
