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
                .chartNotFound, "cannot get \(source): \(error.reason(besides: "\(source)"))",
                hint: error.hint ?? error.nextStep, underlying: error)
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
    /// What went wrong, with the URL unless `known` has told it.
    fileprivate func reason(besides known: String) -> String {
        var text = message
        if let url, !known.contains(url), !message.contains(url) { text = "\(url): \(text)" }
        if let serverMessage, !serverMessage.isEmpty { text += "; the server says \"\(serverMessage)\"" }
        return text
    }

    /// For what repositories give no hint of their own.
    fileprivate var nextStep: String {
        switch code {
        case .notFound, .noMatchingVersion:
            "charts move and versions go: check the URL and the version on the project's page"
        case .unauthorized, .forbidden: "log in first: helm registry login, or helm repo add with --username"
        case .rateLimited, .timedOut, .serverError, .unreachable:
            "try again later; behind a proxy, set HTTPS_PROXY; offline, give a .tgz file instead"
        case .digestMismatch: "the file changed on its way or at its place: ask the repository's owner, do not use it"
        default: "check what the URL serves, or give a .tgz file instead"
        }
    }
}

extension ChartResolver {
    /// Folders, archives, URLs, repositories and registries.
    public init(_ fetcher: ChartFetcher) { self.init(remote: RepositoryCharts(fetcher)) }
}
