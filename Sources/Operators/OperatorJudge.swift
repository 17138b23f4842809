import Charts
import Providers
import Releases
import Versions

/// Decides what becomes of an operator: a function of what is wanted, what is there, and the user's word.
///
/// What groundcrew did not make is used as it is, and never changed unasked; what it made for all providers is not moved to
/// another version unasked either. A second copy of an operator that works on the whole cluster is refused.
public struct OperatorJudge: Sendable {
    public var plan: OperatorPlan
    public var sight: OperatorSight
    public var word: ExistingWord?
    /// Whether the user named a chart, a version or values for it, so that another one will not do.
    public var isParticular: Bool

    public init(_ plan: OperatorPlan, _ sight: OperatorSight, word: ExistingWord? = nil, isParticular: Bool = false) {
        self.plan = plan
        self.sight = sight
        self.word = word
        self.isParticular = isParticular
    }

    public var decision: OperatorDecision {
        if let record = sight.releases.unreadable.first(where: { $0.namespace == plan.release.namespace }) {
            return refused(.unreadable, "\(record)", hint: record.hint)
        }
        if let here = sight.releases.here { return judge(here: here) }
        let elsewhere = sight.releases.elsewhere + sight.holders
        if let own = elsewhere.first(where: sight.releases.isOwn) { return judge(ownElsewhere: own) }
        if let addOn = sight.objects.lazy.compactMap(\.addOn).first { return judge(addOn: addOn) }
        if let holder = sight.holders.first { return judge(foreign: holder) }
        // A release of that name may hold anything; one whose chart has the operator's name is one.
        if let other = sight.releases.elsewhere.first(where: isSameChart) { return judge(foreign: other) }
        if isThere { return judge(tool: sight.objects.lazy.compactMap(\.tool).first) }
        if !sight.crds.isEmpty {
            if !sight.unseen.isEmpty, plan.podSelector != nil, word != .upgrade {
                guard word == .reuse else {
                    return refused(
                        .unseen,
                        "CRDs of it are there (\(names(sight.crds.map(\.name)))), and whether something looks after them "
                            + "could not be seen: \(sight.unseen.joined(separator: "; "))",
                        hint: "--existing \(plan.name)=reuse takes it to be there, =upgrade installs it")
                }
                return made(.reuse, .unseen, "it is taken to be there, as asked")
            }
            return made(
                .install, .crdsLeft,
                "CRDs of it are there (\(names(sight.crds.map(\.name)))), and nothing that looks after them")
        }
        return made(.install, .absent, sight.unseen.isEmpty ? "it is not there" : "nothing of it could be seen")
    }

    /// Whether something of it works here: its pods, or for what has none, all of its CRDs.
    private var isThere: Bool {
        guard plan.podSelector != nil else {
            // What a release of before has left is nobody's.
            return sight.crdCount > 0 && sight.crds.count == sight.crdCount && !sight.crds.allSatisfy(\.isLeft)
        }
        return !sight.workloads.isEmpty
    }

    // MARK: - Each case

    private func judge(here record: ReleaseRecord) -> OperatorDecision {
        guard sight.releases.isOwn(record) else {
            guard isSameChart(record) else {
                return refused(
                    .nameTaken,
                    "release \(Self.words(record)) has its name and namespace, and is something else",
                    hint: "give it another namespace (operators.\(plan.name).namespace in a bootstrap file)")
            }
            return judge(foreign: record)
        }
        if record.labels[ReleaseLabels.adoptedKey] != nil, word != .upgrade, !isParticular,
            record.status == "deployed"
        {
            return fitting(
                .own, record.chartVersion, Self.place(record),
                "it was adopted, and stays at version \(record.chartVersion)",
                hint: "--existing \(plan.name)=upgrade brings it to what is wanted")
        }
        if plan.definition.isShared, word != .upgrade, !isParticular, record.status == "deployed",
            let wanted, !Self.isSame(record.chartVersion, wanted)
        {
            return fitting(
                .own, record.chartVersion, Self.place(record),
                "it is groundcrew's, version \(record.chartVersion)",
                hint: "--existing \(plan.name)=upgrade brings it to \(wanted)")
        }
        let isWanted = wanted.map { Self.isSame(record.chartVersion, $0) } ?? false
        if record.status == "deployed", isWanted, !PlannedChange.isSame(record.values, plan.release.values) {
            return made(
                .upgrade, .own, "it is groundcrew's, revision \(record.revision), with other values",
                version: record.chartVersion)
        }
        return made(
            record.status == "deployed" && isWanted ? .keep : .upgrade, .own,
            "it is groundcrew's, revision \(record.revision)", version: record.chartVersion)
    }

    private func judge(ownElsewhere record: ReleaseRecord) -> OperatorDecision {
        guard word != .upgrade else {
            return decision(
                .upgrade, .ownElsewhere, "it is groundcrew's, in namespace \(record.namespace)",
                place: Self.place(record), version: record.chartVersion)
        }
        guard !isParticular || word == .reuse else {
            return refused(
                .secondCopy,
                "\(Self.words(record)) is groundcrew's, in another namespace, and works on the whole cluster",
                hint: "--existing \(plan.name)=upgrade changes that one; or remove it first", record)
        }
        return fitting(
            .ownElsewhere, record.chartVersion, Self.place(record),
            "\(Self.words(record)) is groundcrew's, in another namespace", hint: nil)
    }

    private func judge(foreign record: ReleaseRecord) -> OperatorDecision {
        guard !["pending-install", "pending-upgrade", "pending-rollback", "uninstalling"].contains(record.status) else {
            return refused(
                .atWork, "\(Self.words(record)) is \(record.status): somebody else is at work on it, or died at it",
                hint: "wait for them, or have whoever made it finish it", record)
        }
        switch word {
        case .upgrade:
            return decision(
                .upgrade, .helmRelease, "\(Self.words(record)) is to be upgraded, as asked", place: Self.place(record),
                version: record.chartVersion)
        case .adopt:
            return fitting(
                .helmRelease, record.chartVersion, Self.place(record),
                "\(Self.words(record)) becomes groundcrew's, as asked",
                hint: nil, action: .adopt)
        case .reuse, nil:
            if isParticular, word == nil {
                return refused(
                    .helmRelease, "\(Self.words(record)) is there already, and groundcrew did not make it",
                    hint: "--existing \(plan.name)=reuse takes it as it is, =upgrade changes it", record)
            }
            return fitting(
                .helmRelease, record.chartVersion, Self.place(record),
                "\(Self.words(record)) is there already; groundcrew did not make it", hint: nil)
        }
    }

    private func judge(addOn: String) -> OperatorDecision {
        guard word == .reuse || (word == nil && !isParticular) else {
            return refused(
                .managed, "\(addOn) looks after the one that is there, and would undo every change",
                hint: "use it as it is, or turn the add-on off where the cluster is made")
        }
        return fitting(.managed, runningVersion, nil, "\(addOn) looks after it", hint: nil)
    }

    private func judge(tool: String?) -> OperatorDecision {
        let who = tool.map { "\($0) put it there" } ?? "it is there, and no release of Helm's holds it"
        let place = sight.workloads.first.map { ": \($0.namespace)/\($0.object.name)" } ?? ""
        guard word == .reuse || (word == nil && !isParticular) else {
            return refused(
                .otherTool, who + place,
                hint:
                    "use it as it is (--existing \(plan.name)=reuse), or have whoever put it there change or remove it")
        }
        return fitting(.otherTool, runningVersion, nil, who + place, hint: nil)
    }

    // MARK: - Versions

    /// Of the chart that would be installed; nil where it is known only once that is fetched.
    private var wanted: String? {
        switch plan.release.chart {
        case .loaded(let chart, _): chart.metadata.version
        case .deferred(let chart): chart.version
        case .source: plan.version
        }
    }

    private var runningVersion: String? { sight.workloads.lazy.compactMap(\.version).first }

    /// Used as it is, unless its version is known to be one that will not do.
    private func fitting(
        _ code: OperatorDecision.Code, _ version: String?, _ place: OperatorDecision.Place?, _ reason: String,
        hint: String?, action: OperatorDecision.Action = .reuse
    ) -> OperatorDecision {
        if let version, let range = plan.unfitRange(for: version) {
            return OperatorDecision(
                action: .refuse, code: .unfit,
                reason: "\(reason), and its version \(version) is not \(range), which is needed",
                hint: code == .managed || code == .otherTool
                    ? "have whoever looks after it bring it to \(range)"
                    : "--existing \(plan.name)=upgrade brings it to \(plan.version ?? "the version that is wanted")",
                release: place ?? here, version: version)
        }
        return decision(
            action, code, version == nil ? "\(reason); its version is not known" : reason, place: place,
            version: version, hint: hint)
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        (OperatorVersion.ofChart(left) ?? left) == (OperatorVersion.ofChart(right) ?? right)
    }

    /// A chart has its name from what it is in.
    private func isSameChart(_ record: ReleaseRecord) -> Bool {
        switch plan.release.chart {
        // In the sandbox, another chart plays the one that the definition names.
        case .loaded(let chart, _) where record.chartName == chart.name: return true
        case .loaded: break
        case .deferred(let chart): return record.chartName == chart.name
        case .source: break
        }
        let name = plan.chart.split(separator: "/").last.map(String.init) ?? plan.name
        return record.chartName == name || name.hasPrefix("\(record.chartName)-") || record.chartName == plan.name
    }

    // MARK: - Words

    private var here: OperatorDecision.Place { .init(namespace: plan.release.namespace, name: plan.release.name) }

    private static func place(_ record: ReleaseRecord) -> OperatorDecision.Place {
        .init(namespace: record.namespace, name: record.name)
    }

    private static func words(_ record: ReleaseRecord) -> String {
        "\(record.namespace)/\(record.name) (chart \(record.chartTitle), revision \(record.revision))"
    }

    private func names(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }

    private func made(
        _ action: OperatorDecision.Action, _ code: OperatorDecision.Code, _ reason: String, version: String? = nil
    ) -> OperatorDecision {
        decision(action, code, reason, place: nil, version: version)
    }

    private func refused(
        _ code: OperatorDecision.Code, _ reason: String, hint: String, _ record: ReleaseRecord? = nil
    ) -> OperatorDecision {
        decision(
            .refuse, code, reason, place: record.map(Self.place), version: record?.chartVersion ?? runningVersion,
            hint: hint)
    }

    private func decision(
        _ action: OperatorDecision.Action, _ code: OperatorDecision.Code, _ reason: String,
        place: OperatorDecision.Place?, version: String?, hint: String? = nil
    ) -> OperatorDecision {
        OperatorDecision(
            action: action, code: code, reason: reason, hint: hint, release: place ?? here, version: version)
    }
}

extension OperatorPlan {
    /// The range of those that need it which the version is not in; nil where it fits, or cannot be compared.
    func unfitRange(for version: String) -> String? {
        for range in ranges {
            do {
                let constraint = try VersionConstraint(range)
                guard constraint.allows(try SemanticVersion(version)) else { return range }
            } catch {
                continue  // What cannot be compared is told as unknown elsewhere, and refused for that by nobody.
            }
        }
        return nil
    }
}
