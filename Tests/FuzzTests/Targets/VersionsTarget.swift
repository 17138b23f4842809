import Versions

/// A constraint, and on the lines after it versions.
enum VersionsTarget {
    @Sendable static func run(_ bytes: [UInt8]) throws {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let versions = lines.dropFirst().compactMap { try? SemanticVersion(String($0)) }
        for version in versions {
            let again = try SemanticVersion(strict: version.description)
            try Finding.require(again == version && again.build == version.build, "\(version) reads back as \(again)")
            for other in versions {
                try Finding.require(
                    version.compare(to: other) == -other.compare(to: version), "\(version) and \(other) have no order")
            }
        }
        let constraint: VersionConstraint
        do { constraint = try VersionConstraint(String(lines[0])) } catch {
            _ = "\(error)"
            return
        }
        let again: VersionConstraint
        do { again = try VersionConstraint(constraint.description) } catch {
            throw Finding("\"\(constraint.description)\", which describes the constraint, is refused: \(error)")
        }
        for version in versions {
            try Finding.require(
                constraint.allows(version) == again.allows(version),
                "\(version) is judged differently by \"\(lines[0])\" and \"\(constraint.description)\"")
        }
    }
}
