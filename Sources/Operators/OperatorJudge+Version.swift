import Charts
import Providers
import Releases
import Versions

/// What versions are there, and what they may become.
extension OperatorJudge {
    /// Of the chart that would be installed; nil where it is known only once that is fetched.
    var wanted: String? {
        switch plan.release.chart {
        case .loaded(let chart, _): chart.metadata.version
        case .deferred(let chart): chart.version
        case .source: plan.version
        }
    }

    /// Of what is there, by what the operator's own objects say; nil where none of them does.
    var runningVersion: String? { toldVersion { _ in true } }

    /// Of the operator that a release holds: its chart's where that is the operator's, else what the operator's objects say
    /// that belong to it. A chart that brings several things counts its versions for itself.
    func version(of record: ReleaseRecord) -> String? {
        let isMade =
            sight.releases.isOwn(record) && sight.releases.isNamed(record) && !sight.releases.isAdopted(record)
        guard !isMade, !isSameChart(record) else { return record.chartVersion }
        let place = Self.place(record)
        return toldVersion { $0.release == place }
    }

    private func toldVersion(by isMeant: (OperatorSight.Found) -> Bool) -> String? {
        let workloads = sight.workloads.filter { isMeant($0.object) }
        if let version = workloads.lazy.compactMap(version(told:)).first { return version }
        let annotation = plan.definition.versions?.annotation
        return (sight.crds + sight.signs).filter(isMeant).lazy
            .compactMap { crd in annotation.flatMap { crd.annotations[$0] } ?? chartVersion(of: crd) }
            .first
    }

    /// What labels say of another chart's version says nothing of the operator's.
    private func version(told workload: OperatorSight.Workload) -> String? {
        if let version = chartVersion(of: workload.object) { return version }
        let isOthers = workload.object.labels[Self.chartLabel] != nil
        return (isOthers ? nil : workload.version) ?? workload.imageVersion
    }

    private static let chartLabel = "helm.sh/chart"

    /// By its label, `cert-manager-v1.21.1` for instance, where that names the operator's chart.
    private func chartVersion(of object: OperatorSight.Found) -> String? {
        guard let label = object.labels[Self.chartLabel] else { return nil }
        for name in [chartName, plan.name] where label.hasPrefix("\(name)-") {
            // A label has no plus sign.
            let version = String(label.dropFirst(name.count + 1)).replacing("_", with: "+")
            if OperatorVersion.ofChart(version) != nil { return version }
        }
        return nil
    }

    // MARK: - What becomes of it

    /// The release is brought to what is wanted, where its project lets it become that at once.
    func upgrade(
        _ code: OperatorDecision.Code, _ reason: String, of record: ReleaseRecord
    ) -> OperatorDecision {
        let asked = decision(.upgrade, code, reason, place: Self.place(record), version: version(of: record))
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
    func fitting(
        _ code: OperatorDecision.Code, _ version: String?, _ place: OperatorDecision.Place?, _ reason: String,
        hint: String?, action: OperatorDecision.Action = .reuse
    ) -> OperatorDecision {
        if let version, let range = plan.unfitRange(for: version) {
            return OperatorDecision(
                action: .refuse, code: .unfit,
                reason: "\(reason), and its version \(version) is not \(range), which is needed",
                hint: [.managed, .otherTool, .partOfRelease].contains(code)
                    ? "have whoever looks after it bring it to \(range)"
                    : "--existing \(plan.name)=upgrade brings it to \(plan.version ?? "the version that is wanted")",
                release: place ?? here, version: version)
        }
        return decision(
            action, code, version == nil ? "\(reason); its version is not known" : reason, place: place,
            version: version, hint: hint)
    }

    static func isSame(_ left: String, _ right: String) -> Bool {
        (OperatorVersion.ofChart(left) ?? left) == (OperatorVersion.ofChart(right) ?? right)
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
