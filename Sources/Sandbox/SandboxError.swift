/// The sandbox cannot be set up as asked.
public struct SandboxError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A sandbox file, or the `sandbox` section of a provider, says what cannot be.
        case invalidFile
        /// An object of the sandbox file is refused by the API server.
        case refusedObject
        case portTaken
    }

    public var code: Code
    /// Names the place, and what to write instead.
    public var message: String
    public var underlying: (any Error)?

    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    public var description: String { message }
}
