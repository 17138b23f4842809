/// Why bytes are not the protobuf message that they were taken for.
public struct ProtobufError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The bytes end before what they announce.
        case truncated
        /// Bytes that no message has: a number of more than 64 bits, a field without a number, a group.
        case malformed
        /// A field is not of the type that it must be of.
        case wrongType
        case tooLarge
        /// A message, but not the one that was asked for, or in a form that cannot be read.
        case unsupported
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
