/// What an expression may use up; every limit of the engine is here.
public struct ExpressionLimits: Sendable, Hashable {
    /// Bytes of source text.
    public var sourceSize = 64 * 1024
    /// Levels of nesting in the source, in its tree, and of lists, maps and optionals that it makes.
    public var depth = 200
    /// Steps of one evaluation. Each node costs 1; a function adds 1 for ten bytes or one element it goes through.
    public var cost = 5_000_000
    /// Bytes of a regular expression in `matches`, `find` and `findAll`.
    public var patternSize = 1024
    /// Elements or bytes that a single result may have.
    public var resultSize = 10_000_000
    /// Bytes of JSON that a result may hand on from its variables.
    public var outputSize = 256_000_000
    /// Digits after the point that `format` may be asked for.
    public var precision = 1000

    public static let standard = ExpressionLimits()

    public init() {}
}
