import Charts
import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// What a failed upgrade removes of what it has made, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct CleanUpTests {
    /// Applied last of all, and refused.
    static let hook = ChartFile(
        path: "templates/after.yaml",
        text: """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: demo-after, annotations: {helm.sh/hook: "post-install,post-upgrade"}}

            """)

    static func refusesTheHook(_ request: HTTPRequest) -> HTTPResponse? {
        guard request.method != .get, request.url.contains("/configmaps"), !request.url.contains("dryRun"),
            "\(request.url) \(String(decoding: request.body ?? [], as: UTF8.self))".contains("demo-after")
        else { return nil }
        return .failure(403, "Forbidden", "User tina cannot create resource configmaps")
    }

    private func failure(_ request: ReleaseRequest) async throws -> ReleaseError {
        let transport = FaultyTransport { Self.refusesTheHook($0) }
        let engine = ReleaseEngine.native(
            client: try await transport.client(), charts: ChartResolver(remote: UnreachableCharts()))
        return try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
    }

    /// Of what was made, only what is gone counts as such: a kept object keeps its CRD.
    @Test(arguments: [true, false])
    func aCRDThatWasMadeGoesUnlessAnObjectOfItIsKeptF12(_ isKept: Bool) async throws {
        let gears = CRDGears()
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo-map}\n"
        _ = try await Live.driver().ensure(gears.request(nil, more: ["templates/map.yaml": map]))
        let policy: Value = isKept ? ["metadata": ["annotations": ["helm.sh/resource-policy": "keep"]]] : [:]
        let files = [
            "templates/map.yaml": map, "templates/own.yaml": gears.object("own").merged(with: policy).json(),
            Self.hook.path: Self.hook.text,
        ]
        var request = try gears.request(CRDGears.one(), version: "1.1.0", in: "templates", more: files)
        request.options.mode = .upgradeOrInstall
        request.options.cleansUpOnFailure = true
        let error = try await failure(request)
        let title = "CustomResourceDefinition.apiextensions.k8s.io \(gears.name)"
        guard isKept else {
            #expect(error.message.contains(", \(title))"), "\(error)")
            return
        }
        #expect(error.message.contains("it has objects such as Gear \(gears.namespace)/own"), "\(error)")
        #expect(!error.message.contains("what it had made was removed"), "\(error)")
        let kept = try await Live.client().getIfPresent(gears.type(), "own", namespace: gears.namespace)
        #expect(kept != nil)
        let crd = try await gears.live()
        #expect(crd["metadata"]?["deletionTimestamp"] == nil)
    }

    /// What somebody has removed and the upgrade made anew comes back with the former revision: it is left where it is.
    @Test func whatTheFormerRevisionHasIsNotRemovedBeforeItComesBack() async throws {
        let namespace = Live.unique()
        func request(_ chart: TestChart, text: String) throws -> ReleaseRequest {
            var request = try chart.request("demo", in: namespace, values: ["text": .string(text), "extra": true])
            request.options.mode = .upgradeOrInstall
            return request
        }
        _ = try await Live.driver().ensure(try request(.changing, text: "one"))
        let client = try await Live.client()
        _ = try await client.deleteIfPresent(
            .configMaps, "demo-extra", namespace: namespace, options: DeleteOptions())
        var chart = TestChart.changing
        chart.files += [
            Self.hook,
            ChartFile(
                path: "templates/new.yaml", text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo-new}\n"),
        ]
        var second = try request(chart, text: "two")
        second.options.cleansUpOnFailure = true
        second.options.onFailure = .rollback
        let error = try await failure(second)
        #expect(
            error.message.contains("; what it had made was removed (ConfigMap \(namespace)/demo-new)"), "\(error)")
        #expect(error.message.contains("; it was rolled back to revision 1"), "\(error)")
        let extra = try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace)
        #expect(extra != nil)
        let new = try await client.getIfPresent(.configMaps, "demo-new", namespace: namespace)
        #expect(new == nil)
    }
}
