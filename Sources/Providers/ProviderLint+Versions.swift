import Charts

extension ProviderLintRun {
    /// What is known of versions, against itself and against what is installed.
    mutating func lintVersions() {
        if let data = definition.versions {
            let version = provider.chart.metadata.appVersion
            lint(data, using: version.isEmpty ? nil : version, at: nil, path: "versions")
        }
        for item in operators {
            guard let data = item.versions else { continue }
            if item.isShared {
                lint(data, using: item.version, at: item.file ?? "operators/\(item.name).yaml", path: "versions")
            } else if let index = definition.operators.firstIndex(where: { $0.name == item.name }) {
                lint(data, using: item.version, at: nil, path: "operators[\(index)].versions")
            }
        }
    }

    private mutating func lint(_ data: VersionData, using version: String?, at place: String?, path: String) {
        for found in data.contradictions(installing: version) {
            add(.error, at: place, path: "\(path).\(found.path)", found.message)
        }
    }
}
