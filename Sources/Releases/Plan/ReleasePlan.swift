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
    /// What was seen of its objects while the plan was made; under the lock they are looked at again.
    var live = LiveObjects()
    var warnings: [String] = []
    /// What becomes of the CRDs of `crds/` and of the templates that are there already.
    var crdJudgements: [CRDJudgement] = []
    /// What a person should know of where the record is kept; said once.
    var recordNote: String?

    /// What is to be known before it is carried out.
    var allWarnings: [String] { warnings + (recordNote.map { [$0] } ?? []) }

    /// Whether a CRD stays as it is, although the plan has it.
    func leaves(_ crd: String) -> Bool { crdJudgements.contains { $0.left != nil && $0.document.name == crd } }

    /// Of a rollback.
    var targetRevision: Int? {
        guard case .rollback(let revision) = verb else { return nil }
        return revision
    }

    /// Namespaces, then CRDs, whatever else waits for; then neighbours of one kind, which do not wait for each other.
    var waves: [[ReleaseObject]] { Self.waves(of: objects) }

    static func waves(of objects: [ReleaseObject]) -> [[ReleaseObject]] {
        var waves = [objects.filter(\.isNamespace), objects.filter(\.isCRD)].filter { !$0.isEmpty }
        for object in objects where !object.isNamespace && !object.isCRD {
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
    /// How often an object is looked at anew when it changes while fields of others are taken: during a rollout its status
    /// does so all the time.
    static let conflictAttempts = 20
    /// How long discovery alone is asked for new CRDs.
    static let discovery: Duration = .seconds(5)
    /// Lines of a container's log that are shown of a hook, the last ones.
    static let hookLogLines = 200
    /// For marking a record failed after a run, or a part of it, was cancelled; a signal leaves `Grace.limit`.
    static let recordPatience: Duration = .seconds(20)
}
