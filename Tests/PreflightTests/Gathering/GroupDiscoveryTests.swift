import Testing
import Value

@testable import Preflight

/// What it costs to find out which types a server has: nothing is asked about groups that nobody needs, and nothing twice.
@Suite struct GroupDiscoveryTests: FactGathering {
    private static func group(_ name: String, _ versions: String...) -> Value {
        let entries = versions.map { version -> Value in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(name), "versions": .array(entries), "preferredVersion": entries[0]]
    }

    private static func groups(_ groups: Value...) -> StubTransport.Answer { .json(200, ["groups": .array(groups)]) }

    private static func types(_ plurals: String...) -> StubTransport.Answer {
        .json(
            200,
            [
                "resources": .array(
                    plurals.map { ["name": .string($0), "kind": .string($0), "namespaced": true, "verbs": ["list"]] })
            ])
    }

    private static let served: [String: StubTransport.Answer] = [
        "/api/v1": types("services", "secrets"), "/apis/apps/v1": types("deployments", "daemonsets"),
        "/apis": groups(group("apps", "v1"), group("gpu.test.io", "v1", "v1alpha1"), group("left.test.io", "v1")),
        "/apis/gpu.test.io/v1": types("policies"), "/apis/gpu.test.io/v1alpha1": types("drivers"),
    ]

    /// - Parameter types: such as `deployments.apps`.
    private func gather(
        _ types: [String], _ names: Set<FactName> = [], _ answers: [String: StubTransport.Answer] = [:]
    ) async throws -> (facts: Facts, discovery: Int, requests: [String]) {
        let (gatherer, stub) = try gatherer(Self.served.merging(answers) { $1 })
        let wishes = types.map { ObjectsWish(Self.query($0), fields: []) }
        let counter = RequestCounter()
        let facts = try await gatherer.counting(by: counter).gather(FactWishes(names, objects: wishes), for: Subject())
        // The server's version is a document of discovery, too.
        let asked = stub.requests.filter { $0 != "/version" && $0 != "/api/v1/namespaces/kube-system" }
        return (facts, counter.counts.discovery - 1, asked)
    }

    private static func query(_ type: String) -> ObjectsQuery {
        let parts = type.split(separator: ".", maxSplits: 1).map(String.init)
        return ObjectsQuery(group: parts.count > 1 ? parts[1] : "", resource: parts[0])
    }

    /// Types of Kubernetes itself are where they have been for years; of other groups, the versions are listed first.
    @Test(arguments: [
        (["services", "secrets"], 1), (["deployments.apps", "daemonsets.apps", "services"], 2),
        (["policies.gpu.test.io"], 2), (["policies.gpu.test.io", "drivers.gpu.test.io"], 3),
        (["as.none.test.io", "bs.other.test.io", "cs.third.test.io"], 1),
        (["deployments.apps", "services", "policies.gpu.test.io", "as.none.test.io", "bs.other.test.io"], 4),
    ])
    func noGroupThatIsNeededCostsMoreThanOne(_ types: [String], _ count: Int) async throws {
        let (_, discovery, requests) = try await gather(types)
        #expect(discovery == count, "\(requests)")
        let documents = requests.filter { $0.split(separator: "/").count <= ($0.hasPrefix("/apis") ? 3 : 2) }
        #expect(Set(documents).count == documents.count, "\(documents)")
        #expect(!documents.contains { $0.contains("left.test.io") })
    }

    /// On a server that is too old for the version that others have.
    @Test func aTypeOfKubernetesItselfMayBeInAnotherVersion() async throws {
        let type = "endpointslices.discovery.k8s.io"
        let group = "/apis/discovery.k8s.io"
        let (facts, _, requests) = try await gather(
            [type], [],
            [
                "/apis": Self.groups(Self.group("discovery.k8s.io", "v1beta1")),
                "\(group)/v1beta1": Self.types("endpointslices"),
                "\(group)/v1beta1/endpointslices": StubTransport.list([]),
            ])
        #expect(facts[Self.query(type).fact] == .known([]))
        #expect(requests.prefix(3) == ["\(group)/v1", "/apis", "\(group)/v1beta1"])
    }

    @Test(arguments: [StubTransport.refusal(403, "Forbidden"), StubTransport.refusal(404, "NotFound")])
    func whereTheListOfGroupsIsNotGivenEachIsAsked(_ answer: StubTransport.Answer) async throws {
        let group = "/apis/gpu.test.io"
        let (facts, _, requests) = try await gather(
            ["policies.gpu.test.io", "as.none.test.io"], [],
            [
                "/apis": answer, group: .json(200, Self.group("gpu.test.io", "v1")),
                "\(group)/v1/policies": StubTransport.list([]),
            ])
        #expect(facts[Self.query("policies.gpu.test.io").fact] == .known([]))
        #expect(facts[Self.query("as.none.test.io").fact] == .absent)
        for path in ["/apis", group, "\(group)/v1", "/apis/none.test.io"] {
            #expect(requests.filter { $0 == path }.count == 1, "\(path)")
        }
    }

    /// Both dynamic resource allocation and lists that checks ask for are of one group.
    @Test func aGroupIsSharedAmongFacts() async throws {
        let type = "resourceslices.resource.k8s.io"
        let group = "/apis/resource.k8s.io"
        let (facts, discovery, requests) = try await gather(
            [type], [.resourceSlices],
            [
                "/apis": Self.groups(Self.group("resource.k8s.io", "v1")),
                "\(group)/v1": Self.types("resourceslices"),
                "\(group)/v1/resourceslices": StubTransport.list([]),
                "\(group)/v1/deviceclasses": StubTransport.list([]),
                "\(group)/v1/resourceclaims": StubTransport.list([]),
            ])
        #expect(facts[Self.query(type).fact] == .known([]))
        guard case .known = facts[.resourceSlices] else {
            Issue.record("\(facts[.resourceSlices])")
            return
        }
        #expect(discovery == 2, "\(requests)")
    }

    /// One version that does not answer is asked about once, however many wait for it.
    @Test func aFailureIsEverybodys() async throws {
        let types = ["deployments.apps", "daemonsets.apps", "statefulsets.apps"]
        let (facts, discovery, requests) = try await gather(
            types, [], ["/apis/apps/v1": StubTransport.refusal(403, "Forbidden")])
        for type in types {
            guard case .unknown(let reason) = facts[Self.query(type).fact] else {
                Issue.record("\(facts[Self.query(type).fact])")
                continue
            }
            #expect(reason.code == .forbidden && reason.resource == "/apis/apps/v1")
        }
        #expect(discovery == 1, "\(requests)")
    }
}
