import Processes
import Value

/// Has a program `docker-credential-NAME` keep logins, by Docker's protocol.
///
/// Addresses and secrets go in on standard input, and come out on standard output; neither is shown.
struct CredentialHelper: Sendable {
    let processes: any ProcessRunning
    let environment: [String: String]
    static let timeout = Duration.seconds(30)

    /// nil when the program keeps no login for the server.
    func credentials(helper: String, server: String) async throws -> Credentials? {
        let (program, result) = try await run(helper, "get", Array(server.utf8), "get the login for \(server)")
        guard result.succeeded else {
            let words = Self.words(result)
            if words.contains("credentials not found") { return nil }
            throw RepositoryError(
                .invalidConfiguration, "\(program) has no login for \(server): \(words)", hint: "log in again")
        }
        // The error would quote from the answer, which may hold the secret.
        guard let answer = try? Value(json: result.standardOutput), let secret = answer["Secret"]?.string else {
            throw RepositoryError(.invalidConfiguration, "\(program) gave an answer that is not a login")
        }
        let name = answer["Username"]?.string ?? ""
        if secret.isEmpty { return nil }
        return name == Self.tokenName ? .identityToken(secret) : .basic(name: name, password: secret)
    }

    /// Has the program keep a login.
    func store(_ credentials: Credentials, helper: String, server: String) async throws {
        let (name, secret) =
            switch credentials {
            case .basic(let name, let password): (name, password)
            case .identityToken(let token), .bearer(let token): (Self.tokenName, token)
            }
        let login: Value = ["ServerURL": .string(server), "Username": .string(name), "Secret": .string(secret)]
        let (program, result) = try await run(
            helper, "store", login.jsonBytes(.go()), "store the login for \(server)")
        guard result.succeeded else {
            throw RepositoryError(
                .invalidConfiguration, "\(program) did not store the login for \(server): \(Self.words(result))",
                hint: "see whether its store is locked")
        }
    }

    /// Has the program forget a login; false when it keeps none.
    func erase(helper: String, server: String) async throws -> Bool {
        let (program, result) = try await run(helper, "erase", Array(server.utf8), "remove the login for \(server)")
        guard result.succeeded else {
            let words = Self.words(result)
            if words.contains("credentials not found") { return false }
            throw RepositoryError(
                .invalidConfiguration, "\(program) did not remove the login for \(server): \(words)",
                hint: "see whether its store is locked")
        }
        return true
    }

    /// The user of what is a token rather than a password, by the protocol.
    private static let tokenName = "<token>"

    /// Helpers complain on standard output; when they fail there is no secret on it.
    private static func words(_ result: ProcessResult) -> String {
        RepositoryError.plain(result.outputText + " " + result.errorText)
    }

    private func run(
        _ helper: String, _ verb: String, _ input: [UInt8], _ purpose: String
    ) async throws -> (program: String, ProcessResult) {
        let isName = helper.utf8.allSatisfy { byte in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte) || "-_.".utf8.contains(byte)
        }
        guard isName else {
            throw RepositoryError(
                .invalidConfiguration, "the credential helper's name \(helper.debugDescription) is not a name")
        }
        let program = Self.program(helper)
        do {
            let result = try await processes.run(
                ProcessCommand(program, [verb], environment: environment, standardInput: input),
                timeout: Self.timeout)
            return (program, result)
        } catch let error as ProcessError {
            throw RepositoryError(
                .invalidConfiguration, "cannot \(purpose): \(error.message)",
                hint: "install \(program), or log in again", underlying: error)
        }
    }

    private static func program(_ helper: String) -> String { "docker-credential-\(helper)" }

    /// The machine's own store of secrets, where its program is there: as Helm and Docker find it.
    ///
    /// - Parameter isThere: whether a program of that name is on PATH.
    static func machineStore(isThere: (String) -> Bool) -> String? {
        #if canImport(Darwin)
            let store = "osxkeychain"
        #else
            let store = isThere("pass") ? "pass" : "secretservice"
        #endif
        return isThere(program(store)) ? store : nil
    }
}
