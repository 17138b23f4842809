import HTTP
import Testing
import Value

@testable import Preflight

/// What a former installation left of CRDs whose operator is gone.
@Suite struct LeftObjectsTests: FactGathering {
    private static let subject = Subject(operators: [
        .init(name: "a", provider: "p", namespace: "one", version: "1.0.0", crds: ["as.test.io", "shared.test.io"]),
        .init(name: "a", provider: "p", namespace: "two", version: "1.0.0", crds: ["others.test.io"]),
        .init(name: "b", provider: "p", namespace: "two", version: "1.0.0", crds: ["shared.test.io", "bs.test.io"]),
    ])

    private static func decided(_ name: String, _ namespace: String, _ code: String) -> Value {
        ["name": .string(name), "namespace": .string(namespace), "code": .string(code)]
    }

    @Test func thoseOfOperatorsThatAreThereByTheirCRDsAlone() {
        let operators: Value = [
            Self.decided("a", "one", "crds-left"), Self.decided("a", "two", "own"),
            Self.decided("b", "two", "crds-left"), Self.decided("c", "two", "crds-left"),
        ]
        let found = LeftObjects.crds(operators, Self.subject)
        #expect(found.map(\.crd) == ["as.test.io", "shared.test.io", "bs.test.io"])
        #expect(found.map(\.owner) == ["a", "a", "b"])
        #expect(LeftObjects.crds(.null, Self.subject).isEmpty)
    }

    private static func object(_ name: String, going: Bool = false, finalizers: [String] = []) -> Value {
        var metadata: Object = ["name": .string(name), "namespace": "models"]
        if going { metadata["deletionTimestamp"] = "2026-11-01T00:00:00Z" }
        if !finalizers.isEmpty { metadata["finalizers"] = .array(finalizers.map(Value.string)) }
        return ["metadata": .object(metadata)]
    }

    @Test func objectsAreCountedAndThoseThatWaitNamed() {
        let page = [
            Self.object("a"), Self.object("b", going: true, finalizers: ["test.io/x", "test.io/y"]),
            Self.object("c", going: true), Self.object("d", finalizers: ["test.io/x"]),
        ]
        let value = LeftObjects.value("as.test.io", owner: "a", page, isWhole: false)
        let expected: Value = [
            "crd": "as.test.io", "operator": "a", "count": 4, "whole": false,
            "names": ["models/a", "models/b", "models/c"], "stuck": ["models/b (test.io/x, test.io/y)"], "unseen": "",
        ]
        #expect(value == expected)
    }

    private static let discovery: [String: StubTransport.Answer] = [
        "/apis/test.io": .json(
            200,
            [
                "name": "test.io", "versions": [["groupVersion": "test.io/v1", "version": "v1"]],
                "preferredVersion": ["groupVersion": "test.io/v1", "version": "v1"],
            ]),
        "/apis/test.io/v1": .json(
            200,
            [
                "kind": "APIResourceList",
                "resources": [["name": "as", "kind": "A", "namespaced": true, "verbs": ["list"]]],
            ]),
    ]

    private func found(_ answers: [String: StubTransport.Answer], _ crds: [String]) async throws -> [Value] {
        let (gatherer, _) = try gatherer(Self.discovery.merging(answers) { $1 })
        let fact = try await gatherer.leftObjects(crds.map { (crd: $0, owner: "a") })
        guard case .known(let value) = fact else {
            Issue.record("\(fact)")
            return []
        }
        return try #require(value.array)
    }

    @Test func objectsAreListed() async throws {
        let entries = try await found(
            ["/apis/test.io/v1/as": StubTransport.list([Self.object("a")])], ["as.test.io", "bs.test.io"])
        #expect(entries.count == 1, "what is not served has no objects")
        #expect(entries.first?["count"] == 1)
        #expect(entries.first?["whole"] == true)
    }

    @Test func theFirstPageIsEnough() async throws {
        let entries = try await found(
            ["/apis/test.io/v1/as": StubTransport.list([Self.object("a")], more: "next")], ["as.test.io"])
        #expect(entries.first?["count"] == 1)
        #expect(entries.first?["whole"] == false)
    }

    @Test("F32: what cannot be looked at says nothing of others")
    func aRefusalIsOfOneAlone() async throws {
        let entries = try await found(
            ["/apis/test.io/v1/as": StubTransport.refusal(403, "Forbidden")], ["as.test.io", "nonsense"])
        #expect(entries.count == 1)
        #expect(entries.first?["unseen"]?.string?.contains("cannot list as.test.io") == true)
    }

    @Test func whatBecomesOfOperatorsHasToBeKnown() async throws {
        let fact = try await gather(.leftObjects)
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.code == .notGathered)
    }
}
