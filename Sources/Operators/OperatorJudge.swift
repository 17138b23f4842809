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
        switch finding {
        case .unreadable(let record): refused(.unreadable, "\(record)", hint: record.hint)
        case .here(let record): judge(here: record)
        case .ownElsewhere(let record): judge(ownElsewhere: record)
        case .addOn(let who): judge(addOn: who)
        case .foreign(let record): judge(foreign: record)
        case .tool(let who): judge(tool: who)
        case .leftovers: leftovers
        case .nothing: made(.install, .absent, sight.unseen.isEmpty ? "it is not there" : "nothing of it could be seen")
        }
    }

    /// Of CRDs that nothing seen looks after.
    private var leftovers: OperatorDecision {
        guard !sight.unseen.isEmpty, plan.podSelector != nil, word != .upgrade else {
            return made(
                .install, .crdsLeft,
                "CRDs of it are there (\(names(sight.crds.map(\.name)))), and nothing that looks after them")
        }
        guard word == .reuse else {
            return refused(
                .unseen,
                "CRDs of it are there (\(names(sight.crds.map(\.name)))), and whether something looks after them "
                    + "could not be seen: \(sight.unseen.joined(separator: "; "))",
                hint: "--existing \(plan.name)=reuse takes it to be there, =upgrade installs it")
        }
        return made(.reuse, .unseen, "it is taken to be there, as asked")
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
        guard record.status != "deployed" || !isWanted else {
            return made(.keep, .own, "it is groundcrew's, revision \(record.revision)", version: record.chartVersion)
        }
        return upgrade(.own, "it is groundcrew's, revision \(record.revision)", of: record)
    }

    private func judge(ownElsewhere record: ReleaseRecord) -> OperatorDecision {
        guard word != .upgrade else {
            return upgrade(.ownElsewhere, "it is groundcrew's, in namespace \(record.namespace)", of: record)
        }
        guard !isParticular || word == .reuse else {
            return refused(
                .secondCopy,
                "\(Self.words(record)) is groundcrew's, \(otherPlace(of: record)), and works on the whole cluster",
                hint: "--existing \(plan.name)=upgrade changes that one; or remove it first", record)
        }
        return fitting(
            .ownElsewhere, record.chartVersion, Self.place(record),
            "\(Self.words(record)) is groundcrew's, \(otherPlace(of: record))", hint: nil)
    }

    private func otherPlace(of record: ReleaseRecord) -> String {
        record.namespace == plan.release.namespace ? "under another name" : "in another namespace"
    }

    private func judge(foreign record: ReleaseRecord) -> OperatorDecision {
        guard !["pending-install", "pending-upgrade", "pending-rollback", "uninstalling"].contains(record.status) else {
            return refused(
                .atWork, "\(Self.words(record)) is \(record.status): somebody else is at work on it, or died at it",
                hint: "wait for them, or have whoever made it finish it", record)
        }
        if let tool = sight.controller(of: Self.place(record)), word == .upgrade || word == .adopt {
            return refused(
                .otherTool, "\(Self.words(record)) is \(tool)'s, which would undo every change",
                hint: "use it as it is (--existing \(plan.name)=reuse), or have \(tool) let go of it first", record)
        }
        switch word {
        case .upgrade:
            return upgrade(.helmRelease, "\(Self.words(record)) is to be upgraded, as asked", of: record)
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

    /// By its pods; for what has none, by what its CRDs say.
    private var runningVersion: String? {
        if let version = sight.workloads.lazy.compactMap(\.version).first { return version }
        guard let annotation = plan.definition.versions?.annotation else { return nil }
        return sight.crds.lazy.compactMap { $0.annotations[annotation] }.first
    }

    /// The release is brought to what is wanted, where its project lets it become that at once.
    private func upgrade(
        _ code: OperatorDecision.Code, _ reason: String, of record: ReleaseRecord
    ) -> OperatorDecision {
        let asked = decision(.upgrade, code, reason, place: Self.place(record), version: record.chartVersion)
        // What is kept as history alone, or is another chart, has no version to go from.
        guard record.status != "uninstalled", hasName(record), let path = plan.upgradePath(from: record.chartVersion),
            let first = path.steps.first, let last = path.steps.last
        else { return asked }
        let before = path.before.isEmpty ? nil : "before it, \(path.before.joined(separator: ", and "))"
        guard !path.isDirect else {
            var asked = asked
            asked.hint = before
            return asked
        }
        let between = path.steps.dropLast().joined(separator: ", then ")
        let command = plan.words(
            toInstall: first, insisting: code != .own || record.labels[ReleaseLabels.adoptedKey] != nil)
        return refused(
            .skipsVersions,
            "\(Self.words(record)) cannot become \(last) at once: its project supports the way by \(between)",
            hint: "bring it to \(first) first: \(command)" + (before.map { "; \($0)" } ?? ""), record)
    }

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
    func isSameChart(_ record: ReleaseRecord) -> Bool {
        switch plan.release.chart {
        // In the sandbox, another chart plays the one that the definition names.
        case .loaded(let chart, _) where record.chartName == chart.name: return true
        case .loaded: break
        case .deferred(let chart): return record.chartName == chart.name
        case .source: break
        }
        return hasName(record)
    }

    /// Whether its chart is called as the operator's is.
    private func hasName(_ record: ReleaseRecord) -> Bool {
        let name = plan.chart.split(separator: "/").last.map(String.init) ?? plan.name
        return record.chartName == name || name.hasPrefix("\(record.chartName)-") || record.chartName == plan.name
    }

    // MARK: - Words

    private var here: OperatorDecision.Place { .init(namespace: plan.release.namespace, name: plan.release.name) }

    static func place(_ record: ReleaseRecord) -> OperatorDecision.Place {
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
