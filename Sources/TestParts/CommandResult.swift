import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// What a finished command left.
public struct CommandResult: Sendable, CustomStringConvertible {
    public let standardOutput: String
    public let standardError: String
    /// The exit code; 128 plus the signal's number when a signal ended the command, as shells say it.
    public let exitCode: Int32

    /// Whether the command ended with exit code 0.
    public var isSuccess: Bool { exitCode == 0 }

    /// - Throws: the result itself when the command failed.
    public func require() throws {
        if !isSuccess { throw CommandFailed(result: self) }
    }

    public var description: String {
        "exit code \(exitCode)\n--- stdout\n\(standardOutput)\n--- stderr\n\(standardError)"
    }
}

/// A command of a test's preparation failed.
public struct CommandFailed: Error, CustomStringConvertible {
    public let result: CommandResult
    public var description: String { "a command of the test failed: \(result)" }
}

extension TestParts {
    private static let outputLimit = 256 << 20

    /// Runs a command to its end and captures what it wrote, up to 256 MiB a stream.
    ///
    /// - Parameters:
    ///   - command: A path, or a name to look for in `PATH`.
    ///   - environment: Added to this process's own environment; `nil` takes a variable away.
    ///   - input: What the command reads on its standard input.
    /// - Throws: `SubprocessError` when it cannot be started; a failure of the command is a result.
    public static func run(
        _ command: String, _ arguments: [String] = [], environment: [String: String?] = [:], input: String = "",
        workingDirectory: String? = nil
    ) async throws -> CommandResult {
        let keys = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
        let result = try await Subprocess.run(
            command.contains("/") ? .path(FilePath(command)) : .name(command),
            arguments: Arguments(arguments),
            environment: .inherit.updating(Dictionary(uniqueKeysWithValues: keys)),
            workingDirectory: workingDirectory.map { FilePath($0) },
            platformOptions: options,
            input: .string(input),
            output: .string(limit: outputLimit),
            error: .string(limit: outputLimit))
        let exitCode: Int32
        switch result.terminationStatus {
        case .exited(let code): exitCode = Int32(code)
        case .signaled(let signal): exitCode = 128 + Int32(signal)
        }
        return CommandResult(
            standardOutput: result.standardOutput, standardError: result.standardError, exitCode: exitCode)
    }

    /// Runs one of the parts to its end and captures what it wrote.
    public static func run(
        _ part: Part, _ arguments: [String] = [], environment: [String: String?] = [:], input: String = ""
    ) async throws -> CommandResult {
        try await run(try path(part), arguments, environment: environment, input: input)
    }
}
