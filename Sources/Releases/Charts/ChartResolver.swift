public import Charts

/// A chart that was found, and where.
public struct ResolvedChart: Sendable {
    public var chart: Chart
    /// Its files as they came, for those who need a folder.
    public var files: [ChartFile]
    /// A path, a URL or what the built-in is called; never holds credentials.
    public var origin: String
    public var warnings: [String]

    public init(chart: Chart, files: [ChartFile], origin: String, warnings: [String] = []) {
        self.chart = chart
        self.files = files
        self.origin = origin
        self.warnings = warnings
    }
}

/// Fetches charts that are neither in memory nor on this machine.
public protocol ChartFetching: Sendable {
    /// - Throws: `ReleaseError` with code `chartNotFound` or `invalidChart`.
    func fetch(_ reference: ChartReference) async throws -> ResolvedChart
}

/// Finds charts wherever a reference says they are.
public struct ChartResolver: Sendable {
    private let remote: any ChartFetching

    public init(remote: any ChartFetching) { self.remote = remote }

    /// - Throws: `ReleaseError` with code `chartNotFound` or `invalidChart`.
    public func resolve(_ reference: ChartReference) async throws -> ResolvedChart {
        switch reference {
        case .loaded(let chart, let files, let origin):
            return ResolvedChart(chart: chart, files: files, origin: origin)
        case .path(let path):
            do {
                let chart = try Chart.load(path: path)
                return ResolvedChart(chart: chart, files: chart.raw, origin: path, warnings: chart.warnings)
            } catch {
                throw ReleaseError(
                    error.code == .unreadable ? .chartNotFound : .invalidChart,
                    error.code == .unreadable ? error.message : "cannot load the chart \(path): \(error)",
                    hint: error.code == .unreadable
                        ? "give a folder with a Chart.yaml, a .tgz, or a URL (with --repo, a chart's name)" : nil,
                    underlying: error)
            }
        case .archive, .oci, .repository:
            return try await remote.fetch(reference)
        }
    }
}
