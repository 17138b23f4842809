import Formats
import Value

/// One file of logins in the format of Docker's `config.json`, which Helm's `registry/config.json` has, too.
struct RegistryLogins: Sendable {
    let file: String
    private var auths: [String: Credentials] = [:]
    private var helpers: [String: String] = [:]
    private let store: String?

    enum Answer: Sendable, Hashable {
        case credentials(Credentials)
        /// Ask the program `docker-credential-NAME`.
        case helper(String)
    }

    /// - Throws: the file's text is quoted in no error, for it holds passwords.
    init(_ bytes: [UInt8], file: String) throws(RepositoryError) {
        self.file = file
        let value: Value
        do {
            value = bytes.allSatisfy({ $0 <= 0x20 }) ? .object([:]) : try Value(json: bytes)
        } catch {
            throw RepositoryError(
                .invalidConfiguration, "\(file): line \(error.line), column \(error.column): no JSON of logins",
                hint: "repair the file, or log in again")
        }
        store = value["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        for (server, helper) in value["credHelpers"]?.object ?? [:] {
            if let name = helper.string, !name.isEmpty { helpers[Self.host(of: server)] = name }
        }
        for (server, login) in value["auths"]?.object ?? [:] {
            // The first of several spellings of one host wins, as it does in the file for its reader.
            let host = Self.host(of: server)
            if auths[host] == nil, let found = try Self.credentials(login, server: server, file: file) {
                auths[host] = found
            }
        }
    }

    /// What the file says about a registry: `host` as its URL has it, with the port.
    func answer(host: String) -> Answer? {
        let host = Self.host(of: host)
        if let helper = helpers[host] { return .helper(helper) }
        if let store { return .helper(store) }
        return auths[host].map(Answer.credentials)
    }

    /// The key that Docker's programs know a registry by.
    static func serverAddress(host: String) -> String {
        Self.host(of: host) == "index.docker.io" ? "https://index.docker.io/v1/" : host
    }

    /// "https://host/v1/" and "host" are the same server; Docker Hub has several names.
    static func host(of server: String) -> String {
        var rest = server[...]
        if let slashes = rest.firstRange(of: "://") { rest = rest[slashes.upperBound...] }
        let host = rest.prefix { $0 != "/" }.lowercased()
        return ["docker.io", "registry-1.docker.io", "index.docker.io"].contains(host) ? "index.docker.io" : host
    }

    private static func credentials(
        _ login: Value, server: String, file: String
    ) throws(RepositoryError) -> Credentials? {
        if let token = login["identitytoken"]?.string, !token.isEmpty { return .identityToken(token) }
        if let token = login["registrytoken"]?.string, !token.isEmpty { return .bearer(token: token) }
        if let encoded = login["auth"]?.string, !encoded.isEmpty {
            guard let bytes = Base64.decode(encoded) else { throw broken(server, file) }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { throw broken(server, file) }
            let password = text[text.index(after: colon)...].prefix { $0 != "\0" }
            return .basic(name: String(text[..<colon]), password: String(password))
        }
        guard let name = login["username"]?.string, let password = login["password"]?.string, !name.isEmpty else {
            return nil
        }
        return .basic(name: name, password: password)
    }

    private static func broken(_ server: String, _ file: String) -> RepositoryError {
        RepositoryError(
            .invalidConfiguration,
            "\(file): the login for \(RepositoryError.plain(server)) is not base64 of name:password",
            hint: "log in again")
    }
}
