import Charts
import Kubernetes
import Releases
import TestParts
import TestSupport
import Testing
import Value

/// Who made a release is on its record, through every hand that upgrades it.
@Suite(.timeLimit(.minutes(10)))
struct ReleaseOriginTests {
    private let origin = ReleaseLabels.origin(provider: "dynamo", role: .operator)

    private func helm(_ part: TestParts.Part, _ arguments: [String]) async throws {
        let cluster = try await ControlPlane.shared()
        let result = try await TestParts.run(part, arguments + ["--kubeconfig", cluster.kubeconfig])
        try #require(result.isSuccess, "\(part) \(arguments): \(result)")
    }

    private func helmDriver(_ part: TestParts.Part) async throws -> ReleaseEngine {
        let cluster = try await ControlPlane.shared()
        return ReleaseEngine.helm(
            helm: try TestParts.path(part), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
    }

    private func labels(_ namespace: String) async throws -> ReleaseLabels? {
        try await Live.driver().record("demo", namespace: namespace)?.labels
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func labelsOutliveUpgradesByHelmAndRollBacks(_ part: TestParts.Part) async throws {
        let namespace = Live.unique()
        var request = try TestChart.plain.request("demo", in: namespace)
        request.labels = origin
        _ = try await Live.driver().ensure(request)
        #expect(try await labels(namespace) == origin)

        try await TestParts.withTemporaryFolder { folder in
            let archive = "\(folder)/chart.tgz"
            try TestFiles.write(try TestChart.plain.packed(), to: archive)
            try await helm(part, ["upgrade", "demo", archive, "-n", namespace, "--set", "text=theirs"])
        }
        #expect(try await labels(namespace) == origin, "an upgrade by Helm loses the labels")
        try await helm(part, ["rollback", "demo", "1", "-n", namespace])
        #expect(try await labels(namespace) == origin, "a roll back by Helm loses the labels")

        request.values = ["text": "ours"]
        let last = try await Live.driver().ensure(request)
        #expect(last.record.revision == 4)
        #expect(last.record.labels == origin)
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func theHelmDriverSetsThemAndNativeKeepsThem(_ part: TestParts.Part) async throws {
        let namespace = Live.unique()
        var request = try TestChart.plain.request("demo", in: namespace)
        request.labels = origin
        _ = try await helmDriver(part).ensure(request)
        #expect(try await labels(namespace) == origin)

        // A run that knows nothing of them takes none away.
        request.labels = [:]
        request.values = ["text": "two"]
        _ = try await Live.driver().ensure(request)
        #expect(try await labels(namespace) == origin)
        request.values = ["text": "three"]
        #expect(try await helmDriver(part).ensure(request).record.labels == origin)
    }

    @Test func anotherTeamsReleaseIsNotReplacedByAnotherChart() async throws {
        let namespace = Live.unique()
        let driver = try await Live.driver()
        _ = try await driver.ensure(try TestChart.plain.request("demo", in: namespace))
        var request = try TestChart.changing.request("demo", in: namespace)
        request.labels = origin
        for driver in [driver as ReleaseEngine, try await helmDriver(.helm4)] {
            let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
            #expect(error?.code == .notOwned)
            #expect(error?.hasChanged == false)
            #expect(
                error?.description
                    == "release \(namespace)/demo: it exists already, holds chart plain 1.0.0 and was not installed by "
                    + "groundcrew, so chart changing does not take its place")
        }
        #expect(try await driver.record("demo", namespace: namespace)?.revision == 1)
    }

    @Test func ourOwnReleaseMayGetAnotherChart() async throws {
        let namespace = Live.unique()
        let driver = try await Live.driver()
        for chart in [TestChart.plain, .changing] {
            var request = try chart.request("demo", in: namespace)
            request.labels = origin
            #expect(try await driver.ensure(request).record.chartName == chart.name)
        }
    }
}
