import Processes

/// A Helm that a test plays; it answers the question for its version by itself.
struct PlayedHelm: ProcessRunning {
    var version = ProcessResult.ended("v4.3.1\n")
    var play: @Sendable (ProcessCommand, Duration?) async throws -> ProcessResult

    func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
        if command.arguments.first == "version" { return version }
        return try await play(command, timeout)
    }
}

extension ProcessResult {
    static func ended(_ output: String = "", saying words: String = "", code: Int32 = 0) -> ProcessResult {
        ProcessResult(ending: .exited(code), standardOutput: Array(output.utf8), standardError: Array(words.utf8))
    }
}
