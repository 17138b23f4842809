import Kubernetes
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// An error tells whether anything had been changed by then.
@Suite(.timeLimit(.minutes(5)))
struct HasChangedTests {
    @Test func errorsSayWhatWasKnownWhenTheyEndedTheWork() throws {
        let cause = KubernetesError(.forbidden, "words")
        let plain = ReleaseError(.applyFailed, "words")
        let before = ReleaseError.ending(plain, release: "a/b", hasChanged: false)
        #expect((before as? ReleaseError)?.hasChanged == false)
        let after = try #require(ReleaseError.ending(plain, release: "a/b", hasChanged: true) as? ReleaseError)
        #expect(after.hasChanged && after.message == "words")
        // What a step knows already is not taken back.
        let known = ReleaseError(.helmFailed, "words", hasChanged: true)
        #expect((ReleaseError.ending(known, release: "a/b", hasChanged: false) as? ReleaseError)?.hasChanged == true)
        #expect(ReleaseError.ending(cause, release: "a/b", hasChanged: false) is KubernetesError)
        let wrapped = try #require(ReleaseError.ending(cause, release: "a/b", hasChanged: true) as? ReleaseError)
        #expect(wrapped.hasChanged && wrapped.release == "a/b" && wrapped.underlying is KubernetesError)
        #expect(ReleaseError.ending(CancellationError(), release: "a/b", hasChanged: true) is CancellationError)
    }

    @Test func whatIsRefusedBeforehandHasChangedNothing() async throws {
        let driver = try await Live.driver()
        let namespace = Live.unique()
        let large = TestChart(
            "large",
            [
                "templates/a.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: first}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: second}
                data: {text: "{{ repeat 1100000 "x" }}"}
                """
            ])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(try large.request("demo", in: namespace))
        }
        #expect(error?.hasChanged == false)
        #expect(error?.code == .invalidChart, "\(String(describing: error))")
        #expect(error?.message.contains("ConfigMap \(namespace)/second holds 1100000 bytes of data") == true)
        #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
    }

    @Test func anUninstallThatMayNotRemoveAllRemovesNothing() async throws {
        let client = try await Live.client()
        let namespace = Live.unique()
        let request = try TestChart.plain.request("demo", in: namespace)
        _ = try await Live.driver().ensure(request)
        let rules: Value = [["apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]]]
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "half"],
                "rules": rules,
            ], namespace: namespace)
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "half"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "half"],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "halfway"]],
            ], namespace: namespace)
        let driver = ReleaseEngine.native(
            client: try await Live.client(impersonating: "halfway"), charts: ChartResolver(remote: UnreachableCharts()))
        // Roles reach the authorizer a moment after they are there.
        var error: ReleaseError?
        for _ in 1...50 {
            do {
                _ = try await driver.uninstall(request)
                break
            } catch let found as ReleaseError {
                error = found
                break
            } catch let found as KubernetesError where found.code == .forbidden {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        #expect(error?.code == .forbidden)
        #expect(error?.hasChanged == false)
        #expect(error?.message.contains("delete configmaps") == true, "\(String(describing: error))")
        #expect(try await Live.driver().record("demo", namespace: namespace)?.status == "deployed")
    }

    /// The namespace is the only write before the lock: whoever finds another run at work there has changed nothing.
    @Test func aNamespaceCountsOnlyForTheRunThatGetsTheLock() throws {
        let noted = Mutex<[ClusterChange]>([])
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://127.0.0.1:1"), transport: FaultyTransport(),
            options: ClientOptions(onChange: { change in noted.withLock { $0.append(change) } }))
        let changes = ChangeFlag()
        let note = NamespaceNote()
        note.count(in: changes, client)
        #expect(!changes.isSet && noted.withLock { $0.isEmpty })
        note.take(.possible)
        note.count(in: changes, client)
        #expect(!changes.isSet && noted.withLock { $0 == [.possible] })
        note.take(.made)
        note.count(in: changes, client)
        note.count(in: changes, client)
        #expect(changes.isSet && noted.withLock { $0 == [.possible, .made] })
    }

    @Test func theSlowerOfTwoRunsHasChangedNothing() async throws {
        let driver = try await Live.driver()
        var refused: [ReleaseError] = []
        for _ in 1...5 {
            let request = try TestChart.plain.request("demo", in: Live.unique())
            refused += try await withThrowingTaskGroup(of: ReleaseError?.self) { group in
                for _ in 1...2 {
                    group.addTask {
                        do {
                            _ = try await driver.ensure(request)
                            return nil
                        } catch let error as ReleaseError where error.code == .locked {
                            return error
                        }
                    }
                }
                return try await group.reduce(into: []) { found, error in error.map { found.append($0) } }
            }
        }
        #expect(refused.allSatisfy { !$0.hasChanged })
    }
}
