import Processes
import Value

/// Asks a program `docker-credential-NAME` for a login, by Docker's protocol.
///
/// The server's address goes in on standard input, the secret comes out on standard output; neither is shown.
struct CredentialHelper: Sendable {
    let processes: any ProcessRunning
    let environment: [String: String]
    static let timeout = Duration.seconds(30)

    /// nil when the program keeps no login for the server.
    func credentials(helper: String, server: String) async throws -> Credentials? {
        let isName = helper.utf8.allSatisfy { byte in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte) || "-_.".utf8.contains(byte)
        }
        guard isName else {
            throw RepositoryError(
                .invalidConfiguration, "the credential helper's name \(helper.debugDescription) is not a name")
        }
        let program = "docker-credential-\(helper)"
        let result: ProcessResult
        do {
            result = try await processes.run(
                ProcessCommand(
                    program, ["get"], environment: environment, standardInput: Array(server.utf8)),
                timeout: Self.timeout)
        } catch let error as ProcessError {
            throw RepositoryError(
                .invalidConfiguration, "cannot get the login for \(server): \(error.message)",
                hint: "install \(program), or log in again", underlying: error)
        }
        guard result.succeeded else {
            // Helpers complain on standard output; when they fail there is no secret on it.
            let words = RepositoryError.plain(result.outputText + " " + result.errorText)
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
        return name == "<token>" ? .identityToken(secret) : .basic(name: name, password: secret)
    }
}
