import Processes

/// A machine on which nothing is installed.
struct NoPrograms: ProcessRunning {
    func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
        throw ProcessError(.notFound, "\(command.executable) is not installed")
    }
}
