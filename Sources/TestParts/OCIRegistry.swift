import FoundationEssentials

/// A real OCI registry on loopback, over plain HTTP.
public struct OCIRegistry: Sendable {
    public let port: UInt16

    /// `127.0.0.1:PORT`, as in `oci://127.0.0.1:PORT/charts`.
    public var host: String { "127.0.0.1:\(port)" }

    /// Runs an empty registry while the closure runs.
    ///
    /// - Parameters:
    ///   - htpasswd: Lines of `user:bcrypt-hash`; when given, clients have to log in.
    ///   - configuration: More of the registry's configuration file.
    public static func with<Result: Sendable>(
        htpasswd: String? = nil, configuration extra: String = "", _ body: (OCIRegistry) async throws -> Result
    ) async throws -> Result {
        let program = try TestParts.path(.registry)
        return try await TestParts.withTemporaryFolder { folder in
            var configuration = """
                version: 0.1
                log: {level: info}
                storage:
                  filesystem: {rootdirectory: "\(folder)/data"}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:0"}

                """ + extra
            if let htpasswd {
                try htpasswd.write(toFile: "\(folder)/htpasswd", atomically: true, encoding: .utf8)
                configuration += "auth: {htpasswd: {realm: test, path: \"\(folder)/htpasswd\"}}\n"
            }
            try configuration.write(toFile: "\(folder)/config.yml", atomically: true, encoding: .utf8)
            return try await ServerProcess.with(
                "registry", [program, "serve", "\(folder)/config.yml"], logFolder: folder,
                ready: { log in portAnnounced(in: log).map { OCIRegistry(port: $0) } },
                body: body)
        }
    }

    /// The registry says "listening on 127.0.0.1:41234".
    private static func portAnnounced(in log: String) -> UInt16? {
        let announcement = "listening on 127.0.0.1:"
        for line in log.split(separator: "\n") {
            var rest = line[...]
            while let start = rest.firstIndex(of: "l") {
                rest = rest[start...]
                if rest.hasPrefix(announcement) {
                    return UInt16(rest.dropFirst(announcement.count).prefix { $0.isASCII && $0.isNumber })
                }
                rest = rest.dropFirst()
            }
        }
        return nil
    }
}
