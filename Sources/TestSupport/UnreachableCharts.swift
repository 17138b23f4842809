public import Repositories

/// Tests install what is in memory; anything else is a mistake of the test.
public struct UnreachableCharts: ChartFetching {
    public init() {}

    public func fetch(_ source: ChartSource) async throws -> FetchedChart {
        throw RepositoryError(.notFound, "the test asks for \(source), which is not in memory")
    }
}
