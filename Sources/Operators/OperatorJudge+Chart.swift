import Charts
import Providers
import Releases
import Value
import YAML

/// Whether a release is the operator, or holds it beside other things.
extension OperatorJudge {
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
    func hasName(_ record: ReleaseRecord) -> Bool { plan.definition.hasName(record) }

    var chartName: String { plan.definition.chartName }

    /// Whether objects of the operator say that they belong to the release.
    func isHolder(_ record: ReleaseRecord) -> Bool {
        sight.holders.contains { Self.place($0) == Self.place(record) }
    }

    /// Whether the release of a chart of another name holds objects of the operator beside other things: charts within its
    /// chart, or workloads that are not the operator's.
    func isPart(of record: ReleaseRecord) -> Bool {
        let place = Self.place(record)
        guard !isSameChart(record), sight.objects.contains(where: { $0.release == place }) else { return false }
        // Such as "# Source: platform/charts/harbor/templates/deployment.yaml".
        let hasCharts = record.manifest.split(separator: "\n").contains {
            $0.hasPrefix(Self.sourceMark) && $0.split(separator: "/").dropFirst().first == "charts"
        }
        return hasCharts || hasOtherWorkloads(record)
    }

    /// What cannot be read counts as something else: nothing is taken over on a guess.
    private func hasOtherWorkloads(_ record: ReleaseRecord) -> Bool {
        let selector: LabelSelector?
        let documents: [YAMLDocument]
        do {
            selector = try plan.podSelector.map { try LabelSelector($0) }
            documents = try YAML.decodeAll(record.manifest, file: record.name, rules: .helm)
        } catch {
            return true
        }
        return documents.map(\.value).contains { object in
            guard Self.isWorkload(object) else { return false }
            return !(selector?.matches(object["metadata"]?["labels"]?.object ?? [:]) ?? false)
        }
    }

    /// Begins the line that says which template an object of a manifest comes from.
    static let sourceMark = "# Source: "

    static func isWorkload(_ object: Value) -> Bool {
        object["kind"]?.string.map { workloadKinds.contains($0) } ?? false
    }

    private static let workloadKinds: Set<String> = ["Deployment", "DaemonSet", "StatefulSet"]
}

extension OperatorDefinition {
    /// The last part of where its chart is.
    var chartName: String { chartTitle.split(separator: "/").last.map(String.init) ?? name }

    /// Whether a release's chart is called as its own is, or as it is itself.
    func hasName(_ record: ReleaseRecord) -> Bool {
        if record.chartName == chartName || record.chartName == name { return true }
        // A file or a folder has its version behind the name: `harbor-1.6.2.tgz`.
        guard chartName.hasPrefix("\(record.chartName)-") else { return false }
        let rest = chartName.dropFirst(record.chartName.count + 1)
        return (rest.hasPrefix("v") ? rest.dropFirst() : rest).first?.isNumber ?? false
    }
}
