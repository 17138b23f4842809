import Versions

/// Which of several versions Helm would take.
enum VersionChoice {
    /// - Parameters:
    ///   - wanted: an exact version or a range; nil or empty for the newest release.
    ///   - candidates: newest first; the texts are compared with `wanted` before it is read as a range.
    ///   - includesPrereleases: when nothing is asked for, Helm's `--devel`.
    /// - Returns: the candidate's index, or nil when none fits.
    static func choose(
        _ wanted: String?, from candidates: [(version: SemanticVersion, text: String)], includesPrereleases: Bool
    ) throws(RepositoryError) -> Int? {
        let wanted = wanted.flatMap { $0.isEmpty ? nil : $0 }
        if let wanted, let exact = candidates.firstIndex(where: { $0.text == wanted }) { return exact }
        let constraint: VersionConstraint
        do {
            constraint = try VersionConstraint(wanted ?? (includesPrereleases ? ">0.0.0-0" : "*"))
        } catch {
            throw RepositoryError(
                .invalidVersion,
                "\"\(RepositoryError.plain(wanted ?? ""))\" is neither a version nor a range: \(error)",
                hint: "write 1.2.3, or a range such as ~1.2 or \">=1 <3\"", underlying: error)
        }
        return candidates.firstIndex { constraint.allows($0.version) }
    }

    /// Whether the text asks for one version and not for a range; what is neither, others refuse.
    static func isExact(_ wanted: String) -> Bool { (try? SemanticVersion(strict: wanted)) != nil }

    /// "1.2.0, 1.1.0 and 14 more" for messages.
    static func summary(_ texts: [String], limit: Int = 5) -> String {
        let shown = texts.prefix(limit).map { RepositoryError.plain($0, limit: 80) }.joined(separator: ", ")
        return texts.count > limit ? "\(shown) and \(texts.count - limit) more" : shown
    }
}
