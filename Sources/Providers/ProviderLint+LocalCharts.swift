import Charts
import Versions

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// MARK: - Charts of operators

extension ProviderLintRun {
    /// Charts of operators that lie in a folder of the user's: they are there, and are what the operator says.
    mutating func lintLocalCharts() {
        for item in operators where item.folder != nil {
            guard case .chart(let chart, nil) = item.source else { continue }
            let path = item.located(chart)
            let isThere = FileManager.default.fileExists(atPath: path)
            // Anything else may be a chart of a repository that Helm knows.
            guard isThere || chart.hasPrefix(".") || chart.hasPrefix("/") else { continue }
            guard isThere else {
                add(item, .error, "chart", "is \(chart), and \(path) is not there")
                continue
            }
            do {
                lint(try Chart.load(path: path), of: item, at: path)
            } catch {
                add(item, .error, "chart", "is \(chart), which cannot be read: \(error)")
            }
        }
    }

    private mutating func lint(_ chart: Chart, of item: OperatorDefinition, at path: String) {
        let version = chart.metadata.version
        if !Self.allows(item.version, version) {
            add(
                item, .warning, "version",
                "is \(item.version), and the chart at \(path) has version \(version), which is what gets installed")
        }
        // By its name, what others installed is known to be the same.
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        if chart.name != item.name, !last.hasPrefix(chart.name) {
            add(
                item, .warning, "chart",
                "is named \(last), and the chart there calls itself \(chart.name): give both one name")
        }
    }

    /// Whether a version is one of a range; a version alone stands for itself.
    private static func allows(_ range: String, _ version: String) -> Bool {
        do {
            return try VersionConstraint(range).allows(SemanticVersion(version))
        } catch {
            return range == version
        }
    }

    private mutating func add(
        _ item: OperatorDefinition, _ severity: ProviderLintFinding.Severity, _ key: String, _ message: String
    ) {
        if item.isShared { return add(severity, at: item.file, path: key, message) }
        let index = definition.operators.firstIndex { $0.name == item.name } ?? 0
        add(severity, path: "operators[\(index)].\(key)", message)
    }
}
