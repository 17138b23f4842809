import FoundationEssentials
import TestParts

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Results of earlier starts, a line each, so that a run which was ended goes on where it was.
struct ProofLedger {
    let path: String
    private(set) var results: [String: ProofResult] = [:]

    /// - Parameters:
    ///   - proof: what the results are a proof of, such as a binary's size and time; those of another one count for nothing.
    ///   - isFresh: forgets earlier results.
    init(path: String, proof: String, isFresh: Bool) throws {
        self.path = path
        let text = isFresh ? nil : try? String(contentsOfFile: path, encoding: .utf8)  // None yet.
        var lines = (text ?? "").split(separator: "\n")
        if let first = lines.first, first == proof {
            lines.removeFirst()
        } else {
            lines = []
        }
        for line in lines {
            // The last one may be cut off where the run was ended.
            guard let result = try? JSONDecoder().decode(ProofResult.self, from: Data(line.utf8)) else { continue }
            results[result.id] = result
        }
        // What came to no good end is tried again.
        results = results.filter { $0.value.isGood }
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), withIntermediateDirectories: true)
        let kept = try results.values.sorted { $0.id < $1.id }.map(Self.line)
        try (proof + "\n" + kept.joined()).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Of one build of the program.
    init(path: String, tool: Tool, isFresh: Bool) throws {
        try self.init(path: path, proof: try tool.fingerprint(), isFresh: isFresh)
    }

    /// One that is kept no longer than the work lasts.
    static func temporary<Result>(_ work: (ProofLedger) async throws -> Result) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            try await work(try ProofLedger(path: "\(folder)/ledger", proof: "", isFresh: true))
        }
    }

    mutating func add(_ result: ProofResult) throws {
        results[result.id] = result
        let file = try FileDescriptor.open(FilePath(path), .writeOnly, options: .append)
        let line = Array(try Self.line(result).utf8)
        _ = try file.closeAfter { try file.writeAll(line) }
    }

    private static func line(_ result: ProofResult) throws -> String {
        String(decoding: try JSONEncoder().encode(result), as: UTF8.self) + "\n"
    }
}
