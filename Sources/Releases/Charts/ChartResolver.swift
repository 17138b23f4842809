public import Charts
public import Repositories

/// A chart that was found, and where.
public struct ResolvedChart: Sendable {
    public var chart: Chart
    /// A path, a URL or what the built-in is called; never holds credentials.
    public var origin: String
    public var warnings: [String]

    public init(chart: Chart, origin: String, warnings: [String] = []) {
        self.chart = chart
        self.origin = origin
        self.warnings = warnings
    }
}

/// Finds charts wherever a reference says they are.
public struct ChartResolver: Sendable {
    private let locator: ChartLocator

    public init(_ locator: ChartLocator) { self.locator = locator }

    /// - Parameter remote: fetches what is neither in memory nor on this machine.
    public init(remote: any ChartFetching) { self.init(ChartLocator(remote)) }

    /// - Throws: `ReleaseError` with code `chartNotFound` or `invalidChart`.
    public func resolve(_ reference: ChartReference) async throws -> ResolvedChart {
        switch reference {
        case .loaded(let chart, let origin):
            return ResolvedChart(chart: chart, origin: origin)
        case .deferred(let chart):
            return ResolvedChart(chart: try await chart.make(), origin: chart.origin)
        case .source(let source):
            let located = try await locate(source)
            return ResolvedChart(chart: located.chart, origin: located.origin, warnings: located.warnings)
        }
    }

    private func locate(_ source: ChartSource) async throws -> LocatedChart {
        do {
            return try await locator.locate(source)
        } catch let error as RepositoryError {
            throw ReleaseError(
                .chartNotFound, "cannot get \(source): \(error.reason(besides: "\(source)"))",
                hint: error.hint ?? error.nextStep, underlying: error)
        } catch let error as ChartError where error.code == .unreadable {
            throw ReleaseError(
                .chartNotFound, error.message,
                hint: "give a folder with a Chart.yaml, a .tgz, REPO/CHART or a URL (with --repo, a chart's name)",
                underlying: error)
        } catch let error as ChartError {
            throw ReleaseError(.invalidChart, "cannot load \(source): \(error)", underlying: error)
        }
    }
}
