public import Formats
public import Versions

/// What was known, on one day, of the versions of an operator, or of what a provider's chart runs.
///
/// What it does not know is unknown, and speaks against nothing.
public struct VersionData: Sendable, Equatable {
    /// The day on which it was true.
    public var asOf: CalendarDay
    /// Where it is from.
    public var source: String?
    /// An annotation of its CRDs that tells their version, where no pods do.
    public var annotation: String?
    /// The oldest first.
    public var known: [Release]
    /// The steps in which upstream lets one version become another; nothing is known of what none of them is about.
    public var upgrades: [UpgradeRule]

    /// A version, or all of one minor version.
    public struct Release: Sendable, Equatable {
        /// `1.6.2`, or `1.6` for all of 1.6.
        public var version: String
        /// The newest that is known of a minor version.
        public var latest: String?
        /// Those that it is made for.
        public var kubernetes: VersionConstraint?
        /// Versions of other operators that it works with, by name; they are judged where those are there.
        public var needs: [OperatorDefinition.Need]
        /// What its images bring, by engine.
        public var engines: [Engine]
        /// The major version of the oldest NVIDIA driver that its images run with.
        public var driver: Int64?
        /// Of its images.
        public var cuda: String?
        /// The last day on which it is looked after.
        public var endOfSupport: CalendarDay?
        public var source: String?
    }

    public struct Engine: Sendable, Equatable {
        public var name: String
        public var version: String?
        /// Without a tag, the tag is the version that this is said of.
        public var image: String?
    }

    /// How upstream lets versions in `from` become versions in `to`.
    public struct UpgradeRule: Sendable, Equatable {
        /// Any when nil.
        public var from: VersionConstraint?
        public var to: VersionConstraint?
        public var step: Step?
        /// The version that comes between.
        public var via: String?
        /// What has to be done first, in words that follow "before it, ".
        public var before: String?
        public var source: String?

        public enum Step: String, Sendable, CaseIterable {
            /// From one minor version to the next, or to the one before, and none left out.
            case minor
        }

        public func isAbout(_ from: SemanticVersion, _ to: SemanticVersion) -> Bool {
            (self.from?.allows(from.release) ?? true) && (self.to?.allows(to.release) ?? true)
        }
    }

    /// What is known of the version: of itself, or of its minor version.
    public func release(of version: String) -> Release? {
        guard let version = Self.parsed(version) else { return nil }
        return known.first { !$0.isLine && $0.number == version }
            ?? known.first { $0.isLine && $0.number?.isSameMinor(as: version) == true }
    }

    /// Of all that is known; nil where no version can be read.
    public var newest: SemanticVersion? { known.compactMap(\.newest).max() }

    /// Whether the version came after all that is known.
    public func isOlder(than version: String) -> Bool {
        guard let version = Self.parsed(version), let newest else { return false }
        return release(of: version.description) == nil && version > newest
    }

    /// Nil for what is no version, however written.
    public static func parsed(_ text: String) -> SemanticVersion? {
        do { return try SemanticVersion(text) } catch { return nil }
    }
}

extension VersionData.Release {
    /// Whether it stands for all of a minor version.
    public var isLine: Bool { version.split(separator: ".").count < 3 }

    var number: SemanticVersion? { VersionData.parsed(version) }

    public var newest: SemanticVersion? { VersionData.parsed(latest ?? version) }
}

extension SemanticVersion {
    public func isSameMinor(as other: SemanticVersion) -> Bool { major == other.major && minor == other.minor }
}
