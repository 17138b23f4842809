public import HTTP

/// What Helm's flags say about one fetch; it goes before what the configuration says.
public struct FetchOptions: Sendable {
    /// `--username` and `--password`, or a bearer token: for the source's own origin alone.
    public var credentials: Credentials?
    /// `--pass-credentials`: also to other hosts that an index names, except from https to http. Never on a redirect.
    public var passesCredentialsToAll = false
    /// `--ca-file`, PEM.
    public var certificateAuthorities: [UInt8]?
    /// `--cert-file` and `--key-file`.
    public var clientIdentity: HTTPConnectionOptions.ClientIdentity?
    /// `--insecure-skip-tls-verify`.
    public var skipsVerification = false
    /// `--plain-http`: speak http to registries. Without it, only those on loopback may answer in plain text.
    public var allowsPlainHTTP = false
    /// `--devel`: prereleases count when no version is asked for.
    public var includesPrereleases = false
    /// Whether the chart's provenance comes along.
    public var provenance = ProvenancePolicy.unwanted
    /// Where charts and files are taken from instead.
    public var mirrors = RegistryMirrors()
    public var timeouts = HTTPTimeouts()
    public var limits = RepositoryLimits.standard

    public init() {}
}

/// What becomes of a chart's `.prov` file.
public enum ProvenancePolicy: Sendable, Hashable {
    case unwanted
    /// `--prov`: fetched where there is one; otherwise a warning.
    case ifPresent
    /// `--verify`: a chart without it is an error.
    case required
}

/// A secret and how to show it to a server; no description holds it.
public enum Credentials: Sendable, Hashable {
    case basic(name: String, password: String)
    case bearer(token: String)
    /// An OAuth 2 refresh token, as registries issue them at login.
    case identityToken(String)
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        switch self {
        case .basic(let name, _): "credentials of \(name)"
        case .bearer: "a bearer token"
        case .identityToken: "an identity token"
        }
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
