import Formats
import Subprocess
import SystemPackage

/// Runs credential plugins as child processes, in a session of their own when nobody can answer them.
///
/// A plugin that outlives its time, or whose caller is cancelled, gets SIGTERM and then SIGKILL, with its children.
public struct PluginProcess: PluginRunning {
    /// For a plugin that nobody has to answer.
    public var timeout: Duration
    /// For a plugin that may ask a person to log in.
    public var interactiveTimeout: Duration
    /// Between SIGTERM and SIGKILL.
    public var grace: Duration

    public init(
        timeout: Duration = Limits.pluginTime, interactiveTimeout: Duration = Limits.interactivePluginTime,
        grace: Duration = Limits.pluginGrace
    ) {
        self.timeout = timeout
        self.interactiveTimeout = interactiveTimeout
        self.grace = grace
    }

    public func run(_ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool) async throws -> [UInt8] {
        let limit = isInteractive ? interactiveTimeout : timeout
        let result: PluginResult
        do {
            result = try await withTimeout(limit, clock: ContinuousClock()) {
                try await self.start(plugin, environment: environment, isInteractive: isInteractive)
            }
        } catch is TimeoutError {
            try Task.checkCancellation()
            throw KubernetesError(
                .credentials, "credential plugin \(quoted(plugin.command)) did not finish within \(limit.limitText)")
        }
        try Task.checkCancellation()
        guard result.status.isSuccess else { throw Self.failure(plugin, result) }
        return result.output
    }
}

private struct PluginResult: Sendable {
    var status: TerminationStatus
    var output: [UInt8]
    var error: [UInt8]
}

extension PluginProcess {
    private func start(
        _ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool
    ) async throws -> PluginResult {
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        var options = PlatformOptions()
        options.createSession = !isInteractive
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: !isInteractive, allowedDurationToNextStep: grace)
        ]
        let configuration = Configuration(
            executable: plugin.command.contains("/") ? .path(FilePath(plugin.command)) : .name(plugin.command),
            arguments: Arguments(plugin.arguments), environment: .custom(variables), platformOptions: options)
        do {
            if isInteractive {
                // Questions and links come on standard error: the user must see them at once.
                let result = try await Subprocess.run(
                    configuration, input: .currentStandardInput, output: .bytes(limit: Limits.pluginOutputBytes),
                    error: .sequence
                ) { execution in
                    try await Self.pass(execution.standardError)
                }
                return PluginResult(
                    status: result.terminationStatus, output: result.standardOutput, error: result.closureResult)
            }
            let result = try await Subprocess.run(
                configuration, input: .none, output: .bytes(limit: Limits.pluginOutputBytes),
                error: .bytes(limit: Limits.pluginErrorBytes))
            return PluginResult(
                status: result.terminationStatus, output: result.standardOutput, error: result.standardError)
        } catch let error as SubprocessError {
            throw Self.failure(plugin, error)
        }
    }

    /// Copies to this process's standard error, and keeps the start.
    private static func pass(_ stream: SubprocessOutputSequence) async throws -> [UInt8] {
        var kept: [UInt8] = []
        for try await buffer in stream {
            let bytes = buffer.withUnsafeBytes { Array($0) }
            _ = try FileDescriptor.standardError.writeAll(bytes)
            kept += bytes.prefix(Limits.pluginErrorBytes - kept.count)
        }
        return kept
    }

    private static func failure(_ plugin: ExecPlugin, _ result: PluginResult) -> KubernetesError {
        let how =
            switch result.status {
            case .exited(let code): "exited with \(code)"
            case .signaled(let signal): "was ended by signal \(signal)"
            }
        let words = String(decoding: result.error, as: UTF8.self).drop(while: \.isWhitespace).trimmedEnd()
        return KubernetesError(
            .credentials, "credential plugin \(quoted(plugin.command)) \(how)" + (words.isEmpty ? "" : ": \(words)"))
    }

    private static func failure(_ plugin: ExecPlugin, _ error: SubprocessError) -> KubernetesError {
        var message = "credential plugin \(quoted(plugin.command)) cannot run: \(error)"
        if error.code == .executableNotFound {
            message = "credential plugin \(quoted(plugin.command)) is not installed"
            if !plugin.installHint.isEmpty { message += "; \(plugin.installHint)" }
        }
        return KubernetesError(.credentials, message, underlying: error)
    }
}
