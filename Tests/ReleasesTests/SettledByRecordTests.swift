import Charts
import Kubernetes
import Releases
import Repositories
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

        func fetch(_ source: ChartSource) async throws -> FetchedChart {
            asked.withLock { $0 += 1 }
            guard isUp.withLock({ $0 }) else { throw RepositoryError(.unreachable, "the registry is down") }
            return FetchedChart(
                bytes: try chart.packed(), name: chart.name, version: chart.version, fileName: "chart.tgz", digest: "",
                origin: "registry")
        }
    }

    static let references: [ChartReference] = [
        .source(.oci(reference: "oci://registry.invalid/charts/changing", version: "1.0.0")),
        .source(.oci(reference: "oci://registry.invalid/charts/changing:1.0.0")),
        .source(.repository(url: "https://charts.invalid", chart: "changing", version: "1.0.0")),
        .source(.named(repository: "stable", chart: "changing", version: "1.0.0")),
        .source(.archive(url: "https://charts.invalid/changing-1.0.0.tgz")),
    ]

    private func request(_ reference: ChartReference, in namespace: String) -> ReleaseRequest {
        ReleaseRequest(
            name: "demo", namespace: namespace, chart: reference, values: ["extra": true], waits: false,
            timeout: .seconds(60))
    }

    @Test(arguments: references)
    func aPinnedChartThatIsInPlaceIsNotFetchedAgain(_ reference: ChartReference) async throws {
        let registry = Registry(.changing)
        let driver = ReleaseEngine.native(client: try await Live.client(), charts: ChartResolver(remote: registry))
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
        #expect(error?.message.hasSuffix(": the registry is down") == true, "\(String(describing: error))")
        #expect(error?.hasChanged == false)
    }

    @Test(arguments: [
        ChartSource.oci(reference: "oci://registry.invalid/charts/changing"),
        .oci(reference: "oci://registry.invalid/charts/changing", version: "1.0.1"),
        .oci(reference: "oci://registry.invalid/charts/changing@sha256:00"),
        .oci(reference: "oci://registry.invalid/charts/other", version: "1.0.0"),
        .repository(url: "https://charts.invalid", chart: "changing", version: "^1.0.0"),
        .archive(url: "https://charts.invalid/changing.tgz"),
    ])
    func whatDoesNotPinTheChartIsFetched(_ source: ChartSource) async throws {
        let registry = Registry(.changing)
        let driver = ReleaseEngine.native(client: try await Live.client(), charts: ChartResolver(remote: registry))
        let namespace = Live.unique()
        for _ in 1...2 { _ = try await driver.ensure(request(.source(source), in: namespace)) }
        #expect(registry.requests == 2)
    }

    @Test func otherValuesAreFetchedFor() async throws {
        let registry = Registry(.changing)
        let driver = ReleaseEngine.native(client: try await Live.client(), charts: ChartResolver(remote: registry))
        var request = request(Self.references[0], in: Live.unique())
        _ = try await driver.ensure(request)
        request.values = ["extra": false]
        #expect(try await driver.ensure(request).change == .changed)
        #expect(registry.requests == 2)
    }

    @Test func aCRDThatIsMissingIsFetchedFor() async throws {
        let registry = Registry(.changing)
        let driver = ReleaseEngine.native(client: try await Live.client(), charts: ChartResolver(remote: registry))
        var request = request(Self.references[0], in: Live.unique())
        request.crds = ["nobodys.example.com"]
        for _ in 1...2 { _ = try await driver.ensure(request) }
        #expect(registry.requests == 2)
    }

    /// A record tells in which versions its CRDs are served.
    @Test func aCRDThatServesLessIsFetchedForAndSaid() async throws {
        let gears = NativeOrderTests.Gears()
        let name = "gears.\(gears.group)"
        let registry = Registry(
            TestChart("changing", ["crds/gear.yaml": gears.crd("gears", "Gear", versions: ["v1", "v2"])]))
        let client = try await Live.client()
        let driver = ReleaseEngine.native(client: client, charts: ChartResolver(remote: registry))
        let request = request(Self.references[0], in: Live.unique())
        for change in [ReleaseOutcome.Change.created, .unchanged] {
            #expect(try await driver.ensure(request).change == change)
            #expect(registry.requests == 1)
        }
        _ = try await client.patch(
            .customResourceDefinitions, name,
            with: .json([["op": "replace", "path": "/spec/versions/1/served", "value": false]]))
        let outcome = try await driver.ensure(request)
        #expect(outcome.change == .unknown)
        #expect(outcome.uncompared.map(\.object) == ["CustomResourceDefinition \(name)"])
        #expect(registry.requests == 2)
    }

    @Test func driftIsFoundWithoutTheRegistryAndSetRightWithIt() async throws {
        let registry = Registry(.changing)
        let client = try await Live.client()
        let driver = ReleaseEngine.native(client: client, charts: ChartResolver(remote: registry))
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
