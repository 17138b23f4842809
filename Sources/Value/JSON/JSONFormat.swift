/// How JSON text is written.
public struct JSONFormat: Sendable, Equatable {
    /// One member or element a line, indented by two spaces.
    public var pretty: Bool
    /// Indents by tabs instead.
    public var usesTabs = false
    /// Keys in the order of their UTF-8 bytes; otherwise in the order of the object.
    public var sortedKeys: Bool
    /// Floats as `encoding/json` writes them, where a whole float has no fraction: `1`, not `1.0`.
    public var goFloats: Bool
    /// `<`, `>`, `&` and the separators U+2028 and U+2029 as escapes.
    public var escapesHTML: Bool

    public init(pretty: Bool = false, sortedKeys: Bool = false, goFloats: Bool = false, escapesHTML: Bool = false) {
        self.pretty = pretty
        self.sortedKeys = sortedKeys
        self.goFloats = goFloats
        self.escapesHTML = escapesHTML
    }

    /// Byte for byte what Go's `json.Marshal` makes of the same value; with `pretty`, `json.MarshalIndent` by two spaces.
    public static func go(pretty: Bool = false) -> JSONFormat {
        JSONFormat(pretty: pretty, sortedKeys: true, goFloats: true, escapesHTML: true)
    }
}
