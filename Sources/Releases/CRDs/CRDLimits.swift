/// Where the sizes and depths of work on CRDs are written down.
enum CRDLimits {
    /// Levels of a schema that are compared; what differs further down is unknown.
    static let schemaDepth = 100
    /// Findings that an error names; the rest is counted.
    static let namedFindings = 100
    /// Characters of a schema's value that a message quotes.
    static let quotedCharacters = 60
    /// Objects that a migration writes at once.
    static let migrationConcurrency = 8
    /// Objects that the server refuses, of which an error of a migration names so many.
    static let namedRefusals = 10
    /// How often a write that others came before is tried.
    static let attempts = 5
}
