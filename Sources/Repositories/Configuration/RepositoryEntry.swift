public import HTTP
import Value
import YAML

/// One repository of Helm's `repositories.yaml`, its certificate files read.
public struct RepositoryEntry: Sendable, Hashable {
    public var name: String
    public var url: String
    public var credentials: Credentials?
    public var passesCredentialsToAll: Bool
    public var certificateAuthorities: [UInt8]?
    public var clientIdentity: HTTPConnectionOptions.ClientIdentity?
    public var skipsVerification: Bool

    public init(
        name: String, url: String, credentials: Credentials? = nil, passesCredentialsToAll: Bool = false,
        certificateAuthorities: [UInt8]? = nil, clientIdentity: HTTPConnectionOptions.ClientIdentity? = nil,
        skipsVerification: Bool = false
    ) {
        self.name = name
        self.url = url
        self.credentials = credentials
        self.passesCredentialsToAll = passesCredentialsToAll
        self.certificateAuthorities = certificateAuthorities
        self.clientIdentity = clientIdentity
        self.skipsVerification = skipsVerification
    }
}

/// A repository as the file writes it: certificates are still paths, read only for the repository that is used.
struct RepositoryRecord: Sendable, Hashable {
    let entry: RepositoryEntry
    let certificateFile: String
    let keyFile: String
    let authorityFile: String

    init(_ entry: RepositoryEntry) {
        self.entry = entry
        (certificateFile, keyFile, authorityFile) = ("", "", "")
    }

    init?(_ value: Value) {
        guard let object = value.object else { return nil }
        self.init(object)
    }

    init(_ object: Object) {
        func text(_ key: String) -> String { object[key].flatMap(ChartRecord.text) ?? "" }
        let (name, password) = (text("username"), text("password"))
        entry = RepositoryEntry(
            name: text("name"), url: text("url"),
            // As Helm: one without the other is none.
            credentials: name.isEmpty || password.isEmpty ? nil : .basic(name: name, password: password),
            passesCredentialsToAll: object["pass_credentials_all"]?.bool ?? false,
            skipsVerification: object["insecure_skip_tls_verify"]?.bool ?? false)
        certificateFile = text("certFile")
        keyFile = text("keyFile")
        authorityFile = text("caFile")
    }

    /// The entry with its certificates.
    func complete(_ read: (String) throws(RepositoryError) -> [UInt8]) throws(RepositoryError) -> RepositoryEntry {
        var entry = entry
        if !authorityFile.isEmpty { entry.certificateAuthorities = try read(authorityFile) }
        if !certificateFile.isEmpty, !keyFile.isEmpty {
            entry.clientIdentity = HTTPConnectionOptions.ClientIdentity(
                certificate: try read(certificateFile), key: try read(keyFile))
        }
        return entry
    }

    /// The repositories of `repositories.yaml`; its text is quoted in no error, for it holds passwords.
    static func list(_ bytes: [UInt8], file: String) throws(RepositoryError) -> [RepositoryRecord] {
        var rules = YAMLRules.helm
        rules.quotesSource = false
        do {
            let records = try YAML.decode(bytes, file: file, rules: rules)["repositories"]?.array ?? []
            return records.compactMap(RepositoryRecord.init)
        } catch {
            throw RepositoryError(
                .invalidConfiguration, "cannot read Helm's repositories: \(error)",
                hint: "repair the file or name another with HELM_REPOSITORY_CONFIG", underlying: error)
        }
    }
}
