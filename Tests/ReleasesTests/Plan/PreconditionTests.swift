import HTTP
import Kubernetes
import Testing
import Value

@testable import Releases

/// What is looked at before the first change: whose the objects are, and whether there is a place for them.
@Suite struct PreconditionTests {
    private func checks(_ server: ScriptedServer, createsNamespace: Bool = true) throws -> ReleaseChecks {
        var request = try TestChart.plain.request("demo", in: "apps")
        request.createsNamespace = createsNamespace
        return ReleaseChecks(client: try server.client(), request: request)
    }

    // MARK: - The namespace

    @Test func aMissingNamespaceIsMadeOrRefused() async throws {
        #expect(try await checks(ScriptedServer()).namespaceIsMissing())
        let error = await #expect(throws: ReleaseError.self) {
            try await checks(ScriptedServer(), createsNamespace: false).namespaceIsMissing()
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "release apps/demo: there is no namespace apps")
        #expect(error?.hint == "kubectl create namespace apps")
    }

    /// Users of one namespace may not look at it.
    @Test func aNamespaceThatMayNotBeSeenIsTakenToBeThere() async throws {
        let hidden = ScriptedServer { _ in .failure(403, "Forbidden", "no") }
        #expect(try await !checks(hidden, createsNamespace: false).namespaceIsMissing())
        let broken = ScriptedServer { _ in .failure(500, "InternalError", "boom") }
        await #expect(throws: KubernetesError.self) { try await checks(broken).namespaceIsMissing() }
    }

    @Test func aNamespaceOnItsWayOutSaysWhatHoldsItF20() async throws {
        let live: Value = [
            "metadata": ["name": "apps", "deletionTimestamp": "2026-01-01T00:00:00Z"],
            "status": [
                "conditions": [
                    ["type": "NamespaceContentRemaining", "status": "True", "message": "pods. has 1 resource"],
                    ["type": "NamespaceDeletionDiscoveryFailure", "status": "False", "message": "all is well"],
                    ["type": "NamespaceFinalizersRemaining", "status": "True", "message": "x/y in 1 resource"],
                ]
            ],
        ]
        let server = ScriptedServer { _ in .object(200, live) }
        let error = await #expect(throws: ReleaseError.self) { try await checks(server).namespaceIsMissing() }
        #expect(error?.code == .applyFailed)
        #expect(error?.message == "namespace apps is being deleted: pods. has 1 resource: x/y in 1 resource")
        #expect(error?.hasChanged == false)
    }

    // MARK: - Owners

    private func objects() throws -> [ReleaseObject] {
        try ["one", "two", "ours", "new"].map {
            try ReleaseObject.yaml("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \($0), namespace: apps}\n")
        }
    }

    /// `one` is kustomize's, `two` is nobody's, `ours` bears the release's marks, and `new` is not there.
    private static func server() throws -> ScriptedServer {
        let ours = try ReleaseObject.yaml("kind: ConfigMap\nmetadata: {name: ours}\n")
            .owned(byRelease: "demo", in: "apps").value
        return ScriptedServer { request in
            switch request.url.split(separator: "/").last {
            case "one": .object(200, ["metadata": ["labels": ["app.kubernetes.io/managed-by": "kustomize"]]])
            case "two": .object(200, ["metadata": ["name": "two"]])
            case "ours": .object(200, ours)
            default: nil
            }
        }
    }

    @Test func allThatIsSomebodyElsesIsNamedAtOnce() async throws {
        let server = try Self.server()
        let objects = try objects()
        var live = LiveObjects()
        var error: ReleaseError?
        do {
            _ = try await checks(server).checkOwnership(objects, noting: &live)
        } catch let found as ReleaseError {
            error = found
        }
        #expect(error?.code == .notOwned)
        #expect(
            error?.message
                == "the chart's objects exist already: ConfigMap apps/one is managed by kustomize; "
                + "ConfigMap apps/two belongs to no release")
        #expect(error?.hint?.contains("meta.helm.sh/release-name=demo") == true)
        #expect(error?.hint?.contains("--take-ownership") == true)
    }

    @Test func whatWasSeenIsNotLookedAtTwice() async throws {
        let server = try Self.server()
        let objects = Array(try objects().suffix(2))
        var live = LiveObjects()
        let taken = try await checks(server).checkOwnership(objects, noting: &live)
        #expect(taken == nil)
        #expect(live[objects[0]] != nil)
        guard case .there = live.sight(of: objects[0]), case .absent = live.sight(of: objects[1]) else {
            Issue.record("what was seen is not noted")
            return
        }
        let other = try ReleaseObject.yaml("kind: ConfigMap\nmetadata: {name: other, namespace: apps}\n")
        guard case .unknown = live.sight(of: other) else {
            Issue.record("an object that nobody looked at is known")
            return
        }
        #expect(!live.isCurrent(other))
    }

    /// What is nobody's is what was asked for.
    @Test func whoTakesOwnershipIsToldWhoseItWas() async throws {
        let server = try Self.server()
        var checks = try checks(server)
        var request = checks.request
        request.options.takesOwnership = true
        checks = ReleaseChecks(client: checks.client, request: request)
        var live = LiveObjects()
        let objects = try objects()
        let taken = try await checks.checkOwnership(objects, noting: &live)
        #expect(
            taken
                == "objects of others are taken over: ConfigMap apps/one is managed by kustomize; take them out of what "
                + "has them, or they may be taken back")
        let rest = try await checks.checkOwnership(Array(objects.dropFirst()), noting: &live)
        #expect(rest == nil)
    }

    // MARK: - Sizes

    @Test func allThatIsTooLargeIsNamedAtOnce() throws {
        let text = String(repeating: "x", count: SizeRule.dataBytes + 1)
        let objects = try ["one", "two", "three"].map {
            try ReleaseObject.yaml("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \($0), namespace: apps}\n")
        }.map { object in
            var object = object
            if object.name != "two" { object.value = object.value.merged(with: ["data": ["a": .string(text)]]) }
            return object
        }
        let checks = try checks(ScriptedServer())
        let error = #expect(throws: ReleaseError.self) { try checks.checkSizes(objects) }
        #expect(
            error?.message
                == "the server cannot take what the chart gives: ConfigMap apps/one holds 1048577 bytes of data, and a "
                + "server takes 1048576; ConfigMap apps/three holds 1048577 bytes of data, and a server takes 1048576")
        try checks.checkSizes([objects[1]])
    }

    /// A kind of somebody else's may be called the same.
    @Test func onlyKubernetesOwnKindsHaveALimitOfData() throws {
        let text = String(repeating: "x", count: SizeRule.dataBytes + 1)
        func obstacle(_ apiVersion: String) -> String? {
            SizeRule.obstacle(["apiVersion": .string(apiVersion), "kind": "Secret", "stringData": ["a": .string(text)]])
        }
        #expect(obstacle("v1") != nil)
        #expect(obstacle("example.com/v1") == nil)
    }
}
