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

    /// The last revision of every release, in one namespace or in all, sorted by namespace and name.
    func list(namespace: String?) async throws -> [ReleaseRecord]

    /// Removes the release's objects and records; nil when there was none.
    func uninstall(
        _ name: String, namespace: String, timeout: Duration, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseRecord?
}

public struct ReleasePreview: Sendable {
    public var manifest: String
    public var notes: String?
    public var chartName: String
    public var chartVersion: String
}

public struct ReleaseOutcome: Sendable {
    public enum Change: String, Sendable { case created, changed, unchanged }

    public var change: Change
    public var record: ReleaseRecord
    /// Of the objects that the release holds now.
    public var objectCount: Int
    /// The server's remarks, and what could not be done as asked.
    public var warnings: [String]
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
}
