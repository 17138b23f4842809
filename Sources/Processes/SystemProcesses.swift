import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs real programs, each in a session of its own.
///
/// A program that must end gets SIGTERM, and after a grace period SIGKILL, with its whole process group.
public struct SystemProcesses: ProcessRunning {
    /// Between SIGTERM and SIGKILL; short enough for an interrupted command to say what has become of the program, within a
    /// second.
    public var grace: Duration
    /// The most that is read of each of a program's outputs, in bytes.
    public var outputLimit: Int
    /// The program that ties others to this process, which calls `ProcessTie.becomeIfAsked`; nil leaves them untied, so
    /// that they live on when this process is killed.
    public var tie: String?

    public init(grace: Duration = .milliseconds(500), outputLimit: Int = 64 << 20, tie: String? = nil) {
        self.grace = grace
        self.outputLimit = outputLimit
        self.tie = tie
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
        var executable: Executable =
            command.executable.contains("/") ? .path(FilePath(command.executable)) : .name(command.executable)
        var arguments = command.arguments
        if let tie {
            arguments = ProcessTie.arguments(try Self.path(of: command), arguments, stopLimit: command.stopLimit)
            executable = .path(FilePath(tie))
        }
        let configuration = Configuration(
            executable: executable, arguments: Arguments(arguments), environment: .custom(environment),
            workingDirectory: command.workingFolder.map { FilePath($0) }, platformOptions: options)
        do {
            guard let input = command.standardInput else {
                let result = try await Subprocess.run(
                    configuration, input: .none, output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
                return ProcessResult(
                    ending: Self.ending(result.terminationStatus), standardOutput: result.standardOutput,
                    standardError: result.standardError)
            }
            let file = try InputFile.opened(input, in: command.environment["TMPDIR"])
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(file, closeAfterSpawningProcess: true),
                output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
            return ProcessResult(
                ending: Self.ending(result.terminationStatus), standardOutput: result.standardOutput,
                standardError: result.standardError)
        } catch let error as SubprocessError {
            guard error.code == .outputLimitExceeded else { throw Self.failure(command, error) }
            throw ProcessError(
                .outputTooLarge, "\(command.executable) wrote more than \(outputLimit) bytes")
        }
    }

    /// Where the program is, as a shell would find it.
    private static func path(of command: ProcessCommand) throws(ProcessError) -> String {
        let name = command.executable
        let places =
            name.contains("/")
            ? [name] : (command.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
        guard let path = places.first(where: { access($0, X_OK) == 0 && !isFolder($0) }) else {
            throw ProcessError(.notFound, "\(name) is not installed or not in PATH")
        }
        return path
    }

    private static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
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
