public import Kubernetes
public import Value

/// A plan that is carried out later: what was decided, and the state of the cluster that it was decided for.
///
/// It holds the chart and every object as rendered rather than a request, so that what is applied is what was looked at,
/// also where a chart makes up passwords, and no repository has to be reachable by then. So it holds Secrets.
public struct SavedPlan: Sendable {
    /// When it was made, for people: no clock decides anything.
    public var created: String
    /// Who carries it out: `native` or `helm`.
    public var driver: String
    public var cluster: ClusterIdentity
    /// Every revision that there was, the oldest first.
    public var history: [SavedRevisionMark]
    /// Every object that the plan changes, keeps or removes; hooks are made whatever is there.
    public var seen: [SeenObject]
    /// What `release plan -o json` prints of it, for people; values of Secrets are hashed.
    public var changes: Value
    var work: SavedWork

    public var name: String { work.release.name }
    public var namespace: String { work.release.namespace }
    /// `install`, `upgrade`, `rollback` or `uninstall`.
    public var verb: String { work.verb }
}

/// A revision's record as it was, without its content.
public struct SavedRevisionMark: Sendable, Hashable {
    public var revision: Int
    public var status: String
    /// Of the object that holds it: a record that was restored or made anew is another.
    public var uid: String

    init(revision: Int, status: String, uid: String) {
        self.revision = revision
        self.status = status
        self.uid = uid
    }

    init(_ key: ReleaseStorage.Key) {
        self.init(revision: key.revision, status: key.status, uid: key.uid ?? "")
    }
}

/// What a saved plan does.
enum SavedWork: Sendable {
    /// Installs or upgrades.
    case make(SavedRevision)
    /// History, which must not have moved, holds all of it.
    case rollback(RollbackRequest)
    case uninstall(RemovalRequest)

    var release: ReleaseName {
        switch self {
        case .make(let revision): revision.request.id
        case .rollback(let request): request.id
        case .uninstall(let request): request.id
        }
    }

    var verb: String {
        switch self {
        case .make(let revision): revision.verb.name
        case .rollback: "rollback"
        case .uninstall: "uninstall"
        }
    }

    var timeout: Duration {
        switch self {
        case .make(let revision): revision.request.timeout
        case .rollback(let request): request.timeout
        case .uninstall(let request): request.timeout
        }
    }

    var idleTimeout: Duration? {
        switch self {
        case .make(let revision): revision.request.options.idleTimeout
        case .rollback(let request): request.options.idleTimeout
        case .uninstall: nil
        }
    }
}

/// A revision that is to be made, rendered.
struct SavedRevision: Sendable {
    /// `install` or `upgrade`.
    var verb: ReleaseVerb
    /// With the chart in memory, and the values that former revisions lend merged.
    var request: ReleaseRequest
    var record: StoredRelease
    /// Names of the CRDs from `crds/` that are applied; the chart holds them.
    var crds: [String]
    var objects: [Document]
    var warnings: [String]

    struct Document: Sendable, Equatable {
        /// The template.
        var path: String
        var value: Value
    }
}

/// A release that is to be removed.
public struct RemovalRequest: Sendable, Hashable {
    public var name: String
    public var namespace: String
    public var timeout: Duration
    public var options: RemovalOptions

    public init(
        name: String, namespace: String, timeout: Duration = .seconds(300), options: RemovalOptions = RemovalOptions()
    ) {
        self.name = name
        self.namespace = namespace
        self.timeout = timeout
        self.options = options
    }

    var id: ReleaseName { ReleaseName(name: name, namespace: namespace) }
}

/// The sizes at which saved plans are refused.
public enum SavedPlanLimits {
    /// Bytes of a file.
    public static let bytes = 64 << 20
    static let depth = 256
    static let values = 4_000_000
    /// Moved objects that a refusal names.
    static let named = 10
}
