import TestSupport
import Testing
import Value

@testable import Preflight

/// The same fleet in protobuf and in JSON gives the same facts.
@Suite struct FleetFormsTests {
    private static let want: Object = [
        "deployments": [["name": "wanted", "namespace": "team", "nodeSelector": ["zone": "a"]]]
    ]
    private static let names: Set<FactName> = [.nodes, .pods, .nodeUse]

    @Test func bothFormsSayTheSame() async throws {
        var random = SplitMix(state: 36)
        for round in 0..<150 {
            let fleet = RandomFleet(using: &random)
            let json = FleetTransport(nodes: fleet.nodes, pods: fleet.pods, piece: nil)
            let protobuf = FleetTransport(
                nodes: fleet.nodes, pods: fleet.pods, piece: [1, 7, 100, 100_000][round % 4])
            let expected = try await json.gather(Self.names, for: Self.want)
            let facts = try await protobuf.gather(Self.names, for: Self.want)
            for name in Self.names {
                #expect(facts[name] == expected[name], "round \(round)")
                guard case .known = facts[name] else {
                    Issue.record("round \(round): \(facts[name])")
                    continue
                }
            }
            for (transport, form) in [(protobuf, "protobuf"), (json, "json")] {
                let lists = ["nodes", "pods"].map { "/api/v1/\($0)?resourceVersion=0 \(form)" }
                #expect(transport.lists.sorted() == lists)
            }
        }
    }

    /// What is recorded is read again as it was, and nothing of a container's environment is in it.
    @Test func whatIsRecordedIsReadAgain() async throws {
        var random = SplitMix(state: 37)
        for _ in 0..<50 {
            let fleet = RandomFleet(using: &random)
            let facts = try await FleetTransport(nodes: fleet.nodes, pods: fleet.pods)
                .gather(Self.names, for: Self.want)
            let nodes = try (facts[.nodes].value?.array ?? []).map { try NodeFact(value: $0) }
            #expect(nodes.map(\.value) == facts[.nodes].value?.array)
            #expect(nodes.map(\.name) == fleet.nodes.compactMap { $0["metadata"]?["name"]?.string }.sorted())
            let pods = try (facts[.pods].value?.array ?? []).map { try PodFact(value: $0) }
            #expect(pods.map(\.value) == facts[.pods].value?.array)
            let uses = try (facts[.nodeUse].value?.array ?? []).map { try NodeUse(value: $0) }
            #expect(uses.map(\.value) == facts[.nodeUse].value?.array)
            #expect(!facts.json.json().contains("secret"))
        }
    }

    @Test func aListThatIsCutIsNeverAFewNodesLess() async throws {
        let node: Value = ["metadata": ["name": "n"]]
        let whole = FleetProtobuf.list("Node", [node, node, node])
        for end in stride(from: 0, to: whole.count - 4, by: 3) {
            let stub = CutTransport(body: Array(whole[..<end]))
            let fact = try await stub.nodes()
            guard case .unknown(let reason) = fact else {
                Issue.record("cut at \(end): \(fact)")
                continue
            }
            #expect(reason.code == .failed)
            #expect(reason.message.contains("the list ends before it is complete"), "\(reason)")
        }
    }

    @Test func objectsWithoutNamesAreRefused() async throws {
        let nodes = try await FleetTransport(nodes: [["metadata": ["uid": "u"]]]).gather([.nodes])
        let pods = try await FleetTransport(pods: [["metadata": ["uid": "u"]]]).gather([.pods])
        for (fact, words) in [(nodes[.nodes], "a node has no name"), (pods[.pods], "a pod has no name")] {
            guard case .unknown(let reason) = fact else {
                Issue.record("\(fact)")
                continue
            }
            #expect(reason.message.contains(words), "\(reason)")
        }
    }

    @Test func anAmountThatIsNoneMakesTheListUnknown() async throws {
        for piece in [nil, 50] {
            let node: Value = ["metadata": ["name": "n"], "status": ["allocatable": ["memory": "much"]]]
            let facts = try await FleetTransport(nodes: [node], piece: piece).gather([.nodes])
            guard case .unknown(let reason) = facts[.nodes] else {
                Issue.record("\(facts[.nodes])")
                continue
            }
            #expect(reason.message.contains("much"), "\(reason)")
        }
    }
}
