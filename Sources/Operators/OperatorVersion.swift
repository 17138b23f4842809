public import Versions

/// What the version of an operator says: one version, or several.
public enum OperatorVersion: Equatable {
    /// As conditions compare it: three numbers, and no `v` before them.
    case exact(String)
    /// Which one it means is known once the chart is found.
    case range(VersionConstraint)

    /// Helm's reading: what is not a whole version is a range, `1.6` for instance.
    ///
    /// - Returns: nil for an empty text, which stands for the newest.
    /// - Throws: `VersionError` for what is neither.
    public init?(_ text: String) throws(VersionError) {
        guard !text.isEmpty else { return nil }
        if let exact = Self.whole(text) {
            self = .exact(exact)
        } else {
            self = .range(try VersionConstraint(text))
        }
    }

    /// Nil for what is not a whole version.
    public static func whole(_ text: String) -> String? { SemanticVersion.whole(text)?.description }

    /// Nil for what is not a whole version, or says more than that: `-rc.1` of a tag is a prerelease, `-ubi9` is none.
    static func release(_ text: String) -> String? {
        guard let version = SemanticVersion.whole(text), !version.isPrerelease, version.build.isEmpty else {
            return nil
        }
        return version.description
    }

    /// The version of a chart, which may lack numbers.
    public static func ofChart(_ text: String) -> String? {
        do { return try SemanticVersion(text).description } catch { return nil }
    }
}
