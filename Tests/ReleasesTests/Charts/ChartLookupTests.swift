import Repositories
import TestSupport
import Testing

@testable import Releases

/// Why a chart could not be had, and what to do next; nothing is fetched.
@Suite struct ChartLookupTests {
    /// Fails, or gives bytes.
    private struct Shelf: ChartFetching {
        var failure: RepositoryError?

        func fetch(_ source: ChartSource) async throws -> FetchedChart {
            if let failure { throw failure }
            return FetchedChart(
                bytes: Array("no archive".utf8), name: "web", version: "1.0.0", fileName: "web.tgz", digest: "",
                origin: "https://charts.invalid/web.tgz")
        }
    }

    private let source = ChartSource.named(repository: "stable", chart: "web", version: "1.0.0")

    private func refusal(_ failure: RepositoryError?) async throws -> ReleaseError {
        let error = await #expect(throws: ReleaseError.self) {
            try await ChartResolver(remote: Shelf(failure: failure)).resolve(.source(source))
        }
        return try #require(error)
    }

    @Test func theRepositorysOwnHintIsTheBest() async throws {
        let error = try await refusal(RepositoryError(.notFound, "there is no web", hint: "try worldwide"))
        #expect(error.code == .chartNotFound)
        #expect(error.message == "cannot get \(source): there is no web")
        #expect(error.hint == "try worldwide")
        #expect(error.underlying is RepositoryError)
    }

    @Test func whatIsNoChartIsTheChartsFault() async throws {
        let error = try await refusal(nil)
        #expect(error.code == .invalidChart)
        #expect(error.message.hasPrefix("cannot load \(source): "), "\(error)")
    }

    @Test func aChartAtHandKeepsItsOrigin() async throws {
        let found = try await ChartResolver(remote: UnreachableCharts()).resolve(try TestChart.plain.reference())
        #expect(found.origin == "test chart plain")
        #expect(found.warnings.isEmpty)
    }

    private static let steps: [(RepositoryError.Code, String)] = [
        (.notFound, "check the URL and the version"), (.noMatchingVersion, "check the URL and the version"),
        (.unauthorized, "log in first"), (.forbidden, "log in first"), (.rateLimited, "try again later"),
        (.timedOut, "try again later"), (.serverError, "try again later"), (.unreachable, "try again later"),
        (.digestMismatch, "do not use it"), (.invalidIndex, "check what the URL serves"),
        (.tooLarge, "check what the URL serves"), (.invalidManifest, "check what the URL serves"),
    ]

    @Test(arguments: steps)
    func eachReasonHasANextStep(_ code: RepositoryError.Code, _ words: String) async throws {
        let error = try await refusal(RepositoryError(code, "no"))
        #expect(error.hint?.contains(words) == true, "\(String(describing: error.hint))")
    }

    /// A URL is told once, whoever tells it.
    @Test func aURLIsToldOnce() {
        let url = "https://charts.invalid/index.yaml"
        let error = RepositoryError(.serverError, "it is down", url: url, serverMessage: "back at noon")
        #expect(error.reason(besides: "stable/web") == "\(url): it is down; the server says \"back at noon\"")
        #expect(error.reason(besides: "chart at \(url)") == "it is down; the server says \"back at noon\"")
        let named = RepositoryError(.serverError, "\(url) is down", url: url, serverMessage: "")
        #expect(named.reason(besides: "stable/web") == "\(url) is down")
        #expect(RepositoryError(.serverError, "it is down").reason(besides: "") == "it is down")
    }
}
