/// Runs programs to their end.
public protocol ProcessRunning: Sendable {
    /// Cancelling the calling task ends the program, and its children, before this throws `CancellationError`.
    ///
    /// A program that fails is a result, not an error.
    /// - Parameter timeout: nil means no limit.
    /// - Throws: `ProcessError` when it cannot start, writes too much or takes too long.
    func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult
}

public struct ProcessError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable { case notFound, cannotStart, outputTooLarge, timedOut }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
