public import Expressions

/// A contract that cannot be read, or that cannot be applied to an object.
public struct ReadinessError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable { case unknownKey, missingKey, wrongType, invalidExpression, evaluationFailed }

    public var code: Code
    /// What is wrong, without the place.
    public var message: String
    /// Where in the section, "rules[2].when" for instance.
    public var path: String
    /// `file:line:column` of the path, where the section came from a file.
    public var location: String?
    public var underlying: ExpressionError?

    init(
        _ code: Code, _ message: String, path: String, location: String? = nil, underlying: ExpressionError? = nil
    ) {
        self.code = code
        self.message = message
        self.path = path
        self.location = location
        self.underlying = underlying
    }

    public var description: String {
        var expression = underlying
        // Said once, at the beginning.
        if location != nil { expression?.location = nil }
        let place = path == "readiness" ? path : "readiness.\(path)"
        return (location.map { "\($0): " } ?? "") + "\(place): \(expression?.description ?? message)"
    }
}
