import Versions

/// What `charts/` holds of one dependency, in the words of `helm dependency list`.
public struct DependencyStatus: Sendable, Hashable {
    public var dependency: ChartDependency
    /// `ok`, `unpacked`, `missing`, `wrong version`, `invalid version`, `misnamed`, `corrupt` or `too many matches`.
    public var status: String
}

extension Chart {
    /// The state of every dependency, in the order of `Chart.yaml`.
    public var dependencyStates: [DependencyStatus] {
        (metadata.dependencies ?? []).map { DependencyStatus(dependency: $0, status: status(of: $0)) }
    }

    /// The entries of `charts/` that are charts which `Chart.yaml` does not name.
    public var unnamedDependencies: [String] {
        let names = Set((metadata.dependencies ?? []).map(\.name))
        var seen: Set<String> = []
        let entries = raw.compactMap { file -> String? in
            guard file.path.hasPrefix("charts/") else { return nil }
            let inner = file.path.dropFirst("charts/".count)
            let name = String(inner.prefix { $0 != "/" })
            // Loose files are nobody's charts.
            let isChart = inner.contains("/") || name.hasSuffix(".tgz")
            return isChart && seen.insert(name).inserted ? name : nil
        }
        return entries.filter { entry in
            // Loading refuses what is not a chart; what goes on to here has a name that loading leaves out, as `_old`.
            guard let chart = try? entryChart(entry) else { return false }
            return !names.contains(chart.name)
        }
    }

    private func entryChart(_ name: String) throws(ChartError) -> Chart {
        if let file = raw.first(where: { $0.path == "charts/\(name)" }) {
            return try Chart.load(archive: file.bytes, name: name)
        }
        let prefix = "charts/\(name)/"
        return try Chart.load(
            files: raw.filter { $0.path.hasPrefix(prefix) }.map {
                ChartFile(path: String($0.path.dropFirst(prefix.count)), bytes: $0.bytes)
            })
    }

    private func status(of dependency: ChartDependency) -> String {
        let start = "charts/\(dependency.name)-"
        var archives = raw.filter {
            $0.path.hasPrefix(start) && $0.path.hasSuffix(".tgz") && !$0.path.dropFirst(start.count).contains("/")
        }
        if archives.count > 1 {
            // Names of other charts may begin alike; only what follows tells.
            archives = archives.filter {
                (try? SemanticVersion(strict: String($0.path.dropFirst(start.count).dropLast(4)))) != nil
            }
            if archives.count > 1 { return "too many matches" }
        }
        if let archive = archives.first {
            // The status is the finding; Helm has a word for it and no more.
            guard let chart = try? Chart.load(archive: archive.bytes, name: archive.path) else { return "corrupt" }
            if chart.name != dependency.name { return "misnamed" }
            return Self.misfit(chart, dependency) ?? "ok"
        }
        guard let chart = dependencies.last(where: { $0.name == dependency.name }) else { return "missing" }
        return Self.misfit(chart, dependency) ?? "unpacked"
    }

    private static func misfit(_ chart: Chart, _ dependency: ChartDependency) -> String? {
        if chart.metadata.version == dependency.version { return nil }
        // The status is the finding; Helm has a word for it and no more.
        guard let range = try? VersionConstraint(dependency.version),
            let version = try? SemanticVersion(chart.metadata.version)
        else { return "invalid version" }
        return range.allows(version) ? nil : "wrong version"
    }
}
