/// The details of one result, which are cut where they are too many.
enum DetailLines {
    /// With a last line that says how many more there are.
    static func cut(_ lines: [String]) -> [String] {
        let limit = PreflightLimits.detailLines
        guard lines.count > limit else { return lines }
        return lines.prefix(limit - 1) + ["and \(lines.count - limit + 1) more"]
    }
}
