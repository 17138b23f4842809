import Charts
import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// What a plan says before anything is changed, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct ChangeSetTests {
    private func request(
        _ namespace: String, values: Object = [:], chart: TestChart = .changing
    ) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace, values: values)
        request.options.mode = .upgradeOrInstall
        return request
    }

    private func lines(_ changes: ChangeSet) -> [String] {
        changes.objects.map { "\($0.wave) \($0.change.rawValue) \($0.object)" }
    }

    @Test func anInstallCreatesEverythingAndChangesNothingYet() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        let changes = try await engine.plan(try request(namespace, values: ["extra": true]))
        #expect(changes.verb == "install")
        #expect(changes.fromRevision == nil)
        #expect(changes.toRevision == 1)
        #expect(changes.createsNamespace)
        #expect(
            lines(changes) == [
                "0 hook ConfigMap demo-hook", "1 create ConfigMap \(namespace)/demo-extra",
                "1 create ConfigMap \(namespace)/demo-map",
            ])
        #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
    }

    @Test func anUpgradeNamesFieldsAndRemovals() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, values: ["text": "one", "extra": true]))
        let changes = try await engine.plan(try request(namespace, values: ["text": "two", "extra": false]))
        #expect(changes.verb == "upgrade")
        #expect(changes.fromRevision == 1)
        #expect(changes.toRevision == 2)
        #expect(
            lines(changes) == [
                "0 hook ConfigMap demo-hook", "1 change ConfigMap \(namespace)/demo-map",
                "2 remove ConfigMap \(namespace)/demo-extra",
            ])
        let fields = changes.objects[1].fields.map {
            "\($0.path) \($0.before?.json() ?? "-") \($0.after?.json() ?? "-")"
        }
        #expect(fields == ["data.extra \"yes\" -", "data.text \"one\" \"two\""])
        #expect(try await engine.record("demo", namespace: namespace)?.revision == 1)
    }

    @Test func driftAndConflictsAreSeen() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, values: ["text": "one"]))
        _ = try await client.apply(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"], "data": ["text": "mine"]],
            namespace: namespace, options: ApplyOptions(fieldManager: "gitops", force: true))
        let changes = try await engine.plan(try request(namespace, values: ["text": "one"]))
        let map = try #require(changes.objects.first { $0.object.hasSuffix("demo-map") })
        #expect(map.change == .change)
        #expect(map.conflicts == [DecidedField(field: ".data.text", manager: "gitops", verdict: .refuse)])
        #expect(changes.refused.map(\.object) == [map.object])
        #expect(map.fields.map { $0.before } == ["mine"])
        var forced = try request(namespace, values: ["text": "one"])
        forced.options.fieldChoices.takesAll = true
        let taking = try await engine.plan(forced)
        #expect(taking.refused.isEmpty)
        #expect(taking.objects.flatMap(\.conflicts).map(\.verdict) == [.take])
    }

    @Test func whatTheServerRefusesIsSaidBefore() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        func chart(_ selector: String) -> TestChart {
            TestChart(
                "web",
                [
                    "templates/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: \(selector)}}
                      template:
                        metadata: {labels: {app: \(selector)}}
                        spec: {containers: [{name: web, image: nowhere.invalid/web}]}
                    """
                ])
        }
        _ = try await engine.ensure(try request(namespace, chart: chart("one")))
        let changes = try await engine.plan(try request(namespace, chart: chart("two")))
        #expect(changes.refused.map(\.object) == ["Deployment.apps \(namespace)/web"])
        #expect(changes.refused.first?.reason?.contains("field is immutable") == true)
    }

    @Test func secretsAreHashedF10() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        func chart(_ text: String) -> TestChart {
            TestChart(
                "secret",
                ["templates/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: \(text)}\n"])
        }
        _ = try await engine.ensure(try request(namespace, chart: chart("first-secret")))
        let changes = try await engine.plan(try request(namespace, chart: chart("second-secret")))
        let text = changes.value.json()
        for secret in ["first-secret", "second-secret", "Zmlyc3Qtc2VjcmV0", "c2Vjb25kLXNlY3JldA"] {
            #expect(!text.contains(secret))
        }
        let field = try #require(changes.changed.first?.fields.first { "\($0.path)".hasPrefix("data.key") })
        #expect(field.before?.string?.hasPrefix("(12 bytes, sha256 ") == true)
        #expect(field.after?.string?.hasPrefix("(13 bytes, sha256 ") == true)
    }

    @Test func nothingToDoIsSaidSo() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        var request = try request(namespace)
        request.options.mode = .ensure
        _ = try await engine.ensure(request)
        let changes = try await engine.plan(request)
        #expect(changes.verb == "none")
        #expect(changes.toRevision == nil)
        #expect(lines(changes) == ["0 unchanged ConfigMap \(namespace)/demo-map"])
    }

    @Test func rollbacksAndRemovalsArePlannedToo() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, values: ["text": "one"]))
        _ = try await engine.ensure(try request(namespace, values: ["text": "two"]))
        let back = try await engine.plan(RollbackRequest(name: "demo", namespace: namespace))
        #expect(back.verb == "rollback")
        #expect(back.changed.map(\.object) == ["ConfigMap \(namespace)/demo-map"])
        let removal = try await engine.removalPlan("demo", namespace: namespace)
        #expect(removal?.verb == "uninstall")
        #expect(removal?.changed.map(\.change) == [.remove])
        #expect(try await engine.removalPlan("other", namespace: namespace) == nil)
    }
}
