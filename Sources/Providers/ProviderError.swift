public struct ProviderError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case unknownProvider, invalidDefinition, invalidChart, unsupported, noProvider
    }

    public var code: Code
    public var message: String
    public var underlying: (any Error)?

    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    public var description: String { message }
}
