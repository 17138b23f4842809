import Providers
import Releases

/// Decides what becomes of an operator: a function of what is wanted, what is there, and the user's word.
///
/// What groundcrew did not make is used as it is, and never changed unasked; what it made for all providers is not moved to
/// another version unasked either. A second copy of an operator that works on the whole cluster is refused, but what a
/// release of another chart has brought with it.
public struct OperatorJudge: Sendable {
    public var plan: OperatorPlan
    public var sight: OperatorSight
    public var word: ExistingWord?
    /// Whether the user named a chart, a version or values for it, so that another one will not do.
    public var isParticular: Bool
    /// The release that the user says is the operator, whatever its chart is called.
    var named: OperatorDecision.Place?

    public init(_ plan: OperatorPlan, _ sight: OperatorSight, word: ExistingWord? = nil, isParticular: Bool = false) {
        self.plan = plan
        self.sight = sight
        self.word = word
        self.isParticular = isParticular
    }

    public var decision: OperatorDecision { severalCopies ?? tellingOfOthers(ownDecision) }

    private var ownDecision: OperatorDecision {
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
            guard isSameChart(record) || isHolder(record) else {
                return refused(
                    .nameTaken,
                    "release \(Self.words(record)) has its name and namespace, and is something else",
                    hint: "give it another namespace (operators.\(plan.name).namespace in a bootstrap file)")
            }
            return judge(foreign: record)
        }
        if sight.releases.isAdopted(record), isPart(of: record) { return judge(partOf: record) }
        if record.labels[ReleaseLabels.adoptedKey] != nil, word != .upgrade, !isParticular,
            record.status == "deployed"
        {
            let version = version(of: record)
            return fitting(
                .own, version, Self.place(record),
                version.map { "it was adopted, and stays at version \($0)" } ?? "it was adopted, and stays as it is",
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
        if sight.releases.isAdopted(record), isPart(of: record) { return judge(partOf: record) }
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
            .ownElsewhere, sight.releases.isAdopted(record) ? version(of: record) : record.chartVersion,
            Self.place(record),
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
        guard isSameChart(record) || (named == Self.place(record) && !isPart(of: record)) else {
            return judge(partOf: record)
        }
        switch word {
        case .upgrade:
            return upgrade(.helmRelease, "\(Self.words(record)) is to be upgraded, as asked", of: record)
        case .adopt:
            return fitting(
                .helmRelease, version(of: record), Self.place(record),
                "\(Self.words(record)) becomes groundcrew's, as asked",
                hint: nil, action: .adopt)
        case .reuse, nil:
            if isParticular, word == nil {
                return refused(
                    .helmRelease, "\(Self.words(record)) is there already, and groundcrew did not make it",
                    hint: "--existing \(plan.name)=reuse takes it as it is, =upgrade changes it", record)
            }
            return fitting(
                .helmRelease, version(of: record), Self.place(record),
                "\(Self.words(record)) is there already; groundcrew did not make it", hint: nil)
        }
    }

    /// Of a release whose chart is another: what it brings besides would go with every change of it.
    private func judge(partOf record: ReleaseRecord) -> OperatorDecision {
        let words = "it came with \(Self.words(record)), whose chart is not its own"
        guard word == .reuse || (word == nil && !isParticular) else {
            var hint = "use it as it is (--existing \(plan.name)=reuse), or have whoever made that release change it"
            if !isPart(of: record) {
                hint +=
                    "; where it holds nothing else: groundcrew adopt \(record.name) --namespace \(record.namespace) "
                    + "--as \(plan.name)"
            }
            return refused(.partOfRelease, words, hint: hint, record)
        }
        return fitting(.partOfRelease, version(of: record), Self.place(record), words, hint: nil)
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
        let first =
            sight.workloads.first.map { "\($0.namespace)/\($0.object.name)" } ?? sight.signs.first.map(\.name)
        let place = first.map { ": \($0)" } ?? ""
        guard word == .reuse || (word == nil && !isParticular) else {
            return refused(
                .otherTool, who + place,
                hint:
                    "use it as it is (--existing \(plan.name)=reuse), or have whoever put it there change or remove it")
        }
        return fitting(.otherTool, runningVersion, nil, who + place, hint: nil)
    }

    // MARK: - Words

    var here: OperatorDecision.Place { .init(namespace: plan.release.namespace, name: plan.release.name) }

    static func place(_ record: ReleaseRecord) -> OperatorDecision.Place {
        .init(namespace: record.namespace, name: record.name)
    }

    static func words(_ record: ReleaseRecord) -> String {
        "\(record.namespace)/\(record.name) (chart \(record.chartTitle), revision \(record.revision))"
    }

    func names(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }

    func made(
        _ action: OperatorDecision.Action, _ code: OperatorDecision.Code, _ reason: String, version: String? = nil
    ) -> OperatorDecision {
        decision(action, code, reason, place: nil, version: version)
    }

    func refused(
        _ code: OperatorDecision.Code, _ reason: String, hint: String, _ record: ReleaseRecord? = nil
    ) -> OperatorDecision {
        decision(
            .refuse, code, reason, place: record.map(Self.place), version: record.map(version(of:)) ?? runningVersion,
            hint: hint)
    }

    func decision(
        _ action: OperatorDecision.Action, _ code: OperatorDecision.Code, _ reason: String,
        place: OperatorDecision.Place?, version: String?, hint: String? = nil
    ) -> OperatorDecision {
        OperatorDecision(
            action: action, code: code, reason: reason, hint: hint, release: place ?? here, version: version)
    }
}
