public import Providers
import Versions

/// The steps in which upstream lets one version of an operator become another.
public struct UpgradePath: Sendable, Equatable {
    /// Versions in the order in which they are installed; the last is the one that is wanted.
    public var steps: [String]
    /// What has to be done before the first step, in words that follow "before it, ".
    public var before: [String]

    /// Whether no version comes between.
    public var isDirect: Bool { steps.count == 1 }

    /// - Returns: nil where nothing is known of the way: another major version, no version at all, or no rule about it.
    public init?(from: String, to: String, by data: VersionData) {
        guard let from = VersionData.parsed(from), let to = VersionData.parsed(to), from != to,
            let steps = Self.steps(from, to, data, data.upgrades), let first = steps.first
        else { return nil }
        self.steps = steps.map(\.description)
        before = data.upgrades.filter { $0.isAbout(from, first) }.compactMap(\.before)
    }

    /// - Parameter rules: those that are not used up yet, so that there is an end to it.
    private static func steps(
        _ from: SemanticVersion, _ to: SemanticVersion, _ data: VersionData, _ rules: [VersionData.UpgradeRule]
    ) -> [SemanticVersion]? {
        let applying = rules.filter { $0.isAbout(from, to) }
        for (index, rule) in rules.enumerated() where rule.isAbout(from, to) {
            guard let via = rule.via.flatMap(VersionData.parsed), via != from, via != to else { continue }
            var others = rules
            others.remove(at: index)
            return (steps(from, via, data, others) ?? [via]) + (steps(via, to, data, others) ?? [to])
        }
        if applying.contains(where: { $0.step == .minor }) { return minors(from, to, data) }
        return applying.isEmpty ? nil : [to]
    }

    /// One after another, up or down; of each between, the newest that is known.
    private static func minors(
        _ from: SemanticVersion, _ to: SemanticVersion, _ data: VersionData
    ) -> [SemanticVersion]? {
        guard from.major == to.major else { return nil }
        let isUp = from.minor <= to.minor
        let count = isUp ? to.minor - from.minor : from.minor - to.minor
        guard count > 1 else { return [to] }
        guard count <= longest else { return nil }
        var steps: [SemanticVersion] = []
        for index in 1..<count {
            let minor = SemanticVersion(major: from.major, minor: isUp ? from.minor + index : from.minor - index)
            steps.append(data.known.compactMap(\.newest).filter { $0.isSameMinor(as: minor) }.max() ?? minor)
        }
        return steps + [to]
    }

    /// In minor versions: more than any project has.
    private static let longest: UInt64 = 100
}
