import Charts
import Repositories
import Testing
import Value

@testable import Releases

/// Whether a record alone tells that a request asks for nothing else.
@Suite struct PinnedChartTests {
    private static let sources: [(ChartSource, Bool)] = [
        (.path("/charts/web", shownAs: "web"), false),
        (.path("/charts/web-1.0.0.tgz", shownAs: "web-1.0.0.tgz"), false),
        (.archive(url: "https://charts.invalid/a/web-1.0.0.tgz"), true),
        (.archive(url: "https://charts.invalid/a/web-1.0.0-rc.1.tgz"), false),
        (.oci(reference: "oci://registry.invalid/web", version: "1.0.0"), true),
        (.oci(reference: "oci://registry.invalid/web", version: "1.0"), false),
        (.oci(reference: "oci://registry.invalid/web:1.0.0"), true),
        (.oci(reference: "oci://registry.invalid/web:1.0.0", version: "1.0.0"), false),
        (.oci(reference: "oci://registry.invalid/web"), false),
        (.repository(url: "https://charts.invalid", chart: "web", version: "1.0.0"), true),
        (.repository(url: "https://charts.invalid", chart: "web"), false),
        (.repository(url: "https://charts.invalid", chart: "other", version: "1.0.0"), false),
        (.named(repository: "stable", chart: "web", version: "1.0.0"), true),
        (.named(repository: "stable", chart: "web", version: "1.x"), false),
    ]

    @Test(arguments: sources)
    func onlyOneVersionOfOneChartIsPinned(_ source: ChartSource, _ isPinned: Bool) {
        #expect(ChartReference.source(source).pins("web", version: "1.0.0") == isPinned)
    }

    /// A record that names no chart is nobody's, whatever was asked for.
    @Test func whatHasNoNameOrVersionIsNotPinned() throws {
        let source = ChartReference.source(.repository(url: "https://charts.invalid", chart: "", version: ""))
        #expect(!source.pins("", version: ""))
        #expect(!ChartReference.source(.named(repository: "a", chart: "web", version: "")).pins("web", version: ""))
        let inMemory = try TestChart.plain.reference()
        #expect(!inMemory.pins("plain", version: "1.0.0"))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status = "deployed"
        var version = "1.0.0"
        var values: Object = ["replicas": 3]
        var asksForIt: Bool
    }

    @Test(arguments: [
        Case(testDescription: "the same", asksForIt: true),
        Case(testDescription: "the same number", values: ["replicas": 3.0], asksForIt: true),
        Case(testDescription: "other values", values: ["replicas": "3"], asksForIt: false),
        Case(testDescription: "another version", version: "1.0.1", asksForIt: false),
        Case(testDescription: "a revision that failed", status: "failed", asksForIt: false),
        Case(testDescription: "a revision under work", status: "pending-upgrade", asksForIt: false),
    ])
    func chartValuesAndStatusDecide(_ test: Case) {
        let last = StoredRelease(body: [
            "name": "demo", "namespace": "apps", "version": 2, "config": ["replicas": 3],
            "info": ["status": .string(test.status)], "chart": ["metadata": ["name": "web", "version": "1.0.0"]],
        ])
        let request = ReleaseRequest(
            name: "demo", namespace: "apps",
            chart: .source(.named(repository: "stable", chart: "web", version: test.version)), values: test.values)
        #expect(ReleasePlanner.asks(request, for: last) == test.asksForIt)
    }
}
