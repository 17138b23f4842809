import Charts
import Kubernetes
import Value

/// All that a run is going to do, made before anything is changed.
struct ReleasePlan: Sendable {
    var verb: ReleaseVerb
    var request: ReleaseRequest
    var chart: ResolvedChart
    var history: ReleaseHistory
    var record: StoredRelease
    /// From `crds/`, as far as they are to be applied.
    var crds: [CRDDocument]
    /// In Helm's order of kinds.
    var objects: [ReleaseObject]
    /// Of former revisions and no longer in the chart, in Helm's order of removal.
    var obsolete: [ReleaseObject]
    /// What the hooks around this run make.
    var hookObjects: [ReleaseObject] = []
    /// A former revision was applied client-side: its fields must change hands first.
    var takesOverClientSide: Bool
    var createsNamespace = false
    var warnings: [String] = []

    /// Of a rollback.
    var targetRevision: Int? {
        guard case .rollback(let revision) = verb else { return nil }
        return revision
    }

    /// Neighbours of one kind, which do not wait for each other.
    var waves: [[ReleaseObject]] {
        var waves: [[ReleaseObject]] = []
        for object in objects {
            if let kind = waves.last?.first?.type.kind, kind == object.type.kind {
                waves[waves.count - 1].append(object)
            } else {
                waves.append([object])
            }
        }
        return waves
    }
}

/// Where the sizes and times of native installs are written down.
enum NativeLimits {
    /// Requests about different objects that are under way at once.
    static let concurrency = 8
    /// How long an admission webhook that cannot be asked is given, such as one whose pod is just starting.
    static let webhookPatience: Duration = .seconds(60)
    /// The longest pause between two attempts.
    static let longestPause: Duration = .seconds(2)
    /// For marking a record failed after a run was cancelled.
    static let recordPatience: Duration = .seconds(20)
}
