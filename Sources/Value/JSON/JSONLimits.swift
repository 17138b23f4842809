/// How much JSON text may hold before reading stops with an error.
public struct JSONLimits: Sendable {
    /// Bytes of text.
    public var maximumSize: Int
    /// Arrays and objects within each other.
    public var maximumDepth: Int
    /// Values in all, containers included.
    public var maximumCount: Int

    public init(maximumSize: Int = 512 << 20, maximumDepth: Int = 512, maximumCount: Int = 50_000_000) {
        self.maximumSize = maximumSize
        self.maximumDepth = maximumDepth
        self.maximumCount = maximumCount
    }

    public static let standard = JSONLimits()
}

/// What to make of JSON text whose meaning RFC 8259 leaves open.
public struct JSONRules: Sendable {
    /// A second member of the same key is an error; otherwise the last one wins.
    public var rejectsDuplicateKeys: Bool
    /// Invalid UTF-8 becomes U+FFFD as in Go's `encoding/json`; otherwise it is an error.
    public var repairsText: Bool

    public init(rejectsDuplicateKeys: Bool = false, repairsText: Bool = false) {
        self.rejectsDuplicateKeys = rejectsDuplicateKeys
        self.repairsText = repairsText
    }

    public static let standard = JSONRules()
}
