import FoundationEssentials

/// An HTTPS server that answers an API server's admission and conversion reviews: it lets everything pass unless it is told
/// to deny it, and gives objects the version that is asked for.
public struct WebhookServer: Sendable {
    /// `https://127.0.0.1:PORT`.
    public let url: String
    private let logPath: String

    /// Where a server will be: a port that nobody listens on yet, and the certificates that it will show.
    public struct Place: Sendable {
        public let url: String
        /// For `caBundle`.
        public let certificateAuthority: String
        let port: UInt16
        let folder: String
    }

    /// Gives the closure a place at which no server listens.
    public static func withPlace<Result: Sendable>(_ body: (Place) async throws -> Result) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            try await TestParts.run("sh", ["-ec", TLSFileServer.certificates, folder]).require()
            let free = try await TestParts.run("python3", ["-c", findPort])
            guard let port = UInt16(free.standardOutput.filter(\.isNumber)) else {
                throw TestPartsError(.notStarted, "there is no free port", log: free.description)
            }
            return try await body(
                Place(
                    url: "https://127.0.0.1:\(port)",
                    certificateAuthority: try String(contentsOfFile: "\(folder)/ca.pem", encoding: .utf8), port: port,
                    folder: folder))
        }
    }

    /// Runs the server at its place while the closure runs.
    ///
    /// - Parameter denying: why no object is admitted; nil admits all.
    public static func with<Result: Sendable>(
        at place: Place, denying reason: String? = nil, _ body: (WebhookServer) async throws -> Result
    ) async throws -> Result {
        try await ServerProcess.with(
            "webhook", ["python3", "-u", "-c", script, place.folder, "\(place.port)", reason ?? ""],
            logFolder: place.folder,
            ready: { log in
                log.contains("listening")
                    ? WebhookServer(url: place.url, logPath: "\(place.folder)/webhook.log") : nil
            }, body: body)
    }

    /// The kinds of the reviews so far.
    public func reviews() throws -> [String] {
        try String(contentsOfFile: logPath, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { $0.hasSuffix("Review") }
    }

    /// Below the range that the kernel gives to outgoing connections, so that the port stays free.
    private static let findPort = """
        import random, socket
        while True:
            port = random.randrange(20000, 32000)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) != 0: break
        print(port)
        """

    private static let script = """
        import http.server, json, ssl, sys
        folder, port, reason = sys.argv[1], int(sys.argv[2]), sys.argv[3]
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def do_POST(self):
                review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                request = review["request"]
                response = {"uid": request["uid"], "allowed": not reason, "status": {"message": reason}}
                if review["kind"] == "ConversionReview":
                    objects = [dict(each, apiVersion=request["desiredAPIVersion"]) for each in request["objects"]]
                    response = {"uid": request["uid"], "result": {"status": "Success"}, "convertedObjects": objects}
                print(review["kind"])
                data = json.dumps({"apiVersion": review["apiVersion"], "kind": review["kind"], "response": response}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/server.pem", folder + "/server.key")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        print("listening")
        server.serve_forever()
        """
}
