public struct ProviderError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case unknownProvider, invalidDefinition, invalidChart, unsupported, noProvider
    }

    public var code: Code
    public var message: String
    /// What to do next, where it is not to look what each provider can do.
    public var hint: String?
    public var underlying: (any Error)?

    public init(_ code: Code, _ message: String, hint: String? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.underlying = underlying
    }

    public var description: String { message }
}
