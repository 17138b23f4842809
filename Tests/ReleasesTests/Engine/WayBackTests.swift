import Charts
import Events
import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// What becomes of a failed change, and of the next one, where no revision is deployed or where two are.
@Suite(.timeLimit(.minutes(5)))
struct WayBackTests {
    private func request(_ namespace: String, _ values: Object, chart: TestChart = .changing) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace, values: values)
        request.options.mode = .upgradeOrInstall
        return request
    }

    /// Fails once its map is applied, with a Service for a namespace that is not there, and is to be thrown back.
    private func breaking(_ namespace: String) throws -> ReleaseRequest {
        var chart = TestChart.changing
        chart.files.append(
            ChartFile(
                path: "templates/bad.yaml",
                // No dry run tells it: the namespace might come with the run.
                text: "apiVersion: v1\nkind: Service\nmetadata: {name: demo-bad, namespace: never-made}\n"
                    + "spec: {ports: [{port: 80}]}\n"))
        var request = try request(namespace, ["text": "broken"], chart: chart)
        request.options.onFailure = .rollback
        return request
    }

    private func failure(_ engine: ReleaseEngine, _ request: ReleaseRequest) async throws -> ReleaseError {
        try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
    }

    private func statuses(_ engine: ReleaseEngine, _ namespace: String) async throws -> [String] {
        try await engine.history("demo", namespace: namespace).map(\.status)
    }

    private func text(_ namespace: String) async throws -> Value? {
        try await Live.client().getIfPresent(.configMaps, "demo-map", namespace: namespace)?["data"]?["text"]
    }

    // MARK: - None is deployed

    /// As a Helm that dies between its last two writes leaves it, once its last revision is marked failed.
    @Test func theLastRevisionThatWasWholeComesBack() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        for text in ["one", "two"] { _ = try await engine.ensure(try request(namespace, ["text": .string(text)])) }
        try await Live.client().rewriteRecord("demo", revision: 2, in: namespace, status: "failed")
        let error = try await failure(engine, try breaking(namespace))
        #expect(error.message.hasSuffix("; it was rolled back to revision 1"), "\(error)")
        let text = try await text(namespace)
        #expect(text == "one")
        let statuses = try await statuses(engine, namespace)
        #expect(statuses == ["superseded", "failed", "failed", "deployed"])
    }

    /// A first revision that ran out of time may serve by now.
    @Test func whatServesIsNotRemovedForWantOfAWayBack() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, ["text": "one"]))
        try await Live.client().rewriteRecord("demo", revision: 1, in: namespace, status: "failed")
        let error = try await failure(engine, try breaking(namespace))
        #expect(
            error.message.hasSuffix("; held: there is no revision to go back to, and the next run goes on from here"),
            "\(error)")
        #expect(
            error.hint?.hasSuffix("groundcrew release uninstall demo --namespace \(namespace)") == true, "\(error)")
        let text = try await text(namespace)
        #expect(text != nil)
        let statuses = try await statuses(engine, namespace)
        #expect(statuses == ["failed", "failed"])
        let last = try await engine.record("demo", namespace: namespace)
        #expect(last?.description.hasSuffix("; held, nothing is thrown back") == true)
        // And it does.
        let outcome = try await engine.ensure(try request(namespace, ["text": "two"]))
        #expect(outcome.record.revision == 3 && outcome.record.status == "deployed")
    }

    // MARK: - A first install

    private static let farewell =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo-bye, annotations: {helm.sh/hook: pre-delete}}\n"

    /// Whoever wants no hooks gets none on the way back either.
    @Test(arguments: [true, false])
    func aFirstInstallIsUndoneWithHooksOnlyWhereTheyAreWanted(_ runsHooks: Bool) async throws {
        let namespace = Live.unique()
        var wanted = try breaking(namespace)
        var chart = TestChart.changing
        chart.files += [
            ChartFile(path: "templates/bye.yaml", text: Self.farewell),
            ChartFile(
                path: "templates/bad.yaml",
                text: "apiVersion: v1\nkind: Service\nmetadata: {name: demo-bad, namespace: never-made}\n"
                    + "spec: {ports: [{port: 80}]}\n"),
        ]
        wanted.chart = try chart.reference()
        wanted.options.runsHooks = runsHooks
        let error = try await failure(try await Live.driver(), wanted)
        #expect(error.message.contains("; what it had made was removed"), "\(error)")
        let bye = try await Live.client().getIfPresent(.configMaps, "demo-bye", namespace: namespace)
        #expect((bye != nil) == runsHooks)
    }

    @Test(arguments: [true, false])
    func rightsForHooksAreAskedForOnlyWhereTheyRun(_ runsHooks: Bool) async throws {
        var plan = try ReleasePlan.plain(.install) {
            $0.onFailure = .rollback
            $0.runsHooks = runsHooks
        }
        plan.record.body["namespace"] = "apps"
        plan.record.body["hooks"] = [
            [
                "name": "demo-bye", "kind": "ConfigMap", "path": "templates/bye.yaml", "events": ["pre-delete"],
                "manifest": .string(Self.farewell),
            ]
        ]
        let needs = try await Live.driver().planner.wayBackNeeds(of: plan)
        #expect(needs.requests.contains { $0.name == "demo-bye" } == runsHooks)
    }

    // MARK: - Two are deployed

    /// A run that ends between its last two writes leaves one that is deployed, and the next run has the other step back.
    @Test func theNewRevisionIsDeployedBeforeTheFormerStepsBack() async throws {
        let transport = FaultyTransport()
        let engine = ReleaseEngine.native(
            client: try await transport.client(), charts: ChartResolver(remote: UnreachableCharts()))
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, ["text": "one"]))
        transport.fail { request in
            request.method == .put && request.url.contains("sh.helm.release.v1.demo.v1")
                ? .failure(403, "Forbidden", "not for the moment") : nil
        }
        var second = try request(namespace, ["text": "two"])
        let error = try await failure(engine, second)
        #expect(
            error.message.hasPrefix("revision 2 is deployed, but revision 1 could not be marked superseded: "),
            "\(error)")
        #expect(error.hasChanged)
        let between = try await statuses(engine, namespace)
        #expect(between == ["deployed", "deployed"])

        transport.fail(nil)
        second.options.mode = .ensure
        let log = EventLog()
        let outcome = try await engine.ensure(second, phase: .releases, events: log)
        #expect(outcome.change == .unchanged && outcome.record.revision == 2)
        #expect(
            log.messages.contains(
                "revision 1 was deployed beside a newer one, where a run died; marked it superseded"),
            "\(log.messages)")
        let after = try await statuses(engine, namespace)
        #expect(after == ["superseded", "deployed"])
    }

    // MARK: - What failed revisions have left

    /// However few revisions are kept, the next run knows what a failed one made.
    @Test func whatAFailedRevisionMadeIsKnownAfterTheNextHasDied() async throws {
        try await EitherCluster.sandbox.with { engine, client, namespace in
            _ = try await engine.ensure(try request(namespace, ["text": "one"]))
            _ = try await engine.ensure(try request(namespace, ["text": "two", "extra": true]))
            try await client.rewriteRecord("demo", revision: 1, in: namespace, status: "deployed")
            try await client.rewriteRecord("demo", revision: 2, in: namespace, status: "failed")
            // A third begins, without what the second made, and dies before it removes anything.
            let storage = ReleaseStorage(client: client)
            let keys = try await storage.keys(release: "demo", namespace: namespace)
            var third = try await storage.read(try #require(keys.first))
            third.body["version"] = 3
            third.set(.pendingUpgrade, description: "Preparing upgrade")
            third.mark = RunMark(
                RunIdentity(id: "dead", command: "groundcrew", host: "elsewhere", processID: 3), hasLease: true)
            third.resourceVersion = ""
            try await storage.create(&third, keeping: keys, limit: 2)
            let extra = try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace)
            #expect(extra != nil)

            var fourth = try request(namespace, ["text": "four"])
            fourth.options.historyLimit = 2
            _ = try await engine.ensure(fourth)
            let left = try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace)
            #expect(left == nil)
            // What it has accounted for makes room.
            _ = try await engine.ensure(fourth)
            let revisions = try await engine.history("demo", namespace: namespace).map(\.revision)
            #expect(revisions == [4, 5])
        }
    }
}
