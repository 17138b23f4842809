extension Chart {
    /// The chart as `helm package` checks and changes it before it is packed.
    ///
    /// - Parameters:
    ///   - version: instead of the chart's own; nil or empty leaves it.
    ///   - appVersion: likewise.
    /// - Throws: `ChartError` for a version that is none, and for dependencies that are not in `charts/`.
    public func packaged(version: String?, appVersion: String?) throws(ChartError) -> Chart {
        var chart = self
        if let version, !version.isEmpty { chart.metadata.version = version }
        if let appVersion, !appVersion.isEmpty { chart.metadata.appVersion = appVersion }
        try MetadataRules.validate(&chart.metadata)
        let missing = chart.missingDependencies
        guard missing.isEmpty else {
            throw ChartError(
                code: .badDependency,
                message: "found in Chart.yaml, but missing in charts/ directory: "
                    + missing.map(\.name).joined(separator: ", "))
        }
        return chart
    }
}
