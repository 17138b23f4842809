import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Certificates made by openssl in a folder of their own, which goes with the process.
final class Certificates: Sendable {
    let folder: String

    static func shared() throws -> Certificates { try sharedResult.get() }
    private static let sharedResult = Result { try Certificates() }

    init() throws {
        var template = Array("/tmp/http-certificates-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw LocalServer.Failure("no temporary folder") }
        let folder = String(cString: made)
        self.folder = folder
        Self.removesAtExit
        Self.made.withLock { $0.append(folder) }
        try authority("ca")
        try authority("other")
        try leaf("good", by: "ca", names: "DNS:localhost,IP:127.0.0.1")
        try leaf("wrongname", by: "ca", names: "DNS:kubernetes.default.svc")
        try leaf("client", by: "ca", names: "DNS:client")
        try leaf("foreignclient", by: "other", names: "DNS:client")
        try LocalServer.run(
            "openssl",
            [
                "x509", "-req", "-in", path("good.csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-out",
                path("expired.pem"), "-days", "-1", "-extfile", path("good.ext"), "-CAcreateserial",
            ])
        try LocalServer.run("cp", [path("good.key"), path("expired.key")])
    }

    private static let made = Mutex<[String]>([])

    /// The shared folder lives until the process ends.
    private static let removesAtExit: Void = {
        atexit {
            for folder in Certificates.made.withLock({ $0 }) {
                do { try LocalServer.run("rm", ["-rf", folder]) } catch { print(error) }
            }
        }
    }()

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func bytes(_ name: String) throws -> [UInt8] {
        guard let file = fopen(path(name), "r") else { throw LocalServer.Failure("no \(name)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    private func authority(_ name: String) throws {
        try LocalServer.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                path("\(name).key"), "-out", path("\(name).pem"), "-days", "2", "-subj", "/CN=\(name)",
            ])
    }

    private func leaf(_ name: String, by authority: String, names: String) throws {
        guard let file = fopen(path("\(name).ext"), "w") else { throw LocalServer.Failure("no \(name).ext") }
        fputs("subjectAltName=\(names)\n", file)
        fclose(file)
        try LocalServer.run(
            "openssl",
            [
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                path("\(name).key"), "-out", path("\(name).csr"), "-subj", "/CN=\(name)",
            ])
        try LocalServer.run(
            "openssl",
            [
                "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).pem"), "-CAkey",
                path("\(authority).key"), "-out", path("\(name).pem"), "-days", "2", "-extfile", path("\(name).ext"),
                "-CAcreateserial",
            ])
    }
}
