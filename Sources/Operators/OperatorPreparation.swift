import Charts
public import Events
public import Releases
import Repositories
import Value

/// Gets the charts of several operators and checks them all, before the first of them changes anything: a second chart
/// that is not to be had must not leave a first operator behind.
public struct OperatorPreparation: Sendable {
    private let driver: ReleaseEngine
    private let charts: ChartResolver

    public init(driver: ReleaseEngine, charts: ChartResolver) {
        self.driver = driver
        self.charts = charts
    }

    /// The operators, with the charts of those that are not as they should be already at hand.
    ///
    /// - Throws: `OperatorError` with code `existing` for what was refused, `ReleaseError` for a chart that is not to be had, for rights that are missing, and for all else that the
    ///   driver knows beforehand.
    public func prepared(
        _ operators: [OperatorPlan], events: any EventSink
    ) async throws -> [OperatorPlan] {
        var prepared: [OperatorPlan] = []
        try OperatorDecider.refuse(operators)
        for var item in operators {
            // What is used as it is needs no chart.
            if [.reuse, .adopt].contains(item.decision?.action) {
                prepared.append(item)
                continue
            }
            let place = item.decision?.release
            item.release.name = place?.name ?? item.release.name
            item.release.namespace = place?.namespace ?? item.release.namespace
            let record = try await driver.record(item.release.name, namespace: item.release.namespace)
            let hasValues =
                record?.status == "deployed" && PlannedChange.isSame(record?.values ?? [:], item.release.values)
            // Nothing is fetched for what seems to be in place; the driver sees whether it is.
            let isPinned = record.map { item.release.chart.pins($0.chartName, version: $0.chartVersion) } ?? false
            if !(hasValues && isPinned) {
                if item.release.chart.isRemote {
                    events.emit(
                        Event(
                            .progress, .operators, step: "operator/\(item.name)", "getting the chart \(item.chart)"))
                }
                let found = try await charts.resolve(item.release.chart)
                item.release.chart = .loaded(found.chart, origin: found.origin)
                // Who changes nothing needs no rights.
                if !(hasValues && record?.chartVersion == found.chart.metadata.version) {
                    try await driver.check(item.release)
                }
            }
            prepared.append(item)
        }
        return prepared
    }
}

extension ChartReference {
    /// Whether it has to be fetched from somewhere else.
    fileprivate var isRemote: Bool {
        switch self {
        case .loaded, .source(.path): false
        case .deferred, .source: true
        }
    }
}
