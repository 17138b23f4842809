import FoundationEssentials
import TestParts

/// A real HTTP server on loopback that misbehaves as files tell it.
///
/// It serves a folder. `NAME.behaviour` beside a file holds JSON: `status`, `headers`, `body`, `needs` (the only
/// Authorization that is let in), `cutAfter` (bytes of the first answer), `delay` (seconds before the answer) and
/// `trickle` (seconds between pieces). Ranges are understood; each request is a line of the log.
struct BehavingServer: Sendable {
    let folder: String
    let port: Int
    var url: String { "http://127.0.0.1:\(port)" }

    struct Request: Sendable, Decodable {
        var path: String
        var authorization: String?
        var range: String?
    }

    static func with<Result: Sendable>(_ body: @Sendable (BehavingServer) async throws -> Result) async throws -> Result
    {
        try await TestParts.withTemporaryFolder { folder in
            try TestChart.write(script, to: "\(folder)/server.py")
            try TestChart.write("", to: "\(folder)/files/.keep")
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let result = try await TestParts.run("python3", ["\(folder)/server.py", folder])
                    throw Failure(description: "the server ended: \(result)")
                }
                defer { group.cancelAll() }
                return try await body(BehavingServer(folder: "\(folder)/files", port: try await port(folder)))
            }
        }
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    func add(_ bytes: [UInt8], _ name: String, behaviour: String? = nil) throws {
        try TestChart.write(bytes, to: "\(folder)/\(name)")
        if let behaviour { try TestChart.write(behaviour, to: "\(folder)/\(name).behaviour") }
    }

    func add(_ text: String, _ name: String, behaviour: String? = nil) throws {
        try add(Array(text.utf8), name, behaviour: behaviour)
    }

    func requests() throws -> [Request] {
        let log = try String(contentsOfFile: "\(folder)/../log", encoding: .utf8)
        return try log.split(separator: "\n").map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
    }

    private static func port(_ folder: String) async throws -> Int {
        for _ in 0..<500 {
            if let text = try? String(contentsOfFile: "\(folder)/port", encoding: .utf8), let port = Int(text) {
                return port
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure(description: "the server did not start within 10 seconds")
    }

    private static let script = """
        import http.server, json, os, sys, time
        folder = sys.argv[1]
        files = folder + "/files"
        counts = {}
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def do_GET(self):
                path = self.path.split("?")[0]
                with open(folder + "/log", "a") as log:
                    log.write(json.dumps({"path": self.path, "authorization": self.headers.get("Authorization"),
                                          "range": self.headers.get("Range")}) + "\\n")
                behaviour = {}
                if os.path.exists(files + path + ".behaviour"):
                    behaviour = json.load(open(files + path + ".behaviour"))
                counts[path] = counts.get(path, 0) + 1
                time.sleep(behaviour.get("delay", 0))
                status = behaviour.get("status", 200)
                data = behaviour.get("body", "").encode()
                if status == 200:
                    if not os.path.isfile(files + path): status, data = 404, b"no such file"
                    else: data = open(files + path, "rb").read()
                if "needs" in behaviour and self.headers.get("Authorization") != behaviour["needs"]:
                    status, data = 401, b"who are you"
                headers = dict(behaviour.get("headers", {}))
                wanted = self.headers.get("Range")
                if wanted and status == 200:
                    start = int(wanted.split("=")[1].split("-")[0])
                    headers["Content-Range"] = "bytes %d-%d/%d" % (start, len(data) - 1, len(data))
                    status, data = 206, data[start:]
                self.send_response(status)
                for name, value in headers.items(): self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if "cutAfter" in behaviour and counts[path] == 1:
                    self.wfile.write(data[:behaviour["cutAfter"]])
                    self.wfile.flush()
                    self.connection.shutdown(2)
                    self.close_connection = True
                elif "trickle" in behaviour:
                    for index in range(0, len(data), 64):
                        self.wfile.write(data[index:index + 64])
                        self.wfile.flush()
                        time.sleep(behaviour["trickle"])
                else:
                    self.wfile.write(data)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        with open(folder + "/port.new", "w") as port: port.write(str(server.server_address[1]))
        os.rename(folder + "/port.new", folder + "/port")
        server.serve_forever()
        """
}
