/// `1.33` of `v1.33.2-gke.100`.
struct MinorVersion: Comparable, Hashable, Sendable, CustomStringConvertible {
    var major: Int
    var minor: Int

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Nil for what does not begin as a version does.
    init?(_ text: String) {
        let numbers = text.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
            .prefix(2).map { Int($0.prefix { ("0"..."9").contains($0) }) }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major: major, minor: minor)
    }

    var oldestKubelet: MinorVersion {
        let isWide = self >= MinorVersion(major: 1, minor: 28)
        return MinorVersion(major: major, minor: max(0, minor - (isWide ? 3 : 2)))
    }

    var description: String { "\(major).\(minor)" }

    static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
