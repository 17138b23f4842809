import Charts
import Kubernetes
import Releases
import Synchronization
import Testing
import Value

/// A run with nothing to do needs no registry.
@Suite(.timeLimit(.minutes(5)))
struct SettledByRecordTests {
    /// A repository that can be switched off.
    private final class Registry: ChartFetching {
        private let chart: TestChart
        private let isUp = Mutex(true)
        private let asked = Mutex(0)

        init(_ chart: TestChart) { self.chart = chart }

        var requests: Int { asked.withLock { $0 } }
        func switchOff() { isUp.withLock { $0 = false } }

        func fetch(_ reference: ChartReference) async throws -> ResolvedChart {
            asked.withLock { $0 += 1 }
            guard isUp.withLock({ $0 }) else { throw ReleaseError(.chartNotFound, "the registry is down") }
            let chart = try Chart.load(files: chart.files)
            return ResolvedChart(chart: chart, files: chart.raw, origin: "registry")
        }
    }

    static let references: [ChartReference] = [
        .oci("oci://registry.invalid/charts/changing", version: "1.0.0"),
        .repository(url: "https://charts.invalid", chart: "changing", version: "1.0.0"),
        .archive(url: "https://charts.invalid/changing-1.0.0.tgz"),
    ]

    private func request(_ reference: ChartReference, in namespace: String) -> ReleaseRequest {
        ReleaseRequest(
            name: "demo", namespace: namespace, chart: reference, values: ["extra": true], waits: false,
            timeout: .seconds(60))
    }

    @Test(arguments: references)
    func aPinnedChartThatIsInPlaceIsNotFetchedAgain(_ reference: ChartReference) async throws {
        let registry = Registry(.changing)
        let driver = NativeDriver(client: try await Live.client(), charts: ChartResolver(remote: registry))
        let namespace = Live.unique()
        #expect(try await driver.ensure(request(reference, in: namespace)).change == .created)
        registry.switchOff()
        let second = try await driver.ensure(request(reference, in: namespace))
        #expect(second.change == .unchanged)
        #expect(second.objectCount == 2)
        #expect(registry.requests == 1)

        // What is to be done needs the chart, and says that it cannot be had.
        _ = try await Live.client().delete(.configMaps, "demo-extra", namespace: namespace)
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(request(reference, in: namespace))
        }
        #expect(error?.message == "the registry is down")
        #expect(error?.hasChanged == false)
    }

    @Test(arguments: [
        ChartReference.oci("oci://registry.invalid/charts/changing", version: nil),
        .oci("oci://registry.invalid/charts/changing", version: "1.0.1"),
        .oci("oci://registry.invalid/charts/other", version: "1.0.0"),
        .repository(url: "https://charts.invalid", chart: "changing", version: "^1.0.0"),
        .archive(url: "https://charts.invalid/changing.tgz"),
    ])
    func whatDoesNotPinTheChartIsFetched(_ reference: ChartReference) async throws {
        let registry = Registry(.changing)
        let driver = NativeDriver(client: try await Live.client(), charts: ChartResolver(remote: registry))
        let namespace = Live.unique()
        for _ in 1...2 { _ = try await driver.ensure(request(reference, in: namespace)) }
        #expect(registry.requests == 2)
    }

    @Test func otherValuesAreFetchedFor() async throws {
        let registry = Registry(.changing)
        let driver = NativeDriver(client: try await Live.client(), charts: ChartResolver(remote: registry))
        var request = request(Self.references[0], in: Live.unique())
        _ = try await driver.ensure(request)
        request.values = ["extra": false]
        #expect(try await driver.ensure(request).change == .changed)
        #expect(registry.requests == 2)
    }

    @Test func aCRDThatIsMissingIsFetchedFor() async throws {
        let registry = Registry(.changing)
        let driver = NativeDriver(client: try await Live.client(), charts: ChartResolver(remote: registry))
        var request = request(Self.references[0], in: Live.unique())
        request.crds = ["nobodys.example.com"]
        for _ in 1...2 { _ = try await driver.ensure(request) }
        #expect(registry.requests == 2)
    }

    @Test func driftIsFoundWithoutTheRegistryAndSetRightWithIt() async throws {
        let registry = Registry(.changing)
        let client = try await Live.client()
        let driver = NativeDriver(client: client, charts: ChartResolver(remote: registry))
        let namespace = Live.unique()
        let request = request(Self.references[0], in: namespace)
        _ = try await driver.ensure(request)
        _ = try await client.apply(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"], "data": ["text": "mine"]],
            namespace: namespace, options: ApplyOptions(fieldManager: "helm", force: true))
        #expect(try await driver.ensure(request).change == .changed)
        #expect(registry.requests == 2)
    }
}
