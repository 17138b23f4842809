import HTTP
import Kubernetes
import Processes
import Synchronization
import TestSupport
import Testing
import Value

@testable import Preflight

/// Objects of any type, of a cluster that has them, lacks them, or does not say.
@Suite struct ObjectsFactsTests: FactGathering {
    private static let group = "/apis/scheduling.test.io"

    private static func types(_ resources: [(name: String, kind: String, namespaced: Bool)]) -> StubTransport.Answer {
        .json(
            200,
            [
                "kind": "APIResourceList",
                "resources": .array(
                    resources.map {
                        [
                            "name": .string($0.name), "kind": .string($0.kind), "namespaced": .bool($0.namespaced),
                            "verbs": ["get", "list"],
                        ]
                    }),
            ])
    }

    private static func entry(_ group: String, _ versions: [String], preferred: String) -> Value {
        [
            "name": .string(group),
            "versions": .array(
                versions.map { ["groupVersion": .string("\(group)/\($0)"), "version": .string($0)] }),
            "preferredVersion": [
                "groupVersion": .string("\(group)/\(preferred)"), "version": .string(preferred),
            ],
        ]
    }

    private static let discovery: [String: StubTransport.Answer] = [
        "/apis": .json(200, ["groups": [entry("scheduling.test.io", ["v1beta1", "v1"], preferred: "v1")]]),
        "\(group)/v1": types([("priorityclasses", "PriorityClass", false)]),
        "\(group)/v1beta1": types([("priorityclasses", "PriorityClass", false), ("workloads", "Workload", true)]),
        "/api/v1": types([
            ("services", "Service", true), ("services/status", "Service", true), ("secrets", "Secret", true),
            ("namespaces", "Namespace", false),
        ]),
    ]

    private static let classes = ObjectsQuery(group: "scheduling.test.io", resource: "priorityclasses")

    private static func priorityClass(_ name: String, _ value: Int64) -> Value {
        ["metadata": ["name": .string(name), "uid": "u"], "value": .integer(value), "description": "for tests"]
    }

    private static func service(_ name: String, _ namespace: String) -> Value {
        [
            "metadata": ["name": .string(name), "namespace": .string(namespace), "uid": "u"],
            "spec": ["type": "ClusterIP", "clusterIP": "10.0.0.1"],
        ]
    }

    private func gather(
        _ query: ObjectsQuery, _ fields: [String] = [], for want: Object = [:],
        _ answers: [String: StubTransport.Answer] = [:]
    ) async throws -> (facts: Facts, requests: [String]) {
        let (gatherer, stub) = try gatherer(Self.discovery.merging(answers) { $1 })
        let wish = ObjectsWish(query, fields: try fields.map { try FieldPath($0) })
        let facts = try await gatherer.gather(FactWishes(objects: [wish]), for: Subject(want))
        let ignored = ["/version", "/api/v1/namespaces/kube-system"]
        return (facts, stub.requests.filter { !ignored.contains($0) })
    }

    // MARK: Known

    @Test func objectsAreCutDownAndInOrder() async throws {
        let (facts, requests) = try await gather(
            Self.classes, ["value"],
            [
                "\(Self.group)/v1/priorityclasses": StubTransport.list([
                    Self.priorityClass("low", 1), Self.priorityClass("high", 1000),
                ])
            ])
        #expect(
            facts[Self.classes.fact]
                == .known([
                    ["metadata": ["name": "high"], "value": 1000], ["metadata": ["name": "low"], "value": 1],
                ]))
        #expect(facts.objects[Self.classes.fact] == RecordedObjects(fields: .paths(["value"])))
        #expect(
            requests == ["/apis", "\(Self.group)/v1", "\(Self.group)/v1/priorityclasses?limit=250"],
            "one list, and one look at the version")
    }

    @Test func noneIsAnEmptyList() async throws {
        let (facts, _) = try await gather(
            Self.classes, [], ["\(Self.group)/v1/priorityclasses": StubTransport.list([])])
        #expect(facts[Self.classes.fact] == .known([]))
    }

    /// A version that is not the preferred one may have what the preferred one lacks.
    @Test func anOlderVersionServesWhatThePreferredOneLacks() async throws {
        let workloads = ObjectsQuery(group: "scheduling.test.io", resource: "workloads")
        let (facts, requests) = try await gather(
            workloads, [],
            ["\(Self.group)/v1beta1/workloads": StubTransport.list([Self.service("w", "a")])])
        #expect(facts[workloads.fact] == .known([["metadata": ["name": "w", "namespace": "a"]]]))
        #expect(requests.last?.hasPrefix("\(Self.group)/v1beta1/workloads?") == true, "\(requests)")
    }

    @Test func selectorsAreSent() async throws {
        let query = ObjectsQuery(resource: "services", labelSelector: "app=web", fieldSelector: "metadata.name=a")
        let (facts, requests) = try await gather(
            query, ["spec.type"], ["/api/v1/services": StubTransport.list([Self.service("a", "x")])])
        #expect(
            facts[query.fact]
                == .known([["metadata": ["name": "a", "namespace": "x"], "spec": ["type": "ClusterIP"]]]))
        #expect(requests.last?.contains("labelSelector=app%3Dweb") == true, "\(requests)")
        #expect(requests.last?.contains("fieldSelector=metadata.name%3Da") == true, "\(requests)")
    }

    @Test func eachWantedNamespaceIsListedByItself() async throws {
        let query = ObjectsQuery(resource: "services", namespaces: .wanted)
        let want: Object = [
            "operators": [["name": "o", "namespace": "system"]],
            "deployments": [["name": "d", "namespace": "models"], ["name": "e", "namespace": "none-such"]],
        ]
        let (facts, requests) = try await gather(
            query, [], for: want,
            [
                "/api/v1/namespaces/system/services": StubTransport.list([Self.service("z", "system")]),
                "/api/v1/namespaces/models/services": StubTransport.list([
                    Self.service("b", "models"), Self.service("a", "models"),
                ]),
                "/api/v1/namespaces/none-such/services": StubTransport.list([]),
                "/api/v1/services": StubTransport.refusal(403, "Forbidden"),
            ])
        let found = facts[query.fact].value?.array?.compactMap { $0["metadata"]?["name"]?.string }
        #expect(found == ["a", "b", "z"])
        #expect(facts.objects[query.fact]?.namespaces == ["system", "models", "none-such"])
        #expect(requests.filter { $0.contains("/services") }.count == 3)
    }

    @Test func whereNothingIsWantedNothingIsRead() async throws {
        let query = ObjectsQuery(resource: "services", namespaces: .wanted)
        let (facts, requests) = try await gather(query)
        #expect(facts[query.fact] == .known([]))
        #expect(requests == ["/api/v1"])
    }

    @Test func whatIsNamedIsReadByNameAndMissingOnesAreLeftOut() async throws {
        let query = ObjectsQuery(group: "scheduling.test.io", resource: "priorityclasses", names: ["high", "none"])
        let (facts, requests) = try await gather(
            query, ["value"],
            [
                "\(Self.group)/v1/priorityclasses/high": .json(200, Self.priorityClass("high", 5)),
                "\(Self.group)/v1/priorityclasses/none": CRDFactsTests.absentCRD("none"),
            ])
        #expect(facts[query.fact] == .known([["metadata": ["name": "high"], "value": 5]]))
        #expect(requests.filter { $0.contains("priorityclasses") }.count == 2)
    }

    @Test func aNameInAnyNamespaceIsLookedForEverywhere() async throws {
        let query = ObjectsQuery(resource: "services", names: ["a"])
        let (facts, requests) = try await gather(
            query, [], ["/api/v1/services": StubTransport.list([Self.service("a", "y"), Self.service("a", "x")])])
        let found = facts[query.fact].value?.array?.compactMap { $0["metadata"]?["namespace"]?.string }
        #expect(found == ["x", "y"])
        #expect(requests.last?.contains("fieldSelector=metadata.name%3Da") == true)
    }

    @Test func oneGroupIsAskedOnceForManyLists() async throws {
        let (gatherer, stub) = try gatherer(
            Self.discovery.merging([
                "\(Self.group)/v1/priorityclasses": StubTransport.list([]),
                "\(Self.group)/v1beta1/workloads": StubTransport.list([]), "/api/v1/services": StubTransport.list([]),
                "/api/v1/secrets": StubTransport.list([]),
            ]) { $1 })
        let queries = [
            Self.classes, ObjectsQuery(group: "scheduling.test.io", resource: "workloads"),
            ObjectsQuery(resource: "services"), ObjectsQuery(resource: "secrets"),
        ]
        let wishes = FactWishes(objects: queries.map { ObjectsWish($0, fields: []) })
        let facts = try await gatherer.gather(wishes, for: Subject())
        for query in queries { #expect(facts[query.fact] == .known([]), "\(query.fact)") }
        for path in ["/apis", "\(Self.group)/v1", "\(Self.group)/v1beta1", "/api/v1"] {
            #expect(stub.requests.filter { $0 == path }.count == 1, "\(path)")
        }
        #expect(!stub.requests.contains(Self.group))
        // A type that comes with an operator is found by the next run.
        _ = try await gatherer.gather(wishes, for: Subject())
        #expect(stub.requests.filter { $0 == "\(Self.group)/v1" }.count == 2)
    }

    // MARK: Absent

    @Test func aTypeThatIsNotServedIsAbsent() async throws {
        let gateways = ObjectsQuery(group: "gateway.networking.k8s.io", resource: "gateways")
        let (facts, requests) = try await gather(gateways)
        #expect(facts[gateways.fact] == .absent)
        #expect(facts.objects[gateways.fact] == nil)
        #expect(requests == ["/apis"])
        let pandas = ObjectsQuery(group: "scheduling.test.io", resource: "pandas")
        let (other, _) = try await gather(pandas)
        #expect(other[pandas.fact] == .absent, "the group is served, and has no such type")
    }

    // MARK: Unknown

    @Test(arguments: [
        (StubTransport.refusal(403, "Forbidden"), UnknownReason.Code.forbidden),
        (StubTransport.refusal(401, "Unauthorized"), .unauthorized), (.error(.firstByteTimedOut), .timeout),
        (.error(.connectionRefused), .unreachable), (.error(.certificateNotTrusted), .untrusted),
        (.text(200, "no JSON"), .failed), (StubTransport.refusal(404, "NotFound"), .failed),
        (.json(200, ["items": []]), .failed),
    ])
    func f32aListThatIsNotReadIsNeitherAbsentNorEmpty(
        _ answer: StubTransport.Answer, _ code: UnknownReason.Code
    ) async throws {
        let (facts, _) = try await gather(Self.classes, [], ["\(Self.group)/v1/priorityclasses": answer])
        guard case .unknown(let reason) = facts[Self.classes.fact] else {
            Issue.record("\(facts[Self.classes.fact])")
            return
        }
        #expect(reason.code == code)
        #expect(reason.verb == "list" && reason.resource == "priorityclasses.scheduling.test.io", "\(reason)")
        #expect(facts.objects.isEmpty)
    }

    @Test(arguments: [
        (StubTransport.refusal(403, "Forbidden"), UnknownReason.Code.forbidden), (.error(.firstByteTimedOut), .timeout),
        (StubTransport.refusal(503, "ServiceUnavailable"), .failed),
    ])
    func aGroupThatDoesNotSayWhatItServesIsNotAbsent(
        _ answer: StubTransport.Answer, _ code: UnknownReason.Code
    ) async throws {
        for path in ["/apis", "\(Self.group)/v1"] {
            // The list that is forbidden leaves the groups to be asked one by one.
            let (facts, _) = try await gather(Self.classes, [], [path: answer, Self.group: answer])
            guard case .unknown(let reason) = facts[Self.classes.fact] else {
                Issue.record("\(facts[Self.classes.fact])")
                continue
            }
            #expect(reason.code == code)
            #expect(reason.resource == (path == "/apis" && code == .forbidden ? Self.group : path))
        }
    }

    @Test func oneNamespaceThatIsForbiddenMakesAllUnknown() async throws {
        let query = ObjectsQuery(resource: "services", namespaces: .named(["a", "b"]))
        let (facts, _) = try await gather(
            query, [],
            [
                "/api/v1/namespaces/a/services": StubTransport.list([Self.service("s", "a")]),
                "/api/v1/namespaces/b/services": StubTransport.refusal(403, "Forbidden"),
            ])
        guard case .unknown(let reason) = facts[query.fact] else {
            Issue.record("\(facts[query.fact])")
            return
        }
        #expect(reason.code == .forbidden && reason.message.contains("in namespace \"b\""), "\(reason)")
    }

    @Test func aForbiddenNameIsNotMissing() async throws {
        let query = ObjectsQuery(group: "scheduling.test.io", resource: "priorityclasses", names: ["high"])
        let (facts, _) = try await gather(
            query, [], ["\(Self.group)/v1/priorityclasses/high": StubTransport.refusal(403, "Forbidden")])
        guard case .unknown(let reason) = facts[query.fact] else {
            Issue.record("\(facts[query.fact])")
            return
        }
        #expect(reason.verb == "get" && reason.code == .forbidden)
    }

    @Test func namespacesOfATypeThatHasNoneAreAMistake() async throws {
        let query = ObjectsQuery(group: "scheduling.test.io", resource: "priorityclasses", namespaces: .named(["a"]))
        let (facts, _) = try await gather(query)
        guard case .unknown(let reason) = facts[query.fact] else {
            Issue.record("\(facts[query.fact])")
            return
        }
        #expect(reason.code == .failed && reason.message.contains("do not stand in namespaces"))
    }

    @Test func moreThanAnybodyJudgesIsUnknown() async throws {
        let many = (0...PreflightLimits.objects).map { Self.service("s\($0)", "a") }
        let query = ObjectsQuery(resource: "services")
        let (facts, _) = try await gather(query, [], ["/api/v1/services": StubTransport.list(many)])
        guard case .unknown(let reason) = facts[query.fact] else {
            Issue.record("more than the limit were taken")
            return
        }
        #expect(reason.message == "there are more than 20000 services, more than are judged")
        #expect(reason.verb == "list" && reason.resource == "services")
    }

    // MARK: Metadata alone

    /// Tells what was asked for by the `Accept` header; some servers refuse metadata alone.
    private final class Metadata: HTTPTransport {
        let inner: StubTransport
        let refuses: Bool
        private let seen = Mutex<[String]>([])

        init(_ inner: StubTransport, refuses: Bool) {
            self.inner = inner
            self.refuses = refuses
        }

        var accepted: [String] { seen.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let accept = request.headers["Accept"] ?? ""
            if request.url.contains("/secrets") {
                seen.withLock { $0.append(accept) }
                if refuses, accept.contains("PartialObjectMetadataList") {
                    let body = StubTransport.status(406, "NotAcceptable").jsonBytes()
                    return HTTPResponse(status: 406, body: HTTPBody(body))
                }
            }
            return try await inner.send(request)
        }
    }

    @Test(arguments: [false, true]) func metadataAloneIsAskedForWhereThatIsAll(_ refuses: Bool) async throws {
        let stub = StubTransport(
            StubTransport.cluster.merging(Self.discovery) { $1 }.merging([
                "/api/v1/secrets": StubTransport.list([
                    ["metadata": ["name": "a", "namespace": "b", "labels": ["x": "y"]], "data": ["token": "secret"]]
                ])
            ]) { $1 })
        let transport = Metadata(stub, refuses: refuses)
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: transport)
        let gatherer = FactGatherer(client: client, transport: transport, processes: NoPrograms(), environment: [:])
        let query = ObjectsQuery(resource: "secrets")
        let wish = ObjectsWish(query, fields: [try FieldPath("metadata.labels")])
        let facts = try await gatherer.gather(FactWishes(objects: [wish]), for: Subject())
        #expect(
            facts[query.fact]
                == .known([["metadata": ["name": "a", "namespace": "b", "labels": ["x": "y"]]]]))
        #expect(transport.accepted.first?.contains("PartialObjectMetadataList") == true)
        #expect(transport.accepted.count == (refuses ? 2 : 1))
    }
}
