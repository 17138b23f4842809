import Subprocess
import SystemPackage

/// Runs real programs, each in a session of its own.
///
/// A program that must end gets SIGTERM, and after a grace period SIGKILL, with its whole process group.
public struct SystemProcesses: ProcessRunning {
    /// Between SIGTERM and SIGKILL.
    public var grace: Duration
    /// The most that is read of each of a program's outputs, in bytes.
    public var outputLimit: Int

    public init(grace: Duration = .milliseconds(800), outputLimit: Int = 64 << 20) {
        self.grace = grace
        self.outputLimit = outputLimit
    }

    public func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
        try await withThrowingTaskGroup(of: ProcessResult?.self) { group in
            group.addTask { try await self.start(command) }
            if let timeout {
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
            }
            defer { group.cancelAll() }
            let first = try await group.next()
            try Task.checkCancellation()
            guard let first, let result = first else {
                throw ProcessError(.timedOut, "\(command.executable) did not end within \(timeout ?? .zero)")
            }
            return result
        }
    }

    private func start(_ command: ProcessCommand) async throws -> ProcessResult {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: grace)
        ]
        var environment: [Environment.Key: String] = [:]
        for (name, value) in command.environment {
            if let key = Environment.Key(rawValue: name) { environment[key] = value }
        }
        let configuration = Configuration(
            executable: command.executable.contains("/")
                ? .path(FilePath(command.executable)) : .name(command.executable),
            arguments: Arguments(command.arguments), environment: .custom(environment),
            workingDirectory: command.workingFolder.map { FilePath($0) }, platformOptions: options)
        do {
            guard let input = command.standardInput else {
                let result = try await Subprocess.run(
                    configuration, input: .none, output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
                return ProcessResult(
                    ending: Self.ending(result.terminationStatus), standardOutput: result.standardOutput,
                    standardError: result.standardError)
            }
            let result = try await Subprocess.run(
                configuration, input: .array(input), output: .bytes(limit: outputLimit),
                error: .bytes(limit: outputLimit))
            return ProcessResult(
                ending: Self.ending(result.terminationStatus), standardOutput: result.standardOutput,
                standardError: result.standardError)
        } catch let error as SubprocessError {
            throw Self.failure(command, error)
        }
    }

    private static func ending(_ status: TerminationStatus) -> ProcessResult.Ending {
        switch status {
        case .exited(let code): .exited(Int32(code))
        case .signaled(let signal): .signalled(Int32(signal))
        }
    }

    private static func failure(_ command: ProcessCommand, _ error: SubprocessError) -> ProcessError {
        if let problem = ProgramPath.problem(command.executable, in: command.workingFolder) { return problem }
        if error.code == .executableNotFound {
            return ProcessError(.notFound, "\(command.executable) is not installed or not in PATH")
        }
        return ProcessError(.cannotStart, "\(command.executable) cannot run: \(error)")
    }
}
