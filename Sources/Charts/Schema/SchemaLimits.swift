import Value

/// Where reading and applying a `values.schema.json` stops (CVE-2025-32387, CVE-2025-55199).
enum SchemaLimits {
    static let bytes = 5 << 20
    /// Objects and arrays within each other, in the schema's text.
    static let depth = 256
    /// Schemas applied within schemas, references included.
    static let applications = 512
    /// Schemas applied in all; an exponential schema ends here.
    static let steps = 500_000

    static var json: JSONLimits {
        var limits = JSONLimits.standard
        limits.maximumDepth = depth
        limits.maximumSize = bytes
        return limits
    }
}
