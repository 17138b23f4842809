/// A check that cannot be loaded, or a request that cannot be carried out.
///
/// A check that does not hold is a result, not an error.
public struct PreflightError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A file of checks that cannot be read or is not what a check must be.
        case invalidCheck
        /// `skip` or `only` names a check that does not exist.
        case unknownCheck
        /// A file of policies that is not one, or names a check that does not exist.
        case invalidPolicy
        /// A recorded snapshot that is not one, or is of another schema.
        case invalidSnapshot
    }

    public var code: Code
    public var message: String
    public var underlying: (any Error)?

    init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    public var description: String { message }
}
