import FoundationEssentials

/// A plain HTTP server for the files of a folder, such as a chart repository.
public struct LoopbackFileServer: Sendable {
    public let port: UInt16
    private let logPath: String

    /// `http://127.0.0.1:PORT`.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// Runs the server while the closure runs; what changes in the folder meanwhile is served as it is.
    public static func with<Result: Sendable>(
        folder: String, _ body: (LoopbackFileServer) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { logFolder in
            try await ServerProcess.with(
                "file-server",
                ["python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, "0"],
                logFolder: logFolder,
                ready: { log in
                    portAnnounced(in: log).map { Self(port: $0, logPath: "\(logFolder)/file-server.log") }
                },
                body: body)
        }
    }

    /// The first lines of the requests so far, such as `GET /index.yaml HTTP/1.1`.
    public func requests() throws -> [String] {
        try String(contentsOfFile: logPath, encoding: .utf8)
            .split(separator: "\n")
            .compactMap { line in
                let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
                return quoted.count >= 3 ? String(quoted[1]) : nil
            }
    }

    /// The server says "Serving HTTP on 127.0.0.1 port 41234 (...)".
    private static func portAnnounced(in log: String) -> UInt16? {
        let words = log.split(separator: " ")
        guard let index = words.firstIndex(of: "port"), index + 1 < words.endIndex else {
            return nil
        }
        return UInt16(words[index + 1])
    }
}
