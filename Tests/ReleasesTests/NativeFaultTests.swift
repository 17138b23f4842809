import Events
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// What happens to installs in the field, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct NativeFaultTests {
    // MARK: - What is there already

    @Test func objectsOfOtherOwnersStopTheRunBeforeAnythingIsChanged() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"]], namespace: namespace)
        let driver = try await Live.driver()
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(try TestChart.changing.request("demo", in: namespace, values: ["extra": true]))
        }
        #expect(error?.code == .notOwned)
        #expect(error?.hasChanged == false)
        #expect(error?.message.contains("ConfigMap \(namespace)/demo-map belongs to no release") == true)
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) == nil)
        #expect(try await driver.record("demo", namespace: namespace) == nil)
    }

    @Test func aConflictNamesManagerAndFieldAndIsNotForced() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        var request = try TestChart.plain.request("demo", in: namespace)
        _ = try await driver.ensure(request)
        _ = try await client.apply(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"],
                "data": ["text": "mine"],
            ], namespace: namespace, options: ApplyOptions(fieldManager: "gitops", force: true))
        request.values = ["text": "ours"]
        let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        #expect(error?.code == .applyFailed)
        #expect(error?.message.contains(".data.text (gitops)") == true, "\(String(describing: error))")
        #expect(error?.hasChanged == false)
        let record = try #require(try await driver.record("demo", namespace: namespace))
        #expect(record.status == "deployed")
        #expect(record.revision == 1)
        #expect(try await client.get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"] == "mine")
    }

    @Test func driftAndLostObjectsAreSetRight() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        let request = try TestChart.changing.request("demo", in: namespace, values: ["extra": true])
        _ = try await driver.ensure(request)
        _ = try await client.delete(.configMaps, "demo-extra", namespace: namespace)
        #expect(try await driver.ensure(request).change == .changed)
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) != nil)
        #expect(try await driver.ensure(request).change == .unchanged)
    }

    @Test func whatIsKeptByPolicyStays() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        let map = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
            """
        let log = EventLog()
        _ = try await driver.ensure(try TestChart("keeper", ["templates/a.yaml": map]).request("demo", in: namespace))
        let without = TestChart("keeper", version: "1.1.0", [:])
        let outcome = try await driver.ensure(
            try without.request("demo", in: namespace), phase: .operators, events: log)
        #expect(outcome.warnings == ["ConfigMap \(namespace)/kept stays: its policy is keep"])
        #expect(try await client.getIfPresent(.configMaps, "kept", namespace: namespace) != nil)
    }

    @Test func aTerminatingNamespaceIsSaidSoF20() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "stuck", "finalizers": ["example.com/never"]],
            ], namespace: namespace)
        _ = try await client.delete(.namespaces, namespace)
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await Live.driver().ensure(try TestChart.plain.request("demo", in: namespace))
        }
        #expect(error?.message.contains("namespace \(namespace) is being deleted") == true)
        _ = try await client.patch(
            .configMaps, "stuck", namespace: namespace, with: .merge(["metadata": ["finalizers": .null]]))
    }

    // MARK: - Locks

    @Test func whatHelmLeftPendingIsLockedUntilItIsRecovered() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        let request = try TestChart.plain.request("demo", in: namespace)
        _ = try await driver.ensure(request)
        try await client.rewriteRecord("demo", revision: 1, in: namespace, status: "pending-install")
        let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        #expect(error?.code == .locked)
        #expect(error?.hasChanged == false)
        #expect(
            error?.hint == "wait for that Helm; if none runs any more: groundcrew release recover demo --namespace "
                + "\(namespace); nothing was changed")
        let repaired = try #require(
            try await driver.recover(
                "demo", namespace: namespace, timeout: .seconds(60), phase: .operators, events: NoEvents()))
        #expect(repaired.record.status == "failed")
        #expect(repaired.findings.count == 1)
        #expect(
            repaired.findings.first?.hasSuffix("left by Helm: it is marked failed; its objects are as it left them")
                == true)
        let outcome = try await driver.ensure(request)
        #expect(outcome.record.revision == 2)
        #expect(outcome.record.status == "deployed")
        let again = try await driver.recover(
            "demo", namespace: namespace, timeout: .seconds(60), phase: .operators, events: NoEvents())
        #expect(again?.hasChanged == false)
    }

    /// The revision's own objects are accounted for: nothing is orphaned by what the next run leaves out.
    @Test(arguments: ["pending-install", "pending-upgrade", "uninstalling"])
    func whatADeadRunLeftIsRecoveredByTheNextF1(_ status: String) async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        var request = try TestChart.changing.request("demo", in: namespace, values: ["extra": true])
        _ = try await driver.ensure(request)
        let dead = RunIdentity(id: "dead", command: "groundcrew install", host: "elsewhere", processID: 3)
        try await client.rewriteRecord(
            "demo", revision: 1, in: namespace, status: status, mark: RunMark(dead, hasLease: true))
        request.values = ["extra": false]
        let log = EventLog()
        let outcome = try await driver.ensure(request, phase: .operators, events: log)
        #expect(outcome.record.revision == 2)
        #expect(outcome.record.status == "deployed")
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) == nil)
        #expect(try await client.getIfPresent(.configMaps, "demo-map", namespace: namespace) != nil)
        #expect(
            log.messages.contains {
                $0.hasPrefix("revision 1 is \(status) since ")
                    && $0.hasSuffix(
                        "groundcrew install (process 3 on elsewhere) died at it; marked it failed, and this run accounts "
                            + "for what it did")
            }, "\(log.messages)")
        #expect(try await driver.uninstall(request) != nil)
        #expect(try await client.getIfPresent(.configMaps, "demo-map", namespace: namespace) == nil)
    }

    @Test func twoRunsAtOnceNeverBothInstallF2() async throws {
        let driver = try await Live.driver()
        let namespace = try await Live.client().makeNamespace()
        let request = try TestChart.changing.request("demo", in: namespace)
        let outcomes = await withTaskGroup(of: Result<ReleaseOutcome, any Error>.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do { return .success(try await driver.ensure(request)) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var created = 0
        for outcome in outcomes {
            switch outcome {
            case .success(let outcome): if outcome.change == .created { created += 1 }
            case .failure(let error): #expect((error as? ReleaseError)?.code == .locked, "\(error)")
            }
        }
        #expect(created == 1)
        let record = try #require(try await driver.record("demo", namespace: namespace))
        #expect(record.status == "deployed")
        #expect(record.revision == 1)
    }

    @Test func anUnreadableRecordIsNamedNeverSkipped() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        _ = try await driver.ensure(try TestChart.plain.request("demo", in: namespace))
        _ = try await client.patch(
            .secrets, "sh.helm.release.v1.demo.v1", namespace: namespace, with: .merge(["data": ["release": "AAAA"]]))
        let listing = try await driver.list(namespace: namespace)
        #expect(listing.releases.isEmpty)
        #expect(listing.unreadable.map(\.object) == ["sh.helm.release.v1.demo.v1"])
        for attempt in ["record", "ensure"] {
            let error = await #expect(throws: ReleaseError.self) {
                switch attempt {
                case "record": _ = try await driver.record("demo", namespace: namespace)
                default: _ = try await driver.ensure(try TestChart.plain.request("demo", in: namespace))
                }
            }
            #expect(error?.code == .recordUnreadable)
            #expect(error?.message.contains("\(namespace)/sh.helm.release.v1.demo.v1") == true)
        }
    }

    @Test func historyEndsAtTenRevisions() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        for number in 1...13 {
            let request = try TestChart.plain.request("demo", in: namespace, values: ["text": .string("n\(number)")])
            #expect(try await driver.ensure(request).record.revision == number)
        }
        let secrets = try await client.listAll(
            .secrets, namespace: namespace, options: ListOptions(labelSelector: "owner=helm", metadataOnly: true))
        #expect(secrets.items.count == 10)
    }

    // MARK: - Waiting

    @Test func cancellingMidWaitLeavesATruthfulRecord() async throws {
        let driver = try await Live.driver()
        let namespace = Live.unique()
        let log = EventLog()
        let request = try TestChart.neverReady.request("demo", in: namespace, waits: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            // As much time as it takes on a busy machine.
            group.addTask {
                try await Grace.scope(clock: HandClock()) {
                    _ = try await driver.ensure(request, phase: .operators, events: log)
                }
            }
            while !log.messages.contains(where: { $0.hasPrefix("waiting for") }) {
                try await Task.sleep(for: .milliseconds(20))
            }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        let record = try #require(try await driver.record("demo", namespace: namespace))
        #expect(record.status == "failed")
        #expect(record.description == "Release \"demo\" failed: interrupted")

        // The next run goes on from there.
        var again = request
        again.waits = false
        let outcome = try await driver.ensure(again)
        #expect(outcome.record.revision == 2)
        #expect(outcome.record.status == "deployed")
    }

    @Test func timeIsUpWithTheReason() async throws {
        let driver = try await Live.driver()
        let request = try TestChart.neverReady.request(
            "demo", in: Live.unique(), waits: true, timeout: .seconds(60))
        let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        #expect(error?.code == .timedOut)
        #expect(
            error?.message.contains("Deployment.apps \(request.namespace)/demo-web") == true,
            "\(String(describing: error))")
    }

    @Test func quotaIsTheReasonF26() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "none"],
                "spec": ["hard": ["pods": "0"]],
            ], namespace: namespace)
        let request = try TestChart.neverReady.request("demo", in: namespace, waits: true)
        let error = await #expect(throws: ReleaseError.self) { _ = try await Live.driver().ensure(request) }
        #expect(error?.code == .notReady)
        #expect(error?.message.contains("exceeded quota") == true, "\(String(describing: error))")
        #expect(error?.hint?.contains("quota") == true)
    }

    // MARK: - The cluster

    @Test func aBrokenAPIOfSomebodyElseStopsNothingF22() async throws {
        try await ControlPlane.with(controllers: false) { cluster in
            let client = try Live.client(of: cluster)
            _ = try await client.create(
                [
                    "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
                    "metadata": ["name": "v1.broken.example.com"],
                    "spec": [
                        "group": "broken.example.com", "version": "v1", "groupPriorityMinimum": 100,
                        "versionPriority": 100, "insecureSkipTLSVerify": true,
                        "service": ["name": "nobody", "namespace": "default"],
                    ],
                ])
            while try await client.discoverAll().failures.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
            let driver = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            #expect(try await driver.ensure(try TestChart.plain.request("demo", in: "apps")).change == .created)
        }
    }

    // MARK: - Rights

    @Test func aUserWithoutRightsIsStoppedBeforeAPartialInstallF27() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let user = Live.unique("user")
        // All of a namespace's admin, but nothing outside it.
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "dev"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]],
            ], namespace: namespace)
        let limited = ReleaseEngine.native(
            client: try await Live.client(impersonating: user), charts: ChartResolver(remote: UnreachableCharts()))

        let clusterWide = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: \(user)}
            rules: []
            """
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n"
        let chart = TestChart("wide", ["templates/a.yaml": map, "templates/b.yaml": clusterWide])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await limited.ensure(try chart.request("demo", in: namespace))
        }
        #expect(error?.code == .forbidden)
        #expect(error?.message.contains("clusterroles") == true, "\(String(describing: error))")
        #expect(try await client.getIfPresent(.configMaps, "first", namespace: namespace) == nil)
        #expect(try await Live.driver().record("demo", namespace: namespace) == nil)

        // What the user may do works.
        #expect(try await limited.ensure(try TestChart.plain.request("demo", in: namespace)).change == .created)
    }

}
