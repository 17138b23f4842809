import Kubernetes
import TestSupport
import Testing
import Value
import YAML

@testable import Preflight

/// Which pods are facts of their own, and what becomes of the others.
@Suite struct PodTallyTests {
    private static let demand = GPUDemand(
        name: "web", namespace: "team", workers: 1, perWorker: 1, ownLabelGroups: [[.init(key: "app", value: "web")]])

    private static let wanted = GPUDemand(
        name: "wanted", namespace: "team", workers: 1, perWorker: 1,
        ownLabelGroups: [[.init(key: "app.kubernetes.io/instance", value: "wanted")]])

    private static func read(_ pod: Value) throws -> APIPod {
        try APIPod(protobuf: ProtobufMessage(FleetProtobuf.pod(pod)[...]))
    }

    private func tally(_ pods: [String], waitingLimit: Int = 10) throws -> PodFacts {
        var tally = PodTally(demands: [Self.demand], keeping: ["app"], waitingLimit: waitingLimit)
        for pod in pods { try tally.add(try Self.read(try YAML.decode(pod, file: "pod"))) }
        return tally.facts
    }

    private static func pod(_ name: String, node: String = "n", cpu: String = "100m", more: String = "") -> String {
        """
        metadata: {name: '\(name)', namespace: team}
        spec:
          nodeName: '\(node)'
          containers: [{name: c, resources: {requests: {cpu: \(cpu), memory: 1Gi}}}]
          \(more)
        """
    }

    @Test func whatHoldsNothingSpecialIsCountedByNode() throws {
        let facts = try tally([
            Self.pod("a", more: "priority: 7"), Self.pod("b", cpu: "1", more: "priority: -2"), Self.pod("c", node: "m"),
            Self.pod("d", node: ""),
        ])
        #expect(facts.pods.isEmpty)
        #expect(
            facts.uses == [
                // Of those that wait, without a word why.
                NodeUse(node: "", use: .init(milliCPU: 100, memory: 1 << 30), pods: 1, lowestPriority: 0),
                NodeUse(node: "m", use: .init(milliCPU: 100, memory: 1 << 30), pods: 1, lowestPriority: 0),
                NodeUse(node: "n", use: .init(milliCPU: 1100, memory: 2 << 30), pods: 2, lowestPriority: -2),
            ])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var pod: String
        /// Nil where it is no fact of its own.
        var fact: PodFact?
        var isCounted = false

        init(_ name: String, _ pod: String, _ fact: PodFact? = nil, isCounted: Bool = false) {
            testDescription = name
            self.pod = pod
            self.fact = fact
            self.isCounted = isCounted
        }
    }

    private static let cases: [Case] = [
        Case(
            "one that holds an accelerator",
            """
            metadata: {name: p, namespace: other, labels: {app: web, tier: back}}
            spec:
              nodeName: 'n'
              priority: 5
              containers: [{name: c, resources: {limits: {nvidia.com/gpu: "2", cpu: "1"}}}]
            """,
            PodFact(
                namespace: "other", name: "p", node: "n", requests: ["nvidia.com/gpu": 2], labels: ["app": "web"],
                use: .init(milliCPU: 1000), priority: 5)),
        Case(
            "one that holds another extended resource",
            """
            metadata: {name: p, namespace: other}
            spec:
              nodeName: 'n'
              containers: [{name: c, resources: {limits: {rdma/hca: "1"}, requests: {ephemeral-storage: 1Gi}}}]
            """,
            PodFact(
                namespace: "other", name: "p", node: "n", requests: ["rdma/hca": 1], use: .init(disk: 1 << 30))),
        Case(
            "one of what is wanted, whatever it holds",
            """
            metadata: {name: p, namespace: team, labels: {app: web}}
            spec: {nodeName: 'n', containers: [{name: c}]}
            """, PodFact(namespace: "team", name: "p", node: "n", requests: [:], labels: ["app": "web"])),
        Case(
            "one of the same labels in another namespace",
            "{metadata: {name: p, namespace: other, labels: {app: web}}, spec: {nodeName: 'n'}}", isCounted: true),
        Case(
            "a stranger with labels of its own",
            "{metadata: {name: p, namespace: team, labels: {app: api}}, spec: {nodeName: 'n'}}", isCounted: true),
        Case(
            "one of what is wanted that waits",
            "{metadata: {name: p, namespace: team, labels: {app: web}}, spec: {}}",
            PodFact(namespace: "team", name: "p", node: "", requests: [:], labels: ["app": "web"])),
        Case(
            "one that waits for an accelerator",
            """
            metadata: {name: p, namespace: other}
            spec: {containers: [{name: c, resources: {requests: {nvidia.com/gpu: "1"}}}]}
            status: {phase: Pending}
            """, PodFact(namespace: "other", name: "p", node: "", requests: ["nvidia.com/gpu": 1])),
        Case(
            "one with gates",
            "{metadata: {name: p, namespace: other}, spec: {schedulingGates: [{name: kai}, {name: grove}]}}",
            PodFact(namespace: "other", name: "p", node: "", requests: [:], gates: ["kai", "grove"])),
        Case(
            "one for which there is no node",
            """
            metadata: {name: p, namespace: other}
            spec: {}
            status:
              conditions:
              - {type: Initialized, status: "False", message: not it}
              - {type: PodScheduled, status: "False", reason: Unschedulable, message: 0/3 nodes are available}
            """,
            PodFact(
                namespace: "other", name: "p", node: "", requests: [:], unschedulable: "0/3 nodes are available")),
        Case(
            "one for which there is no node, by the reason alone",
            """
            metadata: {name: p, namespace: other}
            spec: {}
            status: {conditions: [{type: PodScheduled, status: "False", reason: SchedulerError, message: ""}]}
            """, PodFact(namespace: "other", name: "p", node: "", requests: [:], unschedulable: "SchedulerError")),
        Case(
            "one for which there is no node, and nobody says why",
            """
            metadata: {name: p, namespace: other}
            spec: {}
            status: {conditions: [{type: PodScheduled, status: "False"}]}
            """, PodFact(namespace: "other", name: "p", node: "", requests: [:], unschedulable: "no reason is given")),
        Case(
            "one that has a node by now",
            """
            metadata: {name: p, namespace: other}
            spec: {nodeName: 'n'}
            status: {conditions: [{type: PodScheduled, status: "False", message: old}]}
            """, isCounted: true),
        Case(
            "one that is about to be scheduled",
            "{metadata: {name: p, namespace: other}, spec: {}, status: {phase: Pending}}", isCounted: true),
        Case(
            "one that has succeeded",
            """
            metadata: {name: p, namespace: team, labels: {app: web}}
            spec: {nodeName: 'n', containers: [{name: c, resources: {limits: {nvidia.com/gpu: "2"}}}]}
            status: {phase: Succeeded}
            """),
        Case("one that has failed", "{metadata: {name: p}, spec: {nodeName: 'n'}, status: {phase: Failed}}"),
        Case("one without a specification", "{metadata: {name: p}}"),
    ]

    @Test(arguments: cases)
    func eachPodCountsOnce(_ example: Case) throws {
        let facts = try tally([example.pod])
        #expect(facts.pods == (example.fact.map { [$0] } ?? []))
        #expect(facts.uses.map(\.pods) == (example.isCounted ? [1] : []))
    }

    @Test func whatTheSchedulerSaysIsShortened() throws {
        let facts = try tally([
            """
            metadata: {name: p, namespace: other}
            spec: {}
            status: {conditions: [{type: PodScheduled, status: "False", message: \(String(repeating: "é", count: 400))}]}
            """
        ])
        #expect(facts.pods.first?.unschedulable == String(repeating: "é", count: 300))
    }

    /// Memory stays bounded, however many wait; those of what is wanted come first.
    @Test func onlySoManyOfThoseThatWaitAreFacts() throws {
        var pods = (0..<20).map { index in
            """
            metadata: {name: p\(10 + index), namespace: other}
            spec: {priority: \(index), schedulingGates: [{name: g}], containers: [{name: c, resources: {requests: {cpu: "1"}}}]}
            """
        }
        pods.append("{metadata: {name: z, namespace: team, labels: {app: web}}, spec: {}}")
        pods.append(Self.pod("plain", node: "", cpu: "1"))
        let facts = try tally(pods, waitingLimit: 4)
        #expect(facts.pods.map(\.name) == ["p10", "p11", "p12", "z"])
        #expect(facts.uses.count == 1)
        #expect(facts.uses.first?.node == "")
        #expect(facts.uses.first?.pods == 18)
        #expect(facts.uses.first?.use.milliCPU == 18_000)
        #expect(facts.uses.first?.lowestPriority == 0)
    }

    /// Neither the server's order nor the pages that it gives make a difference.
    @Test func orderAndPagesMakeNoDifference() throws {
        var random = SplitMix(state: 99)
        for _ in 0..<200 {
            let pods = try RandomFleet(using: &random).pods.map { try Self.read($0) }
            let limit = Int.random(in: 1...3, using: &random)
            let empty = PodTally(demands: [Self.wanted], waitingLimit: limit)
            var whole = empty
            for pod in pods { try whole.add(pod) }
            let cut = Int.random(in: 0...pods.count, using: &random)
            var (first, second) = (empty, empty)
            for pod in pods[..<cut].shuffled(using: &random) { try first.add(pod) }
            for pod in pods[cut...].shuffled(using: &random) { try second.add(pod) }
            second.add(first)
            #expect(second.facts == whole.facts)
            #expect(whole.facts.pods.count { $0.node.isEmpty } <= limit)
        }
    }

    /// Counted the other way round: pod by pod, from what a server has.
    @Test func nothingIsLostOfWhatPodsTake() throws {
        var random = SplitMix(state: 5)
        for _ in 0..<200 {
            let pods = RandomFleet(using: &random).pods
            var tally = PodTally(demands: [Self.wanted], waitingLimit: 2)
            var expected: [String: Int64] = [:]
            for pod in pods {
                try tally.add(try Self.read(pod))
                let phase = pod["status"]?["phase"]?.string
                if phase == "Succeeded" || phase == "Failed" { continue }
                expected[pod["spec"]?["nodeName"]?.string ?? "", default: 0] += 1
            }
            var counted: [String: Int64] = [:]
            for use in tally.facts.uses { counted[use.node, default: 0] += use.pods }
            for pod in tally.facts.pods { counted[pod.node, default: 0] += 1 }
            #expect(counted == expected)
        }
    }

    @Test func amountsBeyondAllNumbersStopAtTheLargest() throws {
        let facts = try tally([
            Self.pod("a", cpu: "9P"), Self.pod("b", cpu: "9P"),
            """
            metadata: {name: p, namespace: other}
            spec:
              nodeName: 'n'
              containers:
              - {name: a, resources: {limits: {nvidia.com/gpu: "9223372036854775807"}}}
              - {name: b, resources: {limits: {nvidia.com/gpu: "9223372036854775807"}}}
            """,
        ])
        #expect(facts.uses.first?.use.milliCPU == Int64.max)
        #expect(facts.pods.first?.requests == ["nvidia.com/gpu": Int64.max])
    }
}
