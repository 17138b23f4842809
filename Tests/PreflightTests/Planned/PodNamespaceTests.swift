import Testing
import Value

@testable import Preflight

/// The namespaces that pods go to: which are read, and how.
@Suite struct PodNamespaceTests: FactGathering {
    private static func part(_ namespaces: [String], missing: Set<String> = []) throws -> RenderedPart {
        let text = namespaces.map { PlannedCase.deployment(namespace: $0) }.joined()
        var part = RenderedPart(
            owner: "operator keda", release: "keda", namespace: "keda",
            objects: try PlannedCase.values(text) + [
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c", "namespace": "config"]]
            ])
        part.missingNamespaces = missing
        return part
    }

    private func gathered(
        _ parts: [RenderedPart], _ answers: [String: StubTransport.Answer] = [:], want: Object = [:]
    ) async throws -> (fact: Fact, requests: [String]) {
        let (plain, stub) = try gatherer(answers)
        var gatherer = plain
        gatherer.planned = PlannedWork(rendered: { _ in parts })
        let facts = try await gatherer.gather([.podNamespaces], for: Subject(want))
        return (facts[.podNamespaces], stub.requests.filter { $0.hasPrefix("/api/v1/namespaces") })
    }

    private static func namespace(_ name: String, labels: Object = [:]) -> StubTransport.Answer {
        .json(200, ["metadata": ["name": .string(name), "labels": .object(labels)]])
    }

    /// Nobody lists all namespaces, and those without pods are left alone.
    @Test func thoseOfPodsAreReadByName() async throws {
        let (fact, requests) = try await gathered(
            [try Self.part(["keda", "web", "late"], missing: ["late"])],
            [
                "/api/v1/namespaces/keda": Self.namespace("keda", labels: [PodNamespace.label: "restricted"]),
                "/api/v1/namespaces/web": Self.namespace("web"),
                "/api/v1/namespaces/models": StubTransport.refusal(403, "Forbidden"),
            ], want: ["deployments": [["name": "d", "namespace": "models"]]])
        let known = (fact.value?.array ?? []).map(PodNamespace.init(value:))
        #expect(known.map(\.name) == ["keda", "models", "web"])
        #expect(known.map(\.level) == ["restricted", "", ""])
        #expect(known.map(\.unknown?.code) == [nil, .forbidden, nil])
        #expect(known[1].unknown?.verb == "get" && known[1].unknown?.resource == "namespaces")
        let paths = ["keda", "kube-system", "models", "web"].map { "/api/v1/namespaces/\($0)" }
        #expect(requests.sorted() == paths, "the one that tells which cluster it is, and these")
    }

    @Test func whereNothingIsPlannedNoneIsRead() async throws {
        let (gatherer, stub) = try gatherer()
        let facts = try await gatherer.gather([.podNamespaces], for: Subject())
        #expect(facts[.podNamespaces] == .absent)
        #expect(stub.requests.filter { $0.hasPrefix("/api/v1/namespaces") } == ["/api/v1/namespaces/kube-system"])
    }

    @Test(arguments: [
        PodNamespace(name: "a"), PodNamespace(name: "a", level: "baseline"),
        PodNamespace(name: "a", unknown: UnknownReason(.forbidden, "no", verb: "get", resource: "namespaces")),
    ])
    func whatIsRecordedIsReadBack(namespace: PodNamespace) {
        #expect(PodNamespace(value: namespace.value) == namespace)
    }
}
