extension SemanticVersion {
    /// A whole version, three numbers and perhaps more, with or without a `v` before them; nil for anything else, such as
    /// a range.
    public static func whole(_ text: String) -> SemanticVersion? {
        do { return try SemanticVersion(strict: text.hasPrefix("v") ? String(text.dropFirst()) : text) } catch {
            return nil
        }
    }
}
