import FoundationEssentials

/// A real nats-server on loopback.
public struct NATSServer: Sendable {
    /// The port for clients.
    public let port: UInt16
    /// The port of the monitoring endpoints, such as `/healthz` and `/jsz`.
    public let monitorPort: UInt16

    /// `nats://127.0.0.1:PORT`.
    public var url: String { "nats://127.0.0.1:\(port)" }
    /// `http://127.0.0.1:PORT`.
    public var monitorURL: String { "http://127.0.0.1:\(monitorPort)" }

    /// Runs a server while the closure runs.
    ///
    /// - Parameter token: What a client has to show; nil lets everyone in.
    public static func with<Result: Sendable>(
        jetStream: Bool = false, token: String? = nil, _ body: (NATSServer) async throws -> Result
    ) async throws -> Result {
        let program = try TestParts.path(.natsServer)
        return try await TestParts.withTemporaryFolder { folder in
            // A file, because an argument would show the token to everyone.
            var configuration = "host: 127.0.0.1\nport: -1\nhttp: \"127.0.0.1:-1\"\nports_file_dir: \"\(folder)\"\n"
            if jetStream {
                configuration += "jetstream { store_dir: \"\(folder)/jetstream\" }\n"
            }
            if let token {
                configuration += "authorization { token: \"\(token)\" }\n"
            }
            try configuration.write(toFile: "\(folder)/nats.conf", atomically: true, encoding: .utf8)
            return try await ServerProcess.with(
                "nats-server", [program, "--config", "\(folder)/nats.conf"], logFolder: folder,
                ready: { log in
                    log.contains("Server is ready") ? try ports(folder: folder) : nil
                },
                body: body)
        }
    }

    private struct Ports: Decodable {
        let nats: [String]
        let monitoring: [String]
    }

    /// Reads the file in which the server says what ports it took.
    private static func ports(folder: String) throws -> NATSServer? {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard let name = names.first(where: { $0.hasSuffix(".ports") }),
            let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), !data.isEmpty
        else {
            return nil
        }
        let ports = try JSONDecoder().decode(Ports.self, from: data)
        guard let port = ports.nats.first.flatMap(port(ofURL:)),
            let monitorPort = ports.monitoring.first.flatMap(port(ofURL:))
        else {
            throw TestPartsError(.notStarted, "nats-server names no port", log: String(decoding: data, as: UTF8.self))
        }
        return NATSServer(port: port, monitorPort: monitorPort)
    }

    private static func port(ofURL url: String) -> UInt16? {
        url.split(separator: ":").last.flatMap { UInt16($0) }
    }
}
