import FoundationEssentials

/// An authorization server that sells tokens to a registry's clients for a user name and password.
public struct TokenServer: Sendable {
    public let port: UInt16
    /// Holds `cert.pem`, which the registry trusts tokens by, and `log`, a line for each request.
    public let folder: String

    public static let user = "me"
    public static let password = "correct horse"

    /// Of a registry's configuration file.
    public var registryConfiguration: String {
        """
        auth:
          token: {realm: "http://127.0.0.1:\(port)/token", service: test, issuer: test, rootcertbundle: "\(folder)/cert.pem"}

        """
    }

    /// Runs the server while the closure runs.
    public static func with<Result: Sendable>(_ body: (TokenServer) async throws -> Result) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            try await TestParts.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder)/key.pem", "-out",
                    "\(folder)/cert.pem", "-days", "2", "-subj", "/CN=tokens",
                ]
            ).require()
            return try await ServerProcess.with(
                "token-server", ["python3", "-u", "-c", script, folder, user, password], logFolder: folder,
                ready: { log in
                    log.split(separator: "\n").lazy.compactMap { UInt16($0) }.first.map {
                        TokenServer(port: $0, folder: folder)
                    }
                }, body: body)
        }
    }

    /// Requests so far: the scope asked for, and whether a login was shown.
    public func requests() throws -> [String] {
        try String(contentsOfFile: "\(folder)/log", encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private static let script = """
        import base64, http.server, json, subprocess, sys, time, urllib.parse
        folder, user, password = sys.argv[1:4]
        login = "Basic " + base64.b64encode((user + ":" + password).encode()).decode()
        pem = open(folder + "/cert.pem").read().split("-----")[2].replace("\\n", "")
        def encode(data): return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                shown = self.headers.get("Authorization")
                with open(folder + "/log", "a") as log: log.write("%s %s\\n" % (query.get("scope", [""])[0], shown is not None))
                if shown is not None and shown != login: return self.answer(401, {"details": "wrong login"})
                access = []
                for scope in query.get("scope", []):
                    kind, name, actions = scope.split(":")
                    if shown is not None: access.append({"type": kind, "name": name, "actions": actions.split(",")})
                now = int(time.time())
                head = encode(json.dumps({"typ": "JWT", "alg": "RS256", "x5c": [pem]}).encode())
                body = encode(json.dumps({"iss": "test", "aud": "test", "sub": user, "exp": now + 300, "nbf": now - 10,
                                          "iat": now, "jti": str(time.time()), "access": access}).encode())
                signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", folder + "/key.pem"],
                                           input=(head + "." + body).encode(), capture_output=True, check=True).stdout
                self.answer(200, {"token": head + "." + body + "." + encode(signature)})
            def answer(self, status, value):
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1])
        open(folder + "/log", "w").close()
        server.serve_forever()
        """
}
