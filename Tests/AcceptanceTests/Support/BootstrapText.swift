import FoundationEssentials
import TestParts

/// A bootstrap file that serves Qwen/Qwen3-0.6B as models/qwen3.
enum BootstrapText {
    static func text(operators: String, smokeTest: Bool = false, seconds: Int = 90) -> String {
        """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        \(operators)
        models:
          - id: Qwen/Qwen3-0.6B
            name: qwen3
            namespace: models
            engine: vllm
        smokeTest: \(smokeTest)
        timeouts: {operators: \(seconds), models: \(seconds)}

        """
    }

    /// Calls `body` with the path of a file that holds `text`.
    static func with<Result: Sendable>(
        _ text: String, _ body: (_ path: String) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/cluster.yaml"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return try await body(path)
        }
    }
}
