/// How much YAML text may hold before reading stops with an error.
public struct YAMLLimits: Sendable {
    /// Bytes of text.
    public var maximumSize: Int
    /// Sequences and mappings within each other.
    public var maximumDepth: Int
    /// Nodes in all, every use of an alias counted as what it stands for.
    public var maximumCount: Int
    /// Documents in one text.
    public var maximumDocuments: Int
    /// `%TAG` directives in one text.
    public var maximumDirectives: Int

    public init(
        maximumSize: Int = 64 << 20, maximumDepth: Int = 256, maximumCount: Int = 10_000_000,
        maximumDocuments: Int = 100_000, maximumDirectives: Int = 1_000
    ) {
        self.maximumSize = maximumSize
        self.maximumDepth = maximumDepth
        self.maximumCount = maximumCount
        self.maximumDocuments = maximumDocuments
        self.maximumDirectives = maximumDirectives
    }

    public static let standard = YAMLLimits()
}
