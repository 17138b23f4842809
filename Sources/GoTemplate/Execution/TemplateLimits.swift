/// How much one execution, with everything it includes, may cost.
public struct TemplateLimits: Sendable {
    /// Nodes walked and iterations done.
    public var steps: Int
    /// Bytes written by all templates together, including those whose text a function consumed.
    public var outputBytes: Int
    /// Bytes of one string or list that a function makes.
    public var stringBytes: Int
    /// Bytes of all that templates make and hold at one time: values, and the text written so far.
    public var memoryBytes: Int
    /// Tokens of all texts that are parsed for a set of templates: what its nodes take grows with them.
    public var tokens: Int
    /// Templates within templates.
    public var depth: Int
    /// Asked now and then; true ends the execution with an error.
    public var isExpired: @Sendable () -> Bool

    public init(
        steps: Int = 200_000_000,
        outputBytes: Int = 1 << 30,
        stringBytes: Int = 32 << 20,
        memoryBytes: Int = 96 << 20,
        tokens: Int = 1_000_000,
        depth: Int = 100_000,
        isExpired: @escaping @Sendable () -> Bool = { false }
    ) {
        self.steps = steps
        self.outputBytes = outputBytes
        self.stringBytes = stringBytes
        self.memoryBytes = memoryBytes
        self.tokens = tokens
        self.depth = depth
        self.isExpired = isExpired
    }

    public static let standard = TemplateLimits()
}
