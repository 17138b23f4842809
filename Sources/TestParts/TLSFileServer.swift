import FoundationEssentials

/// An HTTPS server for the files of a folder that lets in only who shows a client certificate.
///
/// Beside the server's own files its folder holds `ca.pem`, and `client.pem` with `client.key` to be let in with.
public struct TLSFileServer: Sendable {
    public let port: UInt16
    /// Of the certificates.
    public let folder: String

    /// `https://127.0.0.1:PORT`.
    public var url: String { "https://127.0.0.1:\(port)" }

    /// Runs the server while the closure runs.
    public static func with<Result: Sendable>(
        files: String, _ body: (TLSFileServer) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            try await TestParts.run("sh", ["-ec", certificates, folder]).require()
            return try await ServerProcess.with(
                "tls-server", ["python3", "-u", "-c", script, folder, files], logFolder: folder,
                ready: { log in
                    log.split(separator: "\n").lazy.compactMap { UInt16($0) }.first.map {
                        TLSFileServer(port: $0, folder: folder)
                    }
                }, body: body)
        }
    }

    static let certificates = """
        cd "$0"
        make_key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        openssl req -x509 $make_key -keyout ca.key -out ca.pem -days 2 -subj /CN=ca
        for name in server client; do
            openssl req $make_key -keyout $name.key -out $name.csr -subj /CN=$name
            echo subjectAltName=IP:127.0.0.1 >$name.ext
            openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $name.pem -days 2 \
                -extfile $name.ext
        done
        """

    private static let script = """
        import functools, http.server, ssl, sys
        folder, files = sys.argv[1], sys.argv[2]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/server.pem", folder + "/server.key")
        context.load_verify_locations(folder + "/ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=files)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        print(server.server_address[1])
        server.serve_forever()
        """
}
