import Charts
import Value

extension ReleaseOptions.FormerValues {
    /// The values of the next revision, and the chart with the defaults that lie under them: Helm's `reuseValues`.
    ///
    /// - Parameter former: the revision to upgrade from; nil when there is none, which leaves both as they are.
    func merged(_ given: Object, _ chart: Chart, former: StoredRelease?) -> (values: Object, chart: Chart) {
        guard let former else { return (given, chart) }
        switch self {
        case .reset: return (given, chart)
        case .keepUnlessGiven: return (given.isEmpty ? former.values : given, chart)
        case .resetThenReuse: return (Chart.coalesced(given, over: former.values), chart)
        case .reuse:
            var chart = chart
            // The former chart's defaults with what was set over them, so that a new default changes nothing.
            chart.values = Chart.coalesced(former.values, over: former.defaultValues)
            return (Chart.coalesced(given, over: former.values), chart)
        }
    }
}
