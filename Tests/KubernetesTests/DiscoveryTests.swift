import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@Suite struct DiscoveryTests {
    private let apps = ScriptedTransport.Answer.json([
        "kind": "APIResourceList", "groupVersion": "apps/v1",
        "resources": [
            [
                "name": "deployments", "singularName": "deployment", "namespaced": true, "kind": "Deployment",
                "verbs": ["get", "list"], "shortNames": ["deploy"],
            ],
            ["name": "deployments/scale", "namespaced": true, "kind": "Scale", "verbs": ["get"]],
            ["name": 5],
        ],
    ])
    private let absent = ScriptedTransport.Answer.response(404, [:], "404 page not found\n")

    @Test func f22onlyTheGroupAskedForIsRead() async throws {
        let transport = ScriptedTransport([apps])
        let client = try KubernetesClient.scripted(transport)
        for _ in 0..<3 {
            let type = try await client.resourceType(apiVersion: "apps/v1", kind: "Deployment")
            #expect(type.plural == "deployments")
            #expect(type.subresources == ["scale"])
        }
        #expect(transport.urls == ["https://cluster.example:6443/apis/apps/v1"])
    }

    @Test func f14anUnknownKindIsLookedUpAgainEachTime() async throws {
        let transport = ScriptedTransport([absent, .json(["resources": []]), apps])
        let client = try KubernetesClient.scripted(transport)
        for message in ["API version apps/v1 is not served", "kind Deployment is not served in apps/v1"] {
            let error = try await #require(throws: KubernetesError.self) {
                try await client.resourceType(apiVersion: "apps/v1", kind: "Deployment")
            }
            #expect(error.code == .resourceTypeNotFound)
            #expect(error.message == message)
        }
        _ = try await client.resourceType(apiVersion: "apps/v1", kind: "Deployment")
    }

    @Test func f32discoveryThatIsForbiddenIsNotAnAbsentType() async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.status(403, "Forbidden", "no")]))
        let error = try await #require(throws: KubernetesError.self) {
            try await client.resourceType(apiVersion: "apps/v1", kind: "Deployment")
        }
        #expect(error.code == .forbidden)
    }

    @Test func thePreferredVersionIsAskedFirst() async throws {
        let transport = ScriptedTransport([
            .json([
                "kind": "APIGroup", "name": "apps",
                "versions": [["version": "v1beta1"], ["version": "v1"]], "preferredVersion": ["version": "v1"],
            ]),
            apps,
        ])
        let client = try KubernetesClient.scripted(transport)
        #expect(try await client.resourceType(group: "apps", resource: "deploy").version == "v1")
        #expect(try await client.resourceType(group: "apps", resource: "deployment").version == "v1")
        #expect(transport.urls.map { $0.dropFirst(28) } == ["/apis/apps", "/apis/apps/v1"])
        #expect(try await client.group("apps").versions == ["v1", "v1beta1"])
    }

    @Test func f22aGroupThatDoesNotAnswerIsAFailureOfTheReport() async throws {
        let groups: Value = [
            "groups": [["name": "apps", "versions": [["version": "v1"]], "preferredVersion": ["version": "v1"]]]
        ]
        let transport = ScriptedTransport([
            .json(["versions": []]), .json(groups), .status(503, "ServiceUnavailable", "down"),
            .status(503, "ServiceUnavailable", "down"), .status(503, "ServiceUnavailable", "down"),
            .status(503, "ServiceUnavailable", "down"), .status(503, "ServiceUnavailable", "down"),
        ])
        let report = try await KubernetesClient.scripted(transport).discoverAll()
        #expect(report.types.isEmpty)
        #expect(report.failures.map(\.groupVersion) == [GroupVersion("apps/v1")])
        #expect(report.failures.first?.error.code == .unavailable)
    }

    // MARK: - Once

    /// Whoever asks while an answer is under way gets the same, and whoever asks later, too.
    @Test func manyWhoNeedOneVersionAskOnce() async throws {
        let transport = ScriptedTransport([apps])
        let client = try KubernetesClient.scripted(transport)
        try await withThrowingTaskGroup(of: ResourceType.self) { group in
            for _ in 0..<20 {
                group.addTask { try await client.resourceType(apiVersion: "apps/v1", kind: "Deployment") }
            }
            for try await type in group { #expect(type.plural == "deployments") }
        }
        #expect(transport.urls.count == 1)
    }

    /// A look at what is there believes what it was told, absence included; whoever needs a type looks again.
    @Test func aLookIsToldOfAbsenceOnce() async throws {
        let transport = ScriptedTransport([absent, apps, absent, absent])
        let client = try KubernetesClient.scripted(transport)
        for _ in 0..<3 {
            let types = try await client.typesIfServed(in: GroupVersion("apps/v1"))
            #expect(types.isEmpty)
        }
        #expect(transport.urls.count == 1)
        _ = try await client.resourceType(apiVersion: "apps/v1", kind: "Deployment")
        let types = try await client.typesIfServed(in: GroupVersion("apps/v1"))
        #expect(types.map(\.kind) == ["Deployment"])
        #expect(transport.urls.count == 2)
        client.forgetDiscovery(group: "apps")
        for _ in 0..<2 {
            let types = try await client.typesIfServed(in: GroupVersion("apps/v1"))
            #expect(types.isEmpty)
        }
        #expect(transport.urls.count == 3)
        await #expect(throws: KubernetesError.self) { try await client.types(in: GroupVersion("apps/v1")) }
    }

    @Test func whatIsForbiddenIsNotAbsent() async throws {
        let transport = ScriptedTransport([.status(403, "Forbidden", "no"), apps])
        let client = try KubernetesClient.scripted(transport)
        let error = try await #require(throws: KubernetesError.self) {
            try await client.typesIfServed(in: GroupVersion("apps/v1"))
        }
        #expect(error.code == .forbidden)
        let types = try await client.typesIfServed(in: GroupVersion("apps/v1"))
        #expect(types.count == 1)
    }

    /// Several charts are looked at in one run: they share one list, and one look at each version.
    @Test func severalLooksShareOneList() async throws {
        let transport = ScriptedTransport([groups, .json(["resources": []]), apps, core, groups])
        let client = try KubernetesClient.scripted(transport)
        _ = try await client.namedGroups()
        _ = try await client.types(in: GroupVersion("v1"))
        for _ in 0..<3 {
            let report = try await client.discoverAll(listsAnew: false)
            #expect(report.groupVersions == [GroupVersion("v1"), GroupVersion("apps/v1")])
            #expect(report.types.map(\.kind) == ["Deployment"])
        }
        #expect(transport.urls.map { $0.dropFirst(28) } == ["/apis", "/api/v1", "/apis/apps/v1"])
        // Who needs what is there now has it listed anew.
        let report = try await client.discoverAll()
        #expect(report.groupVersions == [GroupVersion("apps/v1")])
        #expect(transport.urls.map { $0.dropFirst(28) }.suffix(2) == ["/api", "/apis"])
    }

    private let core = ScriptedTransport.Answer.json(["versions": []])
    private let groups = ScriptedTransport.Answer.json([
        "groups": [["name": "apps", "versions": [["version": "v1"]], "preferredVersion": ["version": "v1"]]]
    ])
    private let unavailable = ScriptedTransport.Answer.response(503, [:], "service unavailable\n")

    /// An aggregated API without a server behind it, met by work that waits out a restart of the API server.
    @Test func f22aBrokenGroupCostsNoPatience() async throws {
        let clock = InstantClock()
        let broken = Array(repeating: unavailable, count: 200)
        let transport = ScriptedTransport([core, groups] + broken.prefix(5) + [core] + broken)
        let report = try await KubernetesClient.scripted(transport, clock: clock).patient().discoverAll()
        #expect(report.failures.map(\.groupVersion) == [GroupVersion("apps/v1")])
        #expect(clock.sleeps.reduce(.zero, +) < .seconds(12))
    }

    /// What stands before the server answers in its place while it restarts; no group may be missing then.
    @Test func f30aServerThatIsAwayMeanwhileIsWaitedFor() async throws {
        let away = Array(repeating: unavailable, count: 5)
        for failures in [away, [.failure(HTTPError(.connectionRefused, "refused"))]] {
            let transport = ScriptedTransport([core, groups] + failures + away + [core, unavailable, apps])
            let client = try KubernetesClient.scripted(transport, clock: InstantClock()).patient()
            let report = try await client.discoverAll()
            #expect(report.failures.isEmpty)
            #expect(report.types.map(\.kind) == ["Deployment"])
        }
    }

    @Test(arguments: [
        ("1", "20", "v1.20.2", 20), ("1", "33+", "v1.33.2-gke.100", 33), ("1", "25", "v1.25.0", 25),
    ])
    func versionsAreRead(_ major: String, _ minor: String, _ git: String, _ number: Int) async throws {
        let transport = ScriptedTransport([
            .json(["major": .string(major), "minor": .string(minor), "gitVersion": .string(git)])
        ])
        let version = try await KubernetesClient.scripted(transport).serverVersion()
        #expect(version.gitVersion == git)
        #expect((version.major, version.minor) == (1, number))
    }
}
