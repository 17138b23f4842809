public import Formats
public import Providers
public import Value
import Versions

/// Whether a version of an operator fits what is around it, by what is known of it.
public struct VersionJudgement: Sendable, Equatable {
    public enum Standing: String, Sendable, CaseIterable {
        case fits
        /// Something around it is too old or too new for it.
        case unfit
        /// Nobody looks after it any more.
        case unsupported
        /// The data says nothing of it; nothing speaks against it for that.
        case unknown
    }

    /// Stable names of what may be said of a version.
    public enum Rule: String, Sendable, CaseIterable {
        case kubernetes, need, driver
        case endOfSupport = "end-of-support"
        /// It came after the data.
        case newerThanData = "newer-than-data"
        case notInData = "not-in-data"
    }

    public struct Finding: Sendable, Equatable {
        public var rule: Rule
        /// A sentence without a full stop.
        public var message: String
    }

    public var standing: Standing
    /// Nil where it is not known.
    public var version: String?
    /// The day of the data.
    public var asOf: CalendarDay
    public var findings: [Finding]

    /// What somebody has to see to, rather than know.
    public var warnings: [Finding] {
        findings.filter { [.kubernetes, .need, .driver, .endOfSupport].contains($0.rule) }
    }

    /// - Parameters:
    ///   - name: of the operator, for messages.
    ///   - version: nil where it is not known.
    ///   - today: for the end of support.
    public init(
        of name: String, _ version: String?, by data: VersionData, in cluster: ClusterVersions, today: CalendarDay
    ) {
        self.version = version
        asOf = data.asOf
        findings = []
        guard let version, VersionData.parsed(version) != nil else {
            standing = .unknown
            return
        }
        let title = "\(name) \(version)"
        guard let release = data.release(of: version) else {
            standing = .unknown
            findings = [
                data.isOlder(than: version)
                    ? Finding(
                        rule: .newerThanData,
                        message: "\(title) is newer than what is known of \(name), which is of \(data.asOf)")
                    : Finding(
                        rule: .notInData,
                        message: "\(title) is none of the versions that are known, which is of \(data.asOf)")
            ]
            return
        }
        findings = Self.misfits(title, release, cluster)
        standing = findings.isEmpty ? .fits : .unfit
        if let end = release.endOfSupport, end < today {
            findings.append(Finding(rule: .endOfSupport, message: "support of \(title) ended on \(end)"))
            if standing == .fits { standing = .unsupported }
        }
    }

    private static func misfits(
        _ title: String, _ release: VersionData.Release, _ cluster: ClusterVersions
    ) -> [Finding] {
        var findings: [Finding] = []
        if let range = release.kubernetes, let version = cluster.kubernetes, isOutside(version, range) {
            findings.append(
                Finding(
                    rule: .kubernetes,
                    message: "\(title) is made for Kubernetes \(range.source), and this is \(version)"))
        }
        for need in release.needs {
            guard let version = cluster.operators[need.name], let range = need.versions, isOutside(version, range)
            else { continue }
            findings.append(
                Finding(rule: .need, message: "\(title) works with \(need.name) \(range), and \(version) is there"))
        }
        if let least = release.driver {
            let old = cluster.drivers.filter { $0.value.major < least }.sorted { $0.key < $1.key }
            if let first = old.first {
                let cuda = release.cuda.map { " (CUDA \($0))" } ?? ""
                findings.append(
                    Finding(
                        rule: .driver,
                        message:
                            "images of \(title)\(cuda) need NVIDIA driver \(least) or newer, and node \(first.key) "
                            + "has \(first.value)\(old.count > 1 ? ", like \(old.count - 1) more" : "")"))
            }
        }
        return findings
    }

    private static func isOutside(_ version: String, _ range: String) -> Bool {
        // A test prevents ranges that are none.
        do { return isOutside(version, try VersionConstraint(range)) } catch { return false }
    }

    /// Distributions append their own tags; they do not make it a prerelease, unless the range itself tells prereleases
    /// apart. What cannot be compared is not outside.
    private static func isOutside(_ version: String, _ range: VersionConstraint) -> Bool {
        guard let version = VersionData.parsed(version), !range.allows(version) else { return false }
        let tellsPrereleasesApart = range.source.replacing(" - ", with: " ").contains("-")
        return tellsPrereleasesApart || !range.allows(version.release)
    }

    public var value: Value {
        [
            "standing": .string(standing.rawValue), "version": version.map(Value.string) ?? .null,
            "asOf": .string("\(asOf)"),
            "findings": .array(
                findings.map { ["rule": .string($0.rule.rawValue), "message": .string($0.message)] }),
        ]
    }
}
