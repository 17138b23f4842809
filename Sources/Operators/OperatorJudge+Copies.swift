import Releases
import Value
import YAML

/// More than one of it in a cluster.
///
/// One that a release of another chart has brought beside what that is for, such as the feature discovery of the GPU
/// operator, goes and stays with that release. It is used where there is no other, and is no second copy where there is.
extension OperatorJudge {
    /// What works on the whole cluster is there more than once by itself, which the user's word to use it as it is takes to
    /// be right.
    var severalCopies: OperatorDecision? {
        guard plan.podSelector != nil, word != .reuse else { return nil }
        if case .unreadable = finding { return nil }
        let all = sight.copies
        guard all.count > 1 else { return nil }
        let copies = all.filter { !isBrought($0) }
        guard copies.count > 1 else { return nil }
        let places = copies.map(title)
        let words = places.dropLast().joined(separator: ", ") + " and \(places.last ?? "")"
        return refused(
            .secondCopy, "it is there \(copies.count) times, and each works on the whole cluster: \(words)",
            hint: "remove all but one of them; where each is for namespaces of its own, --existing \(plan.name)=reuse "
                + "takes them as they are")
    }

    /// The decision with a word of the copies that other releases have brought, and that it is not about.
    func tellingOfOthers(_ decision: OperatorDecision) -> OperatorDecision {
        let copies = sight.copies
        guard plan.podSelector != nil, copies.contains(where: { $0.release != decision.release }) else {
            return decision
        }
        let brought = copies.filter(isBrought)
        let isAboutPart = brought.contains { $0.release == decision.release }
        let others = (isAboutPart ? copies : brought).filter { $0.release != decision.release }
        guard !others.isEmpty else { return decision }
        let places = others.map { (brought.contains($0) ? "as a part of " : "as ") + title($0) }
        var decision = decision
        decision.reason += "; it is there \(places.joined(separator: ", and ")), too"
        return decision
    }

    private func title(_ copy: OperatorSight.Copy) -> String {
        guard let place = copy.release else {
            return copy.workload.map { "\(copy.namespace)/\($0)" } ?? "namespace \(copy.namespace)"
        }
        return record(at: place).map(Self.words) ?? "release \(place.namespace)/\(place.name)"
    }

    /// Of those that were seen.
    private func record(at place: OperatorDecision.Place) -> ReleaseRecord? {
        let records = [sight.releases.here].compactMap(\.self) + sight.releases.elsewhere + sight.holders
        return records.first { Self.place($0) == place }
    }

    /// Whether another release has brought it beside other things; one whose record cannot be read counts for itself.
    private func isBrought(_ copy: OperatorSight.Copy) -> Bool {
        copy.release.flatMap(record(at:)).map(isBringer) ?? false
    }

    /// Whether the release of a chart of another name runs something of another chart than the operator's.
    ///
    /// A chart that only wraps the operator's runs nothing else, and is a copy like any other. So is what cannot be read.
    func isBringer(_ record: ReleaseRecord) -> Bool {
        guard !isSameChart(record), !isOwnOperator(record), let selector = plan.podSelector else { return false }
        do {
            let labels = try LabelSelector(selector)
            let workloads = try Self.workloads(of: record)
            let own = workloads.filter { labels.matches($0.labels) }.map { ownChart(in: $0.chart) }
            guard !own.isEmpty else { return false }
            return workloads.contains { workload in
                !own.contains { workload.chart == $0 || workload.chart.starts(with: $0 + ["charts"]) }
            }
        } catch {
            return false
        }
    }

    /// The operator's chart among those that a workload of it is within: all parts of that are the operator's.
    private func ownChart(in chart: [String]) -> [String] {
        guard let index = chart.lastIndex(where: { $0 == chartName || $0 == plan.name }) else { return chart }
        return Array(chart[...index])
    }

    /// A workload that a release's manifest holds, and the chart that it is of, from the outermost to its own.
    private struct MadeWorkload {
        var chart: [String]
        var labels: Object
    }

    /// By the lines that say where each object comes from, such as
    /// `# Source: platform/charts/harbor/templates/deployment.yaml`.
    private static func workloads(of record: ReleaseRecord) throws -> [MadeWorkload] {
        var workloads: [MadeWorkload] = []
        for text in record.manifest.split(separator: "\n---\n") {
            let source = text.split(separator: "\n").first { $0.hasPrefix(sourceMark) }?.dropFirst(sourceMark.count)
            let chart = source?.split(separator: "/").prefix { $0 != "templates" }.map(String.init) ?? []
            for document in try YAML.decodeAll(text, file: record.name, rules: .helm) where isWorkload(document.value) {
                let labels = document.value["metadata"]?["labels"]?.object ?? [:]
                workloads.append(MadeWorkload(chart: chart, labels: labels))
            }
        }
        return workloads
    }
}
