/// A version after semver.org 2.0, read as strictly or as leniently as the caller says.
///
/// Two versions are equal when they have the same precedence: build metadata and the way of writing do not count.
public struct SemanticVersion: Sendable {
    public let major: UInt64
    public let minor: UInt64
    public let patch: UInt64
    /// Without the hyphen; empty for a release.
    public let prerelease: String
    /// Without the plus sign; empty when there is none.
    public let build: String
    /// The text as it was read, "v1.2" for instance.
    public let original: String

    /// The parts are taken as they are; `prerelease` and `build` are not checked.
    public init(major: UInt64, minor: UInt64 = 0, patch: UInt64 = 0, prerelease: String = "", build: String = "") {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
        original = Self.text(major, minor, patch, prerelease, build)
    }

    init(numbers: [UInt64], prerelease: String, build: String, original: String) {
        major = numbers[0]
        minor = numbers[1]
        patch = numbers[2]
        self.prerelease = prerelease
        self.build = build
        self.original = original
    }

    public var isPrerelease: Bool { !prerelease.isEmpty }

    /// The same version without prerelease and build: what a cluster's "v1.30.4-gke.100" is compared by.
    public var release: SemanticVersion { SemanticVersion(major: major, minor: minor, patch: patch) }

    static func text(_ major: UInt64, _ minor: UInt64, _ patch: UInt64, _ pre: String, _ build: String) -> String {
        "\(major).\(minor).\(patch)" + (pre.isEmpty ? "" : "-\(pre)") + (build.isEmpty ? "" : "+\(build)")
    }
}

extension SemanticVersion: CustomStringConvertible {
    /// Always three numbers and no "v".
    public var description: String { Self.text(major, minor, patch, prerelease, build) }
}

// MARK: - Order

extension SemanticVersion: Comparable, Hashable {
    public static func == (left: Self, right: Self) -> Bool { left.compare(to: right) == 0 }
    public static func < (left: Self, right: Self) -> Bool { left.compare(to: right) < 0 }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(major)
        hasher.combine(minor)
        hasher.combine(patch)
        hasher.combine(prerelease)
    }

    /// Below, at or above zero by precedence (semver.org, item 11).
    public func compare(to other: SemanticVersion) -> Int {
        for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
            return left < right ? -1 : 1
        }
        return Self.comparePrereleases(prerelease, other.prerelease)
    }

    static func comparePrereleases(_ left: String, _ right: String) -> Int {
        if left == right { return 0 }
        if left.isEmpty { return 1 }
        if right.isEmpty { return -1 }
        let lefts = left.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let rights = right.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for (left, right) in zip(lefts, rights) {
            let order = compareIdentifiers(Array(left), Array(right))
            if order != 0 { return order }
        }
        return (lefts.count - rights.count).signum()
    }

    /// Numbers go by value and before words; words go by their bytes.
    private static func compareIdentifiers(_ left: [UInt8], _ right: [UInt8]) -> Int {
        switch (left.allSatisfy(isDigit), right.allSatisfy(isDigit)) {
        case (true, false): return -1
        case (false, true): return 1
        case (true, true) where left.count != right.count: return left.count < right.count ? -1 : 1
        default:
            if left == right { return 0 }
            return left.lexicographicallyPrecedes(right) ? -1 : 1
        }
    }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
