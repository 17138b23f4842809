/// One comparison of a constraint, ">= 1.2.x" for instance.
struct VersionComparison: Sendable, Hashable, CustomStringConvertible {
    enum Operator: String, CaseIterable, Sendable {
        case equal = "="
        case notEqual = "!="
        case greater = ">"
        case less = "<"
        case greaterOrEqual = ">="
        case lessOrEqual = "<="
        case tilde = "~"
        case caret = "^"
    }

    /// Which number of the version is missing or a wildcard, and with it all that follow.
    enum Wildcard: Sendable { case none, major, minor, patch }

    var sign: Operator
    /// The operator as it was written; empty, "=>" and "~>" are kept.
    var writtenSign: String
    var version: SemanticVersion
    var wildcard: Wildcard
    /// The version as it was written.
    var written: String

    var description: String { writtenSign + written }

    static func == (left: Self, right: Self) -> Bool {
        left.sign == right.sign && left.version == right.version && left.wildcard == right.wildcard
            && left.written == right.written
    }

    /// Why `tested` does not satisfy the comparison, or nil when it does. Prereleases count as asked for.
    func failure(of tested: SemanticVersion) -> String? {
        switch sign {
        case .equal where wildcard == .none:
            tested == version ? nil : "\"\(tested)\" is not equal to \"\(written)\""
        case .equal, .tilde: tildeFailure(of: tested)
        case .notEqual: isUnequal(tested) ? nil : "\"\(tested)\" is equal to \"\(written)\""
        case .greater: isGreater(tested) ? nil : "\"\(tested)\" is less than or equal to \"\(written)\""
        case .less: tested < version ? nil : "\"\(tested)\" is greater than or equal to \"\(written)\""
        case .greaterOrEqual: tested >= version ? nil : "\"\(tested)\" is less than \"\(written)\""
        case .lessOrEqual: isLessOrEqual(tested) ? nil : "\"\(tested)\" is greater than \"\(written)\""
        case .caret: caretFailure(of: tested)
        }
    }

    private func isUnequal(_ tested: SemanticVersion) -> Bool {
        if wildcard == .none { return tested != version }
        if tested.major != version.major { return true }
        if wildcard == .minor { return false }
        if tested.minor != version.minor { return true }
        switch wildcard {
        case .patch:
            // "!=1.2" with a prerelease on either side compares the prereleases alone.
            return SemanticVersion.comparePrereleases(tested.prerelease, version.prerelease) != 0
        // "!=*" is read as "!=0.0.0".
        default: return tested != version
        }
    }

    /// Beyond a wildcard lies the next range: 11.1 is not above ">11", 12 is.
    private func isGreater(_ tested: SemanticVersion) -> Bool {
        if wildcard == .none || tested.major != version.major { return tested > version }
        switch wildcard {
        case .minor: return false
        case .patch: return tested.minor > version.minor
        default: return tested > version
        }
    }

    /// A wildcard includes its whole range: 1.2.9 is within "<=1.2".
    private func isLessOrEqual(_ tested: SemanticVersion) -> Bool {
        if wildcard == .none { return tested <= version }
        if tested.major != version.major { return tested.major < version.major }
        return wildcard == .minor || tested.minor <= version.minor
    }

    private func tildeFailure(of tested: SemanticVersion) -> String? {
        if tested < version { return "\"\(tested)\" is less than \"\(written)\"" }
        // "~0.0.0" means anything, as "~*" does.
        if version.release == SemanticVersion(major: 0), wildcard == .none || wildcard == .major { return nil }
        if tested.major != version.major {
            return "\"\(tested)\" does not have same major version as \"\(written)\""
        }
        if tested.minor != version.minor, wildcard != .minor {
            return "\"\(tested)\" does not have same major and minor version as \"\(written)\""
        }
        return nil
    }

    /// Everything up to the next change of the leftmost number that is not zero.
    private func caretFailure(of tested: SemanticVersion) -> String? {
        if tested < version { return "\"\(tested)\" is less than \"\(written)\"" }
        if tested.major != version.major {
            return "\"\(tested)\" does not have same major version as \"\(written)\""
        }
        if version.major > 0 || wildcard == .minor { return nil }
        if tested.minor != version.minor {
            return "\"\(tested)\" does not have same minor version as \"\(written)\"; minor versions must match when "
                + "the constraint's major version is 0"
        }
        if version.minor > 0 || wildcard == .patch || tested.patch == version.patch { return nil }
        return "\"\(tested)\" does not equal \"\(written)\"; they must be equal when major and minor versions are 0"
    }
}
