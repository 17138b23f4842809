/// A real etcd on loopback.
public struct EtcdServer: Sendable {
    /// The port for clients, which also answers `/health` and `/version`.
    public let port: UInt16

    /// `http://127.0.0.1:PORT`.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// Runs a server while the closure runs.
    public static func with<Result: Sendable>(_ body: (EtcdServer) async throws -> Result) async throws -> Result {
        let program = try TestParts.path(.etcd)
        // etcd cannot choose a port itself, and another process may take the one that was free: try some.
        var attemptsLeft = 5
        while true {
            var isStarted = false
            do {
                return try await run(program) { server in
                    isStarted = true
                    return try await body(server)
                }
            } catch let error as TestPartsError where !isStarted && attemptsLeft > 1 {
                guard error.log?.contains("address already in use") == true else {
                    throw error
                }
                attemptsLeft -= 1
            }
        }
    }

    private static func run<Result: Sendable>(
        _ program: String, _ body: (EtcdServer) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let server = EtcdServer(port: try Loopback.freePort())
            let peer = "http://127.0.0.1:\(try Loopback.freePort())"
            let arguments = [
                "--data-dir", "\(folder)/data", "--unsafe-no-fsync", "--name", "default",
                "--listen-client-urls", server.url, "--advertise-client-urls", server.url,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                "--initial-cluster", "default=\(peer)",
            ]
            return try await ServerProcess.with(
                "etcd", [program] + arguments, logFolder: folder,
                ready: { log in log.contains("ready to serve client requests") ? server : nil },
                body: body)
        }
    }
}
