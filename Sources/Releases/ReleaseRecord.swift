public import Repositories
public import Value

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
    /// Of its hooks, in the record's order.
    public var hookManifests: [String]
    /// The chart's defaults, over which the values lie.
    public var defaultValues: Object
    /// Those of the record that are not Helm's own.
    public var labels: ReleaseLabels
    /// In the record's order.
    public var tests: [ReleaseTest] = []
    /// What it is kept in.
    public var recordKind = RecordKind.secret
    /// Where its images were taken from; nil in records of Helm's, and where nothing was said about it.
    public var mirrors: RegistryMirrors?
    /// Images that were put elsewhere, as they were called before.
    public var mirroredImages: [String] = []
    /// The revision that it went back to; nil where it is no rollback, or Helm did not say.
    public var rollbackRevision: Int?
    /// `ssa`, `csa`, or empty where the record does not say, which is client-side.
    public var applyMethod = ""
    public var chartAnnotations: [String: String] = [:]
    /// Names of the chart's dependencies, in its order.
    public var dependencies: [String] = []
}

extension ReleaseRecord {
    /// Mirrors that its images come from, and would not any more by `others`: each once, in the record's order.
    public func mirrorsLost(to others: RegistryMirrors) -> [RegistryMirrors.Entry] {
        mirrors?.lost(to: others, of: mirroredImages) ?? []
    }

    /// Name and version of the chart.
    public var chartTitle: String {
        let parts = [chartName, chartVersion].filter { !$0.isEmpty }
        return parts.isEmpty ? "(unknown)" : parts.joined(separator: " ")
    }
}
