/// What a pattern may use up; matching takes time in proportion to the program's size times the text's.
enum RegularExpressionLimits {
    /// `x{1001}` is an error, and so is `(x{100}){11}`: Go's limit.
    static let repeatCount = 1000
    static let nesting = 250
    static let instructions = 100_000
    static let patternSize = 1 << 20
    /// Up to this many pairs of an instruction and a place, the backtracking matcher remembers where it was.
    static let backtrackBits = 256 * 1024
    static let backtrackInstructions = 500
}
