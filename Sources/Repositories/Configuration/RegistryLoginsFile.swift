import Formats
import Value

/// The content of a file in the format of Docker's `config.json`, to be changed: what nobody knows here stays as it is.
struct RegistryLoginsFile {
    private var root: Object

    /// Who keeps a registry's login.
    enum Keeper: Sendable, Hashable {
        case file
        /// The program `docker-credential-NAME`.
        case helper(String)
    }

    /// - Parameter bytes: nil for a file that is not there.
    /// - Throws: `RepositoryError`; the file's text is quoted in no error, for it holds passwords.
    init(_ bytes: [UInt8]?, file: String) throws(RepositoryError) {
        let bytes = bytes ?? []
        // Read as its readers do: what they cannot read is not written over either.
        _ = try RegistryLogins(bytes, file: file)
        // It has just been read.
        let value = bytes.allSatisfy { $0 <= 0x20 } ? .null : (try? Value(json: bytes)) ?? .null
        guard value.isNull || value.object != nil, ["auths", "credHelpers"].allSatisfy({ Self.isObject(value[$0]) })
        else {
            throw RepositoryError(
                .invalidConfiguration, "\(file) is not a file of logins",
                hint: "repair the file, or name another with HELM_REGISTRY_CONFIG")
        }
        root = value.object ?? [:]
    }

    private static func isObject(_ value: Value?) -> Bool { value.map { $0.isNull || $0.object != nil } ?? true }

    private var logins: Object { root["auths"]?.object ?? [:] }
    private var helpers: Object { root["credHelpers"]?.object ?? [:] }
    private var store: String? { root["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether the file decides nothing yet; the machine's own store of secrets is taken then.
    var isUndecided: Bool { store == nil && helpers.isEmpty && logins.isEmpty }

    func keeper(ofHost host: String) -> Keeper {
        let host = RegistryLogins.host(of: host)
        for (server, helper) in helpers where RegistryLogins.host(of: server) == host {
            if let name = helper.string, !name.isEmpty { return .helper(name) }
        }
        return store.map(Keeper.helper) ?? .file
    }

    mutating func setStore(_ name: String) { root["credsStore"] = .string(name) }

    /// Other spellings of the host give way: readers would take the first.
    mutating func set(_ credentials: Credentials, ofHost host: String) {
        remove(host: host)
        var logins = logins
        logins[RegistryLogins.serverAddress(host: host)] = .object(Self.fields(credentials))
        root["auths"] = .object(logins)
    }

    /// - Returns: whether there was one.
    @discardableResult
    mutating func remove(host: String) -> Bool {
        let host = RegistryLogins.host(of: host)
        var logins = logins
        let found = logins.keys.filter { RegistryLogins.host(of: $0) == host }
        for server in found { logins[server] = nil }
        if !found.isEmpty { root["auths"] = .object(logins) }
        return !found.isEmpty
    }

    private static func fields(_ credentials: Credentials) -> Object {
        switch credentials {
        case .basic(let name, let password):
            ["auth": .string(Base64.encode(Array("\(name):\(password)".utf8)))]
        case .identityToken(let token): ["identitytoken": .string(token)]
        case .bearer(let token): ["registrytoken": .string(token)]
        }
    }

    /// As Helm writes it: keys sorted, indented by tabs.
    var bytes: [UInt8] {
        var root = root
        root["auths"] = .object(logins)
        var format = JSONFormat.go(pretty: true)
        format.usesTabs = true
        return Value.object(root).jsonBytes(format)
    }
}
