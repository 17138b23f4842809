import Charts
import Value

/// One revision of a release as Helm stores it (`pkg/release/v1.Release`).
///
/// Fields that are not ours to know stay as they came, so a record that Helm made loses nothing when it is rewritten.
struct StoredRelease: Sendable, Equatable {
    /// The record's JSON.
    var body: Object
    /// The labels of the object that holds it, those that are not Helm's own.
    var labels: ReleaseLabels = [:]
    /// Seconds since 1970; the label that Helm drops on its first update, and that we keep.
    var created: String?
    /// Of the object that holds it; empty for one that is not stored yet.
    var resourceVersion = ""
    /// Whose work it is; stored while it is under work, and nil for what Helm is at work on.
    var mark: RunMark?
    /// What holds it, or is to.
    var kind = RecordKind.secret

    var name: String { body["name"]?.string ?? "" }
    var namespace: String { body["namespace"]?.string ?? "" }
    var revision: Int { Int(body["version"]?.integer ?? 0) }
    var manifest: String { body["manifest"]?.string ?? "" }
    var values: Object { body["config"]?.object ?? [:] }
    var chartMetadata: Value { body["chart"]?["metadata"] ?? .null }
    var notes: String { info["notes"]?.string ?? "" }
    var firstDeployed: String { info["first_deployed"]?.string ?? "" }
    var lastDeployed: String { info["last_deployed"]?.string ?? "" }
    var description: String { info["description"]?.string ?? "" }
    var hooks: [StoredHook] { (body["hooks"]?.array ?? []).map(StoredHook.init) }
    private var info: Value { body["info"] ?? .null }
    /// Names of the CRDs that the revision brought from `crds/`, subcharts' included; nil in records that Helm made, which
    /// leaves subcharts out. Helm drops the key when it makes the next revision.
    var crds: [String]? { body["crds"]?.array?.compactMap(\.string) }

    /// The versions that those CRDs are served in, by name; none in records of before they were noted.
    var crdVersions: [String: [String]] {
        var versions: [String: [String]] = [:]
        for (name, served) in body["crdVersions"]?.object ?? [:] {
            versions[name] = (served.array ?? []).compactMap(\.string)
        }
        return versions
    }

    /// Whether Helm would apply the next revision server-side; anything but `ssa` means client-side.
    var wasAppliedServerSide: Bool { body["apply_method"]?.string == "ssa" }

    var status: ReleaseStatus { ReleaseStatus(rawValue: info["status"]?.string ?? "") }

    mutating func set(_ status: ReleaseStatus, description: String) {
        setInfo("status", .string(status.rawValue))
        setInfo("description", .string(description))
    }

    mutating func setInfo(_ key: String, _ value: Value) {
        var info = body["info"]?.object ?? [:]
        info[key] = value
        body["info"] = .object(info)
    }

    /// Notes when and how a hook ran last.
    mutating func noteRun(ofHook index: Int, started: String?, completed: String?, phase: String) {
        guard var hooks = body["hooks"]?.array, hooks.indices.contains(index), var hook = hooks[index].object else {
            return
        }
        var run: Object = ["phase": .string(phase)]
        if let started { run["started_at"] = .string(started) }
        if let completed { run["completed_at"] = .string(completed) }
        hook["last_run"] = .object(run)
        // Helm writes down what it goes by.
        if (hook["delete_policies"]?.array ?? []).isEmpty {
            hook["delete_policies"] = [.string(HookDeletePolicy.beforeHookCreation.rawValue)]
        }
        hooks[index] = .object(hook)
        body["hooks"] = .array(hooks)
    }

    /// When its state changed last, as far as it says: Helm notes the time of an uninstall apart.
    var lastChange: String {
        let deleted = info["deleted"]?.string ?? ""
        return status == .uninstalling && !deleted.isEmpty ? deleted : lastDeployed
    }

    /// Whether a removal has come past the hooks before it, so that objects may be gone: each hook is noted when it begins,
    /// and that all of them have ended well before anything goes.
    var hasBegunRemoving: Bool {
        let before = hooks.filter { $0.events.contains(HookEvent.preDelete.rawValue) }
        return before.allSatisfy { $0.lastRun?.phase == "Succeeded" }
    }

    /// What repairs a revision on which nobody works any more.
    var recoverHint: String { "groundcrew release recover \(name) --namespace \(namespace)" }

    /// What everyone may see.
    var summary: ReleaseRecord {
        ReleaseRecord(
            name: name, namespace: namespace, revision: revision, status: status.rawValue,
            chartName: chartMetadata["name"]?.string ?? "", chartVersion: chartMetadata["version"]?.string ?? "",
            appVersion: chartMetadata["appVersion"]?.string ?? "", updated: lastDeployed, description: description,
            values: values, manifest: manifest, notes: notes, hookManifests: hooks.map(\.manifest),
            defaultValues: defaultValues, labels: labels,
            tests: hooks.filter(\.isTest).map { ReleaseTest(name: $0.name, kind: $0.kind, lastRun: $0.lastRun) },
            recordKind: kind, mirrors: mirrors, mirroredImages: mirroredImages.keys.sorted(),
            rollbackRevision: rollbackRevision, applyMethod: body["apply_method"]?.string ?? "",
            chartAnnotations: Self.strings(chartMetadata["annotations"]),
            dependencies: (chartMetadata["dependencies"]?.array ?? []).compactMap { $0["name"]?.string })
    }

    /// The revision that a rollback went back to; nil for what is none, and where an older Helm did not say.
    var rollbackRevision: Int? { info["rollback_revision"]?.integer.map { Int($0) } }

    private static func strings(_ value: Value?) -> [String: String] {
        var strings: [String: String] = [:]
        for (key, value) in value?.object ?? [:] { strings[key] = value.string }
        return strings
    }
}

/// Helm's words for where a revision stands; words of later Helms are kept.
struct ReleaseStatus: RawRepresentable, Sendable, Hashable {
    let rawValue: String

    static let deployed = ReleaseStatus(rawValue: "deployed")
    static let failed = ReleaseStatus(rawValue: "failed")
    static let superseded = ReleaseStatus(rawValue: "superseded")
    static let uninstalled = ReleaseStatus(rawValue: "uninstalled")
    static let uninstalling = ReleaseStatus(rawValue: "uninstalling")
    static let pendingInstall = ReleaseStatus(rawValue: "pending-install")
    static let pendingUpgrade = ReleaseStatus(rawValue: "pending-upgrade")
    static let pendingRollback = ReleaseStatus(rawValue: "pending-rollback")

    /// Somebody is at work on it, or died at it.
    var isPending: Bool { rawValue.hasPrefix("pending-") }
    /// The same, removals included.
    var isUnderWork: Bool { isPending || self == .uninstalling }
}

/// A hook as a record holds it.
struct StoredHook: Sendable, Equatable {
    let name: String
    let kind: String
    let path: String
    let manifest: String
    let events: [String]
    let weight: Int
    /// Helm's default where the chart named none.
    let deletePolicies: [HookDeletePolicy]
    /// After which ends its pods' logs are shown.
    let outputLogPolicies: Set<HookOutputLogPolicy>
    /// Nil when it has never run.
    let lastRun: HookRun?

    init(_ value: Value) {
        name = value["name"]?.string ?? ""
        kind = value["kind"]?.string ?? ""
        path = value["path"]?.string ?? ""
        manifest = value["manifest"]?.string ?? ""
        events = (value["events"]?.array ?? []).compactMap(\.string)
        weight = Int(value["weight"]?.integer ?? 0)
        let policies = (value["delete_policies"]?.array ?? []).compactMap(\.string)
        deletePolicies = policies.isEmpty ? [.beforeHookCreation] : policies.map { HookDeletePolicy(rawValue: $0) }
        outputLogPolicies = Set(
            (value["output_log_policies"]?.array ?? []).compactMap {
                HookOutputLogPolicy(rawValue: $0.string ?? "")
            })
        lastRun = HookRun(value["last_run"])
    }

    var isTest: Bool { events.contains(HookEvent.test.rawValue) }
}

/// Helm's words for when the logs of a hook are shown; others say nothing.
enum HookOutputLogPolicy: String, Sendable, Hashable, CaseIterable {
    case onSucceeded = "hook-succeeded"
    case onFailed = "hook-failed"
}

extension StoredRelease {
    /// The defaults of its chart.
    var defaultValues: Object { body["chart"]?["values"]?.object ?? [:] }

    /// Its hooks as Helm prints them.
    var hookText: String { hooks.map { "---\n# Source: \($0.path)\n\($0.manifest)\n" }.joined() }

    /// Name and version of its chart.
    var chartTitle: String { summary.chartTitle }
}
