/// Ends a command with a status and what a person should read.
public struct CommandFailure: Error, Sendable, CustomStringConvertible {
    public var status: ExitStatus
    /// Nil when the command has already said everything.
    public var message: String?
    /// What to do next.
    public var hint: String?

    public init(_ status: ExitStatus, _ message: String? = nil, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    public var description: String { message ?? "exit \(status.rawValue)" }
}
