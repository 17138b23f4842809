/// What the client takes from the machine besides the network.
public struct ClientEnvironment: Sendable {
    public var variables: [String: String]
    public var files: any FileReading
    public var plugins: any PluginRunning
    /// Seconds since 1970 in UTC, for the expiry of credentials.
    public var now: @Sendable () -> Double
    /// Whether a person can answer a plugin's questions on standard input.
    public var isInteractive: Bool

    public init(
        variables: [String: String], files: any FileReading, plugins: any PluginRunning,
        now: @escaping @Sendable () -> Double, isInteractive: Bool
    ) {
        self.variables = variables
        self.files = files
        self.plugins = plugins
        self.now = now
        self.isInteractive = isInteractive
    }
}

/// Reads whole small files.
public protocol FileReading: Sendable {
    /// - Throws: `FileReadError`, which tells an absent file from one that may not be read.
    func read(_ path: String, upTo limit: Int) throws(FileReadError) -> [UInt8]
}

public struct FileReadError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable { case notFound, denied, tooLarge, cancelled, other }
    public var code: Code
    public var path: String
    /// The system's own words.
    public var message: String

    public init(_ code: Code, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    public var description: String { "\(path): \(message)" }
}

/// Runs a credential plugin to its end.
public protocol PluginRunning: Sendable {
    /// - Throws: `KubernetesError` with code `credentials` when it cannot run, fails or takes too long, with its standard
    ///   error in the message; `CancellationError` when the task was cancelled. The process has ended either way.
    func run(_ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool) async throws -> [UInt8]
}
