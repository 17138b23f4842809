public import Events
public import Value

/// Installs, reads and removes releases; what one driver made, the other can take over.
public protocol ReleaseDriver: Sendable {
    /// `native` or `helm`.
    var name: String { get }

    /// What `ensure` would apply: the release's manifest, hooks left out. Changes nothing.
    func preview(_ request: ReleaseRequest) async throws -> ReleasePreview

    /// Refuses what is known beforehand to fail: names, the chart, rights, ownership, the record's size. Changes nothing.
    ///
    /// Objects of types that are not served yet are left to `ensure`: another release may bring the types.
    func check(_ request: ReleaseRequest) async throws

    /// Installs the release, upgrades it, or leaves it as it is when chart, values and manifest are the same as those
    /// of the last deployed revision and all its objects are there.
    ///
    /// Cancelling ends the work and every child process before it throws.
    func ensure(_ request: ReleaseRequest, phase: Event.Phase, events: any EventSink) async throws -> ReleaseOutcome

    /// The last revision, or nil when there is no such release.
    func record(_ name: String, namespace: String) async throws -> ReleaseRecord?

    /// The last revision of every release, in one namespace or in all.
    ///
    /// A record that cannot be read is in the listing's other list; it hides no other release.
    /// - Parameter name: nil means releases of every name.
    func list(name: String?, namespace: String?) async throws -> ReleaseListing

    /// Removes the release's objects and records; nil when there was none.
    func uninstall(
        _ name: String, namespace: String, timeout: Duration, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseRecord?
}

extension ReleaseDriver {
    /// The last revision of every release.
    public func list(namespace: String?) async throws -> ReleaseListing {
        try await list(name: nil, namespace: namespace)
    }
}

public struct ReleasePreview: Sendable {
    public var manifest: String
    public var notes: String?
    public var chartName: String
    public var chartVersion: String
}

public struct ReleaseOutcome: Sendable {
    public enum Change: String, Sendable, CaseIterable {
        case created, changed, unchanged
        /// Nothing was changed, and not every object could be compared with what it should be.
        case unknown
    }

    public var change: Change
    public var record: ReleaseRecord
    /// Of the objects that the release holds now.
    public var objectCount: Int
    /// The server's remarks, and what could not be done as asked or compared.
    public var warnings: [String]
    /// Empty unless the change is `unknown`.
    public var uncompared: [UncomparedObject]

    /// Whether the cluster is other than before.
    public var hasChanged: Bool { change == .created || change == .changed }

    init(
        change: Change, record: ReleaseRecord, objectCount: Int, warnings: [String],
        uncompared: [UncomparedObject] = []
    ) {
        self.change = change
        self.record = record
        self.objectCount = objectCount
        self.warnings = warnings + uncompared.map(\.description)
        self.uncompared = uncompared
    }
}

/// An object of which nobody knows whether it is as the release left it.
public struct UncomparedObject: Sendable, Hashable, CustomStringConvertible {
    /// Such as `Deployment.apps default/web`.
    public var object: String
    /// In the server's words.
    public var reason: String

    public var description: String { "\(object) could not be compared: \(reason)" }
}

/// Releases, and what lies among their records and cannot be read.
public struct ReleaseListing: Sendable, Equatable {
    /// Sorted by namespace and name.
    public var releases: [ReleaseRecord]
    public var unreadable: [UnreadableRecord]

    public init(releases: [ReleaseRecord] = [], unreadable: [UnreadableRecord] = []) {
        self.releases = releases
        self.unreadable = unreadable
    }
}

/// A Secret with the labels of a release record that is none, or a broken one. Anyone who may create Secrets in a
/// namespace can make one.
public struct UnreadableRecord: Sendable, Equatable, CustomStringConvertible {
    public var namespace: String
    public var secret: String
    /// The release that its label names; nil where it names none.
    public var release: String?
    /// Follows the Secret's name.
    public var problem: String

    public init(namespace: String, secret: String, release: String?, problem: String) {
        self.namespace = namespace
        self.secret = secret
        self.release = release
        self.problem = problem
    }

    public var description: String { "the release record in Secret \(namespace)/\(secret) \(problem)" }
}

/// What Helm's release record says, without the chart's files.
public struct ReleaseRecord: Sendable, Equatable {
    public var name: String
    public var namespace: String
    public var revision: Int
    /// Helm's words: deployed, failed, pending-install, superseded, uninstalling…
    public var status: String
    public var chartName: String
    public var chartVersion: String
    public var appVersion: String
    /// RFC 3339; empty when the record has none.
    public var updated: String
    public var description: String
    public var values: Object
    public var manifest: String
    public var notes: String
    /// Those of the record that are not Helm's own.
    public var labels: ReleaseLabels
}

extension ReleaseRecord {
    /// Name and version of the chart.
    public var chartTitle: String {
        let parts = [chartName, chartVersion].filter { !$0.isEmpty }
        return parts.isEmpty ? "(unknown)" : parts.joined(separator: " ")
    }
}
