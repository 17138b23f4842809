/// A range of versions as Helm reads them in `version` and `kubeVersion` (Masterminds/semver v3).
///
/// "||" separates alternatives; within one, commas or spaces join comparisons that must all hold. An alternative
/// in which no comparison names a prerelease never matches a prerelease.
public struct VersionConstraint: Sendable {
    /// The text as it was read.
    public let source: String
    /// Lets prereleases match everywhere (Helm's `--devel`).
    public var includesPrereleases = false
    let alternatives: [Alternative]

    struct Alternative: Sendable, Hashable {
        var comparisons: [VersionComparison]
        var namesPrerelease: Bool { comparisons.contains { $0.version.isPrerelease } }
    }

    public func allows(_ version: SemanticVersion) -> Bool { reasons(against: version).isEmpty }

    /// Why the version does not match, one reason for each comparison that fails; empty when it matches.
    public func reasons(against version: SemanticVersion) -> [String] {
        var reasons: [String] = []
        for alternative in alternatives {
            if version.isPrerelease, !includesPrereleases, !alternative.namesPrerelease {
                let reason =
                    "\"\(version)\" is a prerelease version and the constraint is only looking for release versions"
                if !reasons.contains(reason) { reasons.append(reason) }
                continue
            }
            let failures = alternative.comparisons.compactMap { $0.failure(of: version) }
            if failures.isEmpty { return [] }
            reasons += failures
        }
        return reasons
    }
}

extension VersionConstraint: CustomStringConvertible, Hashable {
    /// Hyphen ranges are written as the two comparisons they mean.
    public var description: String {
        alternatives.map { $0.comparisons.map(\.description).joined(separator: " ") }.joined(separator: " || ")
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.alternatives == right.alternatives && left.includesPrereleases == right.includesPrereleases
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(alternatives)
        hasher.combine(includesPrereleases)
    }
}
