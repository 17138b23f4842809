import Value
import Versions

/// What operators work with and others install: the version of it that is there, against those that are known to go together.
enum StackVersions {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let wanted = facts.subject.operators
        let decided = try RecordedFor.operators(try facts.known(.operators), wanted: wanted)
        let deployments = ClusterObject.all(try facts.known(.deploymentObjects))
        var entries: [Value] = []
        for need in needs(of: decided) where !wanted.contains(where: { $0.name == need.name }) {
            var seen: Set<String> = []
            for deployment in deployments where need.isMet(by: deployment) {
                let version = PartVersion.of(deployment)
                // A part may have several Deployments of one version.
                guard seen.insert(version?.description ?? "").inserted else { continue }
                entries.append(need.entry(deployment, version))
            }
        }
        return .array(entries)
    }

    private static func needs(of decided: Value) -> [StackNeed] {
        (decided.array ?? []).flatMap { ($0["needs"]?.array ?? []).compactMap(StackNeed.init) }
    }
}

/// A part that a version of an operator works with.
private struct StackNeed {
    /// Name and version of the operator.
    var by: String
    var name: String
    /// As `VersionConstraint` reads them.
    var versions: String
    /// What its controllers are called here.
    var title: String

    /// Nil for a part whose Deployments nobody would know.
    init?(_ value: Value) {
        guard let name = value["name"]?.string, let versions = value["versions"]?.string,
            let title = Self.titles[name]
        else { return nil }
        by = value["by"]?.string ?? ""
        self.name = name
        self.versions = versions
        self.title = title
    }

    /// By the names that data of versions gives them.
    private static let titles = [
        "grove": "Grove", "kai-scheduler": "KAI Scheduler", "lws": "LeaderWorkerSet", "keda": "KEDA",
    ]

    func isMet(by deployment: ClusterObject) -> Bool { ControllerPart.of(deployment: deployment.name)?.title == title }

    func entry(_ deployment: ClusterObject, _ version: SemanticVersion?) -> Value {
        let state = state(version)
        let there = version.map { "\($0)" } ?? "a version that is not known"
        return [
            "name": .string(name), "operator": .string(by), "versions": .string(versions),
            "place": .string(deployment.place), "version": .string(version.map { "\($0)" } ?? ""),
            "state": .string(state),
            "words": .string("\(by) works with \(name) \(versions), and \(there) is there (\(deployment.place))"),
        ]
    }

    /// A range that names prereleases means them; else those that distributions append do not count.
    private func state(_ version: SemanticVersion?) -> String {
        guard let version else { return "unknown" }
        do {
            let range = try VersionConstraint(versions)
            let namesPrereleases = versions.contains("-")
            let isInside = range.allows(version) || (!namesPrereleases && range.allows(version.release))
            return isInside ? "fits" : "outside"
        } catch {
            return "unknown"
        }
    }
}
