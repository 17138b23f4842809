/// Operators that cannot be installed as they are asked for; nothing was changed.
public struct OperatorError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Two providers want an operator of one name in two ways.
        case conflict
        /// What stands for an operator's version means none.
        case version
        /// What is there already must not be touched, or cannot be used.
        case existing
        /// A file of objects is not what its digest says, or not to be had.
        case manifest
    }

    public var code: Code
    public var message: String
    public var hint: String?

    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { message }
}
