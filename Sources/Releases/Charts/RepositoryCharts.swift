import Charts
public import Repositories

/// Charts from URLs, Helm repositories and OCI registries.
public struct RepositoryCharts: ChartFetching {
    private let fetcher: ChartFetcher

    public init(_ fetcher: ChartFetcher) { self.fetcher = fetcher }

    public func fetch(_ reference: ChartReference) async throws -> ResolvedChart {
        let source: ChartSource =
            switch reference {
            case .archive(let url): .archive(url: url)
            case .oci(let url, let version): .oci(reference: url, version: version)
            case .repository(let url, let chart, let version):
                .repository(url: url, chart: chart, version: version)
            case .loaded(_, _, let origin), .path(let origin):
                throw ReleaseError(.invalidRequest, "\(origin) is not for fetching")
            }
        let found: FetchedChart
        do {
            found = try await fetcher.fetch(source)
        } catch let error as RepositoryError {
            throw ReleaseError(
                .chartNotFound, "cannot get \(source): \(error.withoutHint)", hint: error.hint, underlying: error)
        }
        do {
            let chart = try found.chart()
            return ResolvedChart(
                chart: chart, files: chart.raw, origin: found.origin, warnings: found.warnings + chart.warnings)
        } catch {
            throw ReleaseError(
                .invalidChart, "cannot load the chart \(found.origin): \(error)", underlying: error)
        }
    }
}

extension RepositoryError {
    fileprivate var withoutHint: String {
        var copy = self
        copy.hint = nil
        return copy.description
    }
}

extension ChartResolver {
    /// Folders, archives, URLs, repositories and registries.
    public init(_ fetcher: ChartFetcher) { self.init(remote: RepositoryCharts(fetcher)) }
}
