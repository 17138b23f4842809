import FoundationEssentials
import TestParts

/// A server on loopback that answers as the frontend of a served model does.
struct ModelServer: Sendable {
    enum Answer: String, Sendable {
        case completion
        /// A page, as some other program would give.
        case page
        /// As the server of another model.
        case otherModel
    }

    let port: Int64

    /// Ends with this process, also when that crashes.
    private static let script = """
        import http.server, json, os, sys
        folder, kind, served, parent = sys.argv[1], sys.argv[2], sys.argv[3], os.getppid()
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, body):
                data = b"<html>It works!</html>" if kind == "page" else json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            def do_GET(self):
                model = "meta/other" if kind == "otherModel" else served
                self.answer({"object": "list", "data": [{"id": model, "object": "model"}]})
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model = "meta/other" if kind == "otherModel" else asked["model"]
                self.answer({"model": model, "choices": [{"message": {"content": "Hello from " + model}}]})
        class Server(http.server.ThreadingHTTPServer):
            def service_actions(self):
                if os.getppid() != parent: os._exit(0)
        server = Server(("127.0.0.1", 0), Handler)
        with open(folder + "/new", "w") as file: file.write(str(server.server_address[1]))
        os.rename(folder + "/new", folder + "/port")
        server.serve_forever()
        """

    static func with<Result: Sendable>(
        _ answer: Answer = .completion, model: String = "Qwen/Qwen3-0.6B",
        _ body: @escaping @Sendable (ModelServer) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: Result.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    let result = try await TestParts.run("python3", ["-c", script, folder, answer.rawValue, model])
                    throw OperatorChart.Failure(description: "the model server ended: \(result)")
                }
                group.addTask {
                    let path = "\(folder)/port"
                    while !FileManager.default.fileExists(atPath: path) {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    let text = try String(contentsOfFile: path, encoding: .utf8)
                    guard let port = Int64(text) else {
                        throw OperatorChart.Failure(description: "the model server has port '\(text)'")
                    }
                    return try await body(ModelServer(port: port))
                }
                guard let result = try await group.next() else { throw CancellationError() }
                return result
            }
        }
    }
}
