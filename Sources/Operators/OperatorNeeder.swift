/// Something that needs an operator, so that the operator stays.
public struct OperatorNeeder: Sendable, Equatable {
    /// Words that go before "needs it".
    public var words: String
    /// The command that removes it; nil where none is known.
    public var removal: String?

    public init(_ words: String, removal: String? = nil) {
        self.words = words
        self.removal = removal
    }
}
