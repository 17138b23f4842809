import FoundationEssentials
import Sandbox
import TestParts

/// A sandbox on loopback, with a kubeconfig file for the real programs.
struct ServedSandbox: Sendable {
    let sandbox: Sandbox
    let port: Int
    let folder: String

    var kubeconfig: String { "\(folder)/kubeconfig" }

    /// Runs a body with a served sandbox; the server has stopped when the call returns.
    static func with<Result: Sendable>(
        _ options: SandboxOptions = SandboxOptions(), token: String = Sandbox.adminToken,
        _ body: @escaping @Sendable (ServedSandbox) async throws -> Result
    ) async throws -> Result {
        try await withSandbox(options) { sandbox in
            try await TestParts.withTemporaryFolder { folder in
                let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
                return try await withThrowingTaskGroup(of: Result?.self) { group in
                    group.addTask {
                        try await SandboxServer(sandbox).run { port in continuation.yield(port) }
                        return nil
                    }
                    group.addTask {
                        guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
                        let served = ServedSandbox(sandbox: sandbox, port: port, folder: folder)
                        try sandbox.kubeconfig(port: port, token: token)
                            .write(toFile: served.kubeconfig, atomically: true, encoding: .utf8)
                        return try await body(served)
                    }
                    defer { group.cancelAll() }
                    while let finished = try await group.next() {
                        if let result = finished { return result }
                    }
                    throw CancellationError()
                }
            }
        }
    }

    /// Nothing of the user's own configuration reaches the programs.
    private var environment: [String: String?] {
        [
            "KUBECONFIG": kubeconfig, "HOME": folder, "HELM_CACHE_HOME": "\(folder)/cache",
            "HELM_CONFIG_HOME": "\(folder)/config", "HELM_DATA_HOME": "\(folder)/data", "HTTP_PROXY": nil,
            "http_proxy": nil,
        ]
    }

    func run(_ part: TestParts.Part, _ arguments: String..., input: String = "") async throws -> CommandResult {
        try await TestParts.run(part, arguments, environment: environment, input: input)
    }

    func kubectl(_ arguments: String..., input: String = "") async throws -> CommandResult {
        try await TestParts.run(.kubectl, arguments, environment: environment, input: input)
    }
}
