import HTTP
import Synchronization
import Testing
import Value

@testable import Preflight

/// Volumes behind claims that deployments mount: which are looked at, and what placement makes of them.
@Suite struct ClaimedVolumeTests: FactGathering {
    private static let want: Object = [
        "deployments": [["name": "d", "namespace": "team", "volumes": ["models"], "gpus": ["workers": 1]]]
    ]

    private static let claims = "/api/v1/namespaces/team/persistentvolumeclaims"

    private static func claim(_ name: String, volume: String?) -> Value {
        [
            "metadata": ["name": .string(name), "namespace": "team"],
            "spec": ["volumeName": volume.map(Value.string) ?? .null, "accessModes": ["ReadWriteMany"]],
        ]
    }

    private static let volume: Value = [
        "kind": "PersistentVolume", "apiVersion": "v1", "metadata": ["name": "pv-1"],
        "spec": [
            "nodeAffinity": [
                "required": [
                    "nodeSelectorTerms": [
                        [
                            "matchExpressions": [
                                ["key": "topology.csi.test/zone", "operator": "In", "values": ["a"]]
                            ]
                        ]
                    ]
                ]
            ]
        ],
    ]

    /// A cluster with one claim, its volume and two nodes.
    private static let cluster: [String: StubTransport.Answer] = [
        "/api/v1": .json(
            200,
            [
                "kind": "APIResourceList",
                "resources": [
                    [
                        "name": "persistentvolumeclaims", "kind": "PersistentVolumeClaim", "namespaced": true,
                        "verbs": ["get", "list"],
                    ]
                ],
            ]),
        claims: StubTransport.list([claim("models", volume: "pv-1"), claim("other", volume: "pv-2")]),
        "/api/v1/persistentvolumes/pv-1": .json(200, volume),
        "/api/v1/nodes": StubTransport.list([node("n0", "a"), node("n1", "b")]),
    ]

    private static func node(_ name: String, _ zone: String) -> Value {
        ["metadata": ["name": .string(name), "labels": ["topology.csi.test/zone": .string(zone), "x": "y"]]]
    }

    private func gathered(
        _ names: Set<FactName>, for want: Object = Self.want, _ answers: [String: StubTransport.Answer] = [:]
    ) async throws -> (facts: Facts, requests: [String]) {
        let (gatherer, stub) = try gatherer(Self.cluster.merging(answers) { $1 })
        let facts = try await gatherer.gather(names, for: Subject(want))
        return (facts, stub.requests.map { String($0.prefix { $0 != "?" }) })
    }

    @Test func theVolumeIsReadByNameAndNodesKeepWhatItLooksAt() async throws {
        let (facts, requests) = try await gathered([.nodes, .claimedVolumes])
        let volumes = ClaimedVolume.all(in: facts[.claimedVolumes])
        #expect(volumes.map(\.volume) == ["pv-1"])
        #expect(volumes.map(\.termsText) == ["topology.csi.test/zone In (a)"])
        #expect(volumes.map(\.unknown) == [nil])
        #expect(facts.labels == ["topology.csi.test/zone"])
        let nodes = try (facts[.nodes].value?.array ?? []).map { try NodeFact(value: $0) }
        #expect(nodes.map(\.labels) == [["topology.csi.test/zone": "a"], ["topology.csi.test/zone": "b"]])
        let reading = requests.filter { $0.contains("persistentvolume") }
        #expect(reading == [Self.claims, "/api/v1/persistentvolumes/pv-1"], "no list of volumes")
        #expect(facts.facts[.volumeClaims] == nil, "nobody else asked for the claims")
    }

    /// The list is the one that checks ask for, with what either needs.
    @Test func claimsAreListedOnce() async throws {
        let (gatherer, stub) = try gatherer(Self.cluster)
        let wish = ObjectsWish(ClaimedVolume.claims.query, fields: [try FieldPath("spec.accessModes")])
        let facts = try await gatherer.gather(FactWishes([.claimedVolumes], objects: [wish]), for: Subject(Self.want))
        #expect(stub.requests.filter { $0.hasPrefix(Self.claims) }.count == 1)
        #expect(ClaimedVolume.all(in: facts[.claimedVolumes]).map(\.volume) == ["pv-1"])
        #expect(facts[.volumeClaims].value?[0]?["spec"]?["accessModes"] == ["ReadWriteMany"])
    }

    @Test func nothingIsAskedWhereNothingIsMounted() async throws {
        let (facts, requests) = try await gathered([.nodes, .claimedVolumes], for: ["deployments": [["name": "d"]]])
        #expect(facts[.claimedVolumes] == .absent)
        #expect(!requests.contains { $0.contains("persistentvolume") }, "\(requests)")
    }

    @Test(
        arguments: [
            (StubTransport.refusal(403, "Forbidden"), .forbidden), (.error(.firstByteTimedOut), .timeout),
        ] as [(StubTransport.Answer, UnknownReason.Code)])
    func f32aVolumeThatMayNotBeReadIsUnknownAndNodesAreRead(
        answer: StubTransport.Answer, code: UnknownReason.Code
    ) async throws {
        for path in ["/api/v1/persistentvolumes/pv-1", Self.claims] {
            let (facts, _) = try await gathered([.nodes, .claimedVolumes], [path: answer])
            #expect(ClaimedVolume.all(in: facts[.claimedVolumes]).map(\.unknown?.code) == [code], "\(path)")
            #expect(facts[.nodes].value?.array?.count == 2)
        }
    }

    /// Claims and volumes that nobody answers for hold nodes back for a while, and no longer.
    @Test(.timeLimit(.minutes(1)), arguments: ["/api/v1/persistentvolumes/pv-1", Self.claims])
    func f32nodesAreReadThoughAVolumeIsNot(path: String) async throws {
        let asked = Asked()
        let clock = PreflightClock {
            .zero
        } sleep: { time in
            // The time for all never ends, and that for claims and volumes once the silent one is asked.
            guard time == PreflightLimits.claims else { return try await Task.sleep(for: .seconds(600)) }
            while !asked.paths().contains(path) { try await Task.sleep(for: .milliseconds(5)) }
        }
        let (gatherer, stub) = try gatherer(Self.cluster.merging([path: .silence]) { $1 }, clock: clock)
        asked.set { stub.requests.map { String($0.prefix { $0 != "?" }) } }
        let facts = try await gatherer.gather([.nodes, .claimedVolumes], for: Subject(Self.want))
        #expect(facts[.nodes].value?.array?.count == 2)
        let volumes = ClaimedVolume.all(in: facts[.claimedVolumes])
        #expect(volumes.map(\.unknown?.code) == [.timeout])
        #expect(volumes.first?.unknown?.message.hasSuffix("within 10 s") == true, "\(volumes)")
    }

    /// What a clock has to know that is made before the transport.
    private final class Asked: Sendable {
        private let read = Mutex<@Sendable () -> [String]>({ [] })
        func set(_ read: @escaping @Sendable () -> [String]) { self.read.withLock { $0 = read } }
        func paths() -> [String] { read.withLock { $0 }() }
    }

    /// More than are read at once come out in their order.
    @Test func manyVolumesAreReadEachForItsClaim() async throws {
        let names = (0..<9).map { "c\($0)" }
        let want: Object = [
            "deployments": [
                [
                    "name": "d", "namespace": "team", "volumes": .array(names.map(Value.string)),
                    "gpus": ["workers": 1],
                ]
            ]
        ]
        var answers = [Self.claims: StubTransport.list(names.map { Self.claim($0, volume: "pv-\($0)") })]
        for name in names { answers["/api/v1/persistentvolumes/pv-\(name)"] = .json(200, Self.volume) }
        let (facts, _) = try await gathered([.claimedVolumes], for: want, answers)
        let volumes = ClaimedVolume.all(in: facts[.claimedVolumes])
        #expect(volumes.map(\.claim.name) == names)
        #expect(volumes.map(\.volume) == names.map { "pv-\($0)" })
        #expect(volumes.allSatisfy { $0.unknown == nil && !$0.terms.isEmpty })
    }

    @Test(
        arguments: [
            .json(404, StubTransport.status(404, "NotFound").merged(with: ["details": ["name": "pv-1"]])),
            .json(200, ["metadata": ["name": "pv-1"]]),
        ] as [StubTransport.Answer])
    func aVolumeThatAsksForNothingIsReachedFromEverywhere(answer: StubTransport.Answer) async throws {
        let (facts, _) = try await gathered([.claimedVolumes], ["/api/v1/persistentvolumes/pv-1": answer])
        let volumes = ClaimedVolume.all(in: facts[.claimedVolumes])
        #expect(volumes.map(\.volume) == ["pv-1"] && volumes.map(\.unknown) == [nil])
        #expect(volumes.allSatisfy { $0.isReached(from: NodeFact(name: "n")) })
    }

    @Test(arguments: [
        ClaimedVolume(claim: .init(namespace: "a", name: "b")),
        ClaimedVolume(
            claim: .init(namespace: "a", name: "b"), volume: "pv",
            terms: [
                .init([.init(key: "z", operation: "In", values: ["1"])]),
                .init([.init(key: "h", operation: "Exists")]),
            ]),
        ClaimedVolume(
            claim: .init(namespace: "a", name: "b"),
            unknown: UnknownReason(.forbidden, "no", verb: "get", resource: "persistentvolumes")),
        ClaimedVolume(claim: .init(namespace: "a", name: "b"), unknown: UnknownReason(.timeout, "late")),
    ])
    func whatIsRecordedIsReadBack(volume: ClaimedVolume) { #expect(ClaimedVolume(value: volume.value) == volume) }

    /// What was recorded without the labels that a volume looks at says nothing of where it is.
    @Test func labelsThatWereNotRecordedAreNotMissing() throws {
        var facts = Facts()
        let claim = Subject.MountedClaim(namespace: "team", name: "models")
        let volume = ClaimedVolume(
            claim: claim, volume: "pv", terms: [.init([.init(key: "rack", operation: "In", values: ["1"])])])
        facts[.claimedVolumes] = .known([volume.value])
        let subject = Subject(Self.want)
        let judged = JudgedFacts(facts, subject: subject)
        let demands = try judged.demands()
        #expect(demands[0].volumes.isEmpty)
        #expect(judged.claimedVolumes().map(\.unknown?.code) == [.notGathered])
        facts.labels = ["rack"]
        let known = JudgedFacts(facts, subject: subject)
        let placed = try known.demands()
        #expect(placed[0].volumes == [volume])
        #expect(known.claimedVolumes() == [volume])
    }

    // MARK: - Placement

    private static func facts(_ zone: String) -> String {
        facts(
            volume: """
                volume: pv-1, terms: [{matchExpressions: [
                  {key: topology.kubernetes.io/zone, operator: In, values: [\(zone)]}]}]
                """)
    }

    private static func facts(volume: String) -> String {
        let nodes = ["a", "b"].map { zone in
            CapacityText.node("n-\(zone)", gpus: 2, labels: "topology.kubernetes.io/zone: \(zone)")
        }
        return CapacityText.facts(
            nodes: "[\(nodes.joined(separator: ", "))]",
            more: """
                claimedVolumes: [{namespace: team, name: models, \(volume)}],
                'objects/priorityclasses.scheduling.k8s.io': []
                """)
    }

    private static func wanted(_ workers: Int) -> String {
        CapacityText.wanted("volumes: [models], use: {milliCPU: 1000}", workers: workers)
    }

    static let placements = [
        Scenario(
            "the zone of the volume has room", check: "gpu-nodes", facts: facts("a"), want: wanted(2), verdict: "pass"),
        Scenario(
            "the zone of the volume has too little", check: "gpu-nodes", facts: facts("a"), want: wanted(3),
            verdict: "fail", says: ["n-b: does not reach the volume of the claim models"]),
        Scenario(
            "the zone of the volume has no nodes", check: "gpu-nodes", facts: facts("c"), want: wanted(1),
            verdict: "fail",
            says: ["qwen may use none of them", "n-a, n-b: does not reach the volume of the claim models"]),
        Scenario(
            "whole pods go where the volume is", check: "pod-resources", facts: facts("b"), want: wanted(2),
            verdict: "pass"),
        Scenario(
            "a volume of which nothing is known keeps nobody away", check: "gpu-nodes",
            facts: facts(volume: "volume: '', terms: [], code: forbidden, message: 'may not get volumes'"),
            want: wanted(4), verdict: "pass"),
    ]

    @Test(arguments: placements) func podsGoWhereTheirVolumesAre(_ scenario: Scenario) throws {
        try scenario.expect(check: scenario.check)
    }
}
