import Charts
import HTTP
import Kubernetes
import Repositories
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@testable import Releases

/// What a release would hold, made without a change.
@Suite(.timeLimit(.minutes(2))) struct RenderedReleaseTests {
    /// An engine on a sandbox, and what it sends.
    private struct Stage {
        var engine: ReleaseEngine
        var log: LoggedTransport
        var sandbox: Sandbox

        /// Rendered by an engine of its own, so that nothing is remembered.
        func rendering(
            _ request: ReleaseRequest, charts: any ChartFetching = UnreachableCharts(),
            fault: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }
        ) async throws -> (release: RenderedRelease, requests: [String]) {
            let transport = LoggedTransport(sandbox.transport, fault: fault)
            let engine = ReleaseEngine.native(
                client: try transport.client(), charts: ChartResolver(remote: charts))
            let release = try await engine.rendering(of: request)
            #expect(transport.writes.isEmpty, "it wrote: \(transport.writes)")
            return (release, transport.requests)
        }
    }

    private func onStage(_ body: (Stage) async throws -> Void) async throws {
        try await withSandbox { sandbox in
            let log = LoggedTransport(sandbox.transport)
            let engine = ReleaseEngine.native(
                client: try log.client(), charts: ChartResolver(remote: UnreachableCharts()))
            try await body(Stage(engine: engine, log: log, sandbox: sandbox))
        }
    }

    private func kinds(_ values: some Sequence<Value>) -> [String] { values.compactMap { $0["kind"]?.string } }
    private func names(_ values: some Sequence<Value>) -> [String] {
        values.compactMap { $0["metadata"]?["name"]?.string }
    }

    // MARK: - A first install

    @Test func allObjectsComeInTheirOrder() async throws {
        try await onStage { stage in
            let (release, _) = try await stage.rendering(try TestChart.wide.request("demo", in: "apps"))
            #expect(release.name == "demo" && release.namespace == "apps" && !release.isUnchanged)
            // What Helm does not know comes last.
            #expect(
                kinds(release.objects.prefix(5))
                    == ["CustomResourceDefinition", "ConfigMap", "Role", "Service", "Widget"])
            #expect(release.hooks == [5, 6] && Set(names(release.objects[5...])) == ["before", "migrate"])
            #expect(release.held.isEmpty && release.removed.isEmpty)
            #expect(release.chart?.chart.name == "wide")
            let bytes = try #require(release.recordBytes)
            #expect((100..<100_000).contains(bytes))
            #expect(release.crds.map(\.name) == ["widgets.access.example.com"] && release.crdProblem == nil)
            #expect(release.crds.first?.isThere == false && release.crds.first?.refusal == nil)
        }
    }

    @Test func objectsAreAsTheyWouldBeSent() async throws {
        try await onStage { stage in
            let (release, _) = try await stage.rendering(try TestChart.wide.request("demo", in: "apps"))
            let map = try #require(release.objects.first { $0["kind"] == "ConfigMap" })
            #expect(map["metadata"]?["namespace"] == "apps")
            #expect(map["metadata"]?["labels"]?[Ownership.managedBy] == "Helm")
            #expect(map["metadata"]?["annotations"]?[Ownership.releaseName] == "demo")
            // Of a type that is to come with the same chart.
            let widget = try #require(release.objects.first { $0["kind"] == "Widget" })
            #expect(widget["metadata"]?["namespace"] == "apps")
            let crd = try #require(release.objects.first)
            #expect(crd["metadata"]?["namespace"] == nil)
            for index in release.hooks {
                #expect(release.objects[index]["metadata"]?["namespace"] == "apps")
                #expect(release.objects[index]["metadata"]?["labels"]?[Ownership.managedBy] == nil)
            }
        }
    }

    @Test func whoRunsNoHooksHasNone() async throws {
        try await onStage { stage in
            var request = try TestChart.wide.request("demo", in: "apps")
            request.options.runsHooks = false
            request.options.crds = .skip
            let (release, _) = try await stage.rendering(request)
            #expect(release.hooks.isEmpty && release.objects.count == 4 && release.crds.isEmpty)
        }
    }

    // MARK: - What is there already

    @Test func whatIsInPlaceIsNotRendered() async throws {
        try await onStage { stage in
            let request = try TestChart.changing.request("demo", in: "apps", values: ["extra": true])
            #expect(try await stage.engine.ensure(request).change == .created)
            let (release, requests) = try await stage.rendering(request)
            #expect(release.isUnchanged && release.objects.isEmpty && release.recordBytes == nil)
            // The record and the chart's bytes tell it: nothing but the record is read.
            #expect(requests.allSatisfy { $0.contains("/secrets") || $0.contains("/configmaps") }, "\(requests)")
        }
    }

    @Test func anUpgradeHoldsWhatIsThereAndTellsWhatGoes() async throws {
        try await onStage { stage in
            var request = try TestChart.changing.request("demo", in: "apps", values: ["extra": true])
            #expect(try await stage.engine.ensure(request).change == .created)
            request.values = ["text": "two"]
            let (release, _) = try await stage.rendering(request)
            #expect(names(release.objects) == ["demo-map", "demo-hook"])
            #expect(release.held == [0] && release.hooks == [1] && !release.isUnchanged)
            // What it was is told beside what it becomes.
            #expect(release.former.keys.sorted() == [0])
            #expect(release.former[0]?["data"] != release.objects[0]["data"])
            #expect(names(release.removed) == ["demo-extra"])
            request.values = ["text": "two", "extra": true]
            let (both, _) = try await stage.rendering(request)
            #expect(both.held == [0, 1] && both.removed.isEmpty)
        }
    }

    /// Other bytes of a chart that come to the same are no change.
    @Test(arguments: ["", "rev: {{ .Release.Revision | quote }}"])
    func whatComesToTheSameIsUnchanged(line: String) async throws {
        try await onStage { stage in
            let template = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: b\n  \(line)\n"
            let first = TestChart("same", ["templates/a.yaml": template])
            let second = TestChart("same", ["templates/a.yaml": template, "files/readme.txt": "more"])
            #expect(try await stage.engine.ensure(try first.request("demo", in: "apps")).change == .created)
            let (release, _) = try await stage.rendering(try second.request("demo", in: "apps"))
            #expect(release.isUnchanged && release.chart != nil)
            let other = TestChart("same", ["templates/a.yaml": template.replacing("a: b", with: "a: c")])
            let (changed, _) = try await stage.rendering(try other.request("demo", in: "apps"))
            #expect(!changed.isUnchanged && changed.held == [0])
        }
    }

    /// A repository that counts.
    private final class CountedCharts: ChartFetching {
        private let chart: TestChart
        private let asked = Mutex(0)
        init(_ chart: TestChart) { self.chart = chart }
        var requests: Int { asked.withLock { $0 } }

        func fetch(_ source: ChartSource) async throws -> FetchedChart {
            asked.withLock { $0 += 1 }
            return FetchedChart(
                bytes: try chart.packed(), name: chart.name, version: chart.version, fileName: "chart.tgz", digest: "",
                origin: "registry")
        }
    }

    @Test func aPinnedChartThatIsInPlaceIsNotFetched() async throws {
        try await onStage { stage in
            let charts = CountedCharts(.changing)
            let source = ChartReference.source(.oci(reference: "oci://registry.invalid/changing", version: "1.0.0"))
            var request = ReleaseRequest(name: "demo", namespace: "apps", chart: source, waits: false)
            let (first, _) = try await stage.rendering(request, charts: charts)
            #expect(!first.isUnchanged && charts.requests == 1)
            let engine = ReleaseEngine.native(
                client: try stage.log.client(), charts: ChartResolver(remote: charts))
            #expect(try await engine.ensure(request).change == .created)
            let (second, _) = try await stage.rendering(request, charts: UnreachableCharts())
            #expect(second.isUnchanged && second.chart == nil)
            request.values = ["text": "two"]
            let (third, _) = try await stage.rendering(request, charts: charts)
            #expect(third.held == [0] && third.chart != nil)
        }
    }

    // MARK: - What cannot be seen, and what is not asked

    /// Who may not read records is told what a first install would be.
    @Test func recordsThatMayNotBeReadAreNone() async throws {
        try await onStage { stage in
            let request = try TestChart.changing.request("demo", in: "apps")
            #expect(try await stage.engine.ensure(request).change == .created)
            let (release, _) = try await stage.rendering(request) { request in
                let isRecord = request.url.contains("/secrets") || request.url.contains("/configmaps")
                guard request.method == .get, isRecord else { return nil }
                return .failure(403, "Forbidden", "it is forbidden: User a cannot list it")
            }
            #expect(!release.isUnchanged && release.held.isEmpty && names(release.objects).contains("demo-map"))
        }
    }

    @Test func otherFailuresAreThrown() async throws {
        try await onStage { stage in
            let request = try TestChart.changing.request("demo", in: "apps")
            let error = await #expect(throws: KubernetesError.self) {
                try await stage.rendering(request) { request in
                    request.url.contains("/secrets") ? .failure(401, "Unauthorized", "who are you") : nil
                }
            }
            #expect(error?.code == .unauthorized)
        }
    }

    @Test func crdsThatCannotBeComparedAreToldSo() async throws {
        try await onStage { stage in
            let (release, _) = try await stage.rendering(try TestChart.wide.request("demo", in: "apps")) { request in
                request.url.contains("/customresourcedefinitions/")
                    ? .failure(403, "Forbidden", "it is forbidden: User a cannot get it") : nil
            }
            #expect(release.crdProblem?.code == .forbidden && release.crds.isEmpty)
            // They would be applied all the same.
            #expect(kinds(release.objects).first == "CustomResourceDefinition")
        }
    }

    @Test func aCRDThatIsThereIsCompared() async throws {
        try await onStage { stage in
            let request = try TestChart.wide.request("demo", in: "apps")
            let (first, _) = try await stage.rendering(request)
            _ = try await stage.log.client().create(try #require(first.objects.first))
            let (release, _) = try await stage.rendering(request)
            #expect(release.crds.map(\.isThere) == [true] && release.crds.first?.refusal == nil)
        }
    }

    /// All APIs are listed only for charts that may ask for them.
    @Test(arguments: [("data: {a: b}", false), ("data: {a: {{ .Capabilities.KubeVersion.Major | quote }}}", true)])
    func apisAreListedOnlyForThoseWhoAsk(line: String, isListed: Bool) async throws {
        try await onStage { stage in
            let chart = TestChart(
                "asking", ["templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n\(line)\n"])
            let (release, requests) = try await stage.rendering(try chart.request("demo", in: "apps"))
            #expect(release.objects.count == 1)
            #expect(requests.contains { $0.hasSuffix("/apis") } == isListed)
        }
    }

    /// Charts that are looked at side by side share one list, and one look at each version of a group.
    @Test func severalChartsHaveTheAPIsListedOnce() async throws {
        try await onStage { stage in
            let chart = TestChart(
                "asking",
                [
                    "templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
                        + "data: {a: {{ .Capabilities.APIVersions.Has \"apps/v1/Deployment\" | quote }}}\n"
                ])
            try await withThrowingTaskGroup(of: RenderedRelease.self) { group in
                for name in ["one", "two", "three", "four"] {
                    let request = try chart.request(name, in: "apps")
                    group.addTask { try await stage.engine.rendering(of: request) }
                }
                for try await release in group { #expect(release.objects.first?["data"]?["a"] == "true") }
            }
            let documents = stage.log.requests.map { $0.dropFirst("GET \(Sandbox.serverURL)".count) }
                .filter { $0 == "/apis" || $0.hasPrefix("/api") && $0.split(separator: "/").count <= 3 }
                .filter { !$0.hasPrefix("/api/v1/") }
            #expect(documents.contains("/apis") && documents.contains("/apis/apps/v1"), "\(documents)")
            #expect(Set(documents).count == documents.count, "asked twice: \(documents)")
        }
    }

    // MARK: - What cannot be rendered

    @Test(arguments: [
        ("kind: ConfigMap\nmetadata: {name: a}\n", "without apiVersion or kind"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n", "name"),
        ("{{ fail \"no such thing\" }}", "no such thing"),
    ])
    func brokenChartsAreRefused(template: String, words: String) async throws {
        try await onStage { stage in
            let request = try TestChart("broken", ["templates/a.yaml": template]).request("demo", in: "apps")
            let error = await #expect(throws: ReleaseError.self) { try await stage.rendering(request) }
            #expect("\(String(describing: error))".contains(words), "\(String(describing: error))")
        }
    }

    @Test func aChartThatCannotBeFetchedIsAFailure() async throws {
        try await onStage { stage in
            let source = ChartReference.source(.oci(reference: "oci://registry.invalid/changing", version: "1.0.0"))
            let request = ReleaseRequest(name: "demo", namespace: "apps", chart: source)
            await #expect(throws: ReleaseError.self) { try await stage.rendering(request) }
        }
    }

    @Test func aNameThatIsNoneIsRefused() async throws {
        try await onStage { stage in
            let request = try TestChart.plain.request("Not A Name", in: "apps")
            let error = await #expect(throws: ReleaseError.self) { try await stage.rendering(request) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test func anotherClientIsAsked() async throws {
        try await onStage { stage in
            let other = LoggedTransport(stage.sandbox.transport)
            let engine = stage.engine.asking(try other.client())
            _ = try await engine.rendering(of: try TestChart.plain.request("demo", in: "apps"))
            #expect(stage.log.requests.isEmpty && !other.requests.isEmpty)
        }
    }
}
