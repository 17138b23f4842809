/// Versions as Kubernetes ranks them: stable before beta before alpha, higher before lower, others last by name.
public enum APIVersionOrder {
    /// The one that clients should rather use comes first.
    public static func sorted(_ versions: [String]) -> [String] {
        versions.sorted { left, right in
            guard let first = rank(left) else { return rank(right) == nil && left < right }
            guard let second = rank(right) else { return true }
            return first.lexicographicallyPrecedes(second) { $0 > $1 }
        }
    }

    private static func rank(_ version: String) -> [Int]? {
        guard version.hasPrefix("v") else { return nil }
        let rest = version.dropFirst()
        let major = rest.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(major) else { return nil }
        let suffix = rest.dropFirst(major.count)
        if suffix.isEmpty { return [3, number, 0] }
        for (name, level) in [("beta", 2), ("alpha", 1)] where suffix.hasPrefix(name) {
            let digits = suffix.dropFirst(name.count)
            if let minor = Int(digits) { return [level, number, minor] }
        }
        return nil
    }
}
