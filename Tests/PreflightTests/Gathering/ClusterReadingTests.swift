import Kubernetes
import Testing
import Value
import Versions

@testable import Preflight

/// What planning and the checks of one run read together.
@Suite struct ClusterReadingTests: FactGathering {
    private static func node(_ name: String, _ labels: Object, gpus: String = "4") -> Value {
        [
            "metadata": ["name": .string(name), "labels": .object(labels)],
            "status": ["allocatable": ["cpu": "8", "nvidia.com/gpu": .string(gpus)]],
        ]
    }

    private static let nodes = [
        node(
            "b",
            [
                "nvidia.com/gpu.count": "4", "nvidia.com/gpu.memory": "15360", "zone": "z", "rack": "r",
                "nvidia.com/cuda.driver-version.full": "580.95.05", "topology.example.com/zone": "t",
            ]),
        node("a", ["nvidia.com/gpu.count": "0"], gpus: "0"),
    ]

    private func planned(_ reading: ClusterReading?) throws -> (FactGatherer, StubTransport, KubernetesClient) {
        let (plain, stub) = try gatherer(["/api/v1/nodes": StubTransport.list(Self.nodes)])
        var working = plain
        working.planned = PlannedWork(reading: reading)
        return (working, stub, try #require(working.client))
    }

    private static func want(_ labels: [String]) -> Subject {
        let selector = Object(labels.map { ($0, Value.string("x")) })
        return Subject(["deployments": [["name": "d", "nodeSelector": .object(selector)]]])
    }

    private static func labels(_ fact: Fact) -> [[String]] {
        (fact.value?.array ?? []).map { ($0["labels"]?.object ?? [:]).keys.sorted() }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What planning asks for; nil where it asks for nothing.
        var planned: [String]?
        /// What deployments ask for in the end.
        var wanted: [String] = []
        var lists: Int
    }

    @Test(arguments: [
        Case(testDescription: "nothing was read before", planned: nil, lists: 1),
        Case(testDescription: "as before", planned: [], lists: 1),
        Case(testDescription: "fewer labels than before", planned: ["zone", "rack"], wanted: ["zone"], lists: 1),
        Case(testDescription: "labels that are always kept", planned: [], wanted: ["kubernetes.io/arch"], lists: 1),
        Case(testDescription: "labels of volumes", planned: [], wanted: ["topology.example.com/zone"], lists: 1),
        Case(testDescription: "others than before", planned: ["zone"], wanted: ["rack"], lists: 2),
    ])
    func nodesAreListedOnceAsFarAsTheirLabelsDo(test: Case) async throws {
        let reading = ClusterReading()
        let (gatherer, stub, client) = try planned(reading)
        if let planned = test.planned { _ = try await reading.nodes(keeping: Set(planned), by: client) }
        let facts = try await gatherer.gather([.nodes], for: Self.want(test.wanted))
        let (alone, _, _) = try planned(nil)
        let expected = try await alone.gather([.nodes], for: Self.want(test.wanted))
        #expect(facts[.nodes] == expected[.nodes], "what is recorded is the same, whoever has read it")
        let always = ["nvidia.com/cuda.driver-version.full", "nvidia.com/gpu.count", "nvidia.com/gpu.memory"]
        let here = test.wanted.filter { $0 != "kubernetes.io/arch" }
        #expect(Self.labels(facts[.nodes]) == [["nvidia.com/gpu.count"], (always + here).sorted()])
        #expect(stub.requests.filter { $0.hasPrefix("/api/v1/nodes") }.count == test.lists, "\(stub.requests)")
    }

    @Test func whatPlanningNeedsIsToldOfThem() async throws {
        let reading = ClusterReading()
        let (_, _, client) = try planned(reading)
        let seen = try await reading.nodes(keeping: [], by: client)
        #expect(seen.resources == ["nvidia.com/gpu"])
        #expect(seen.drivers.mapValues(\.text) == ["b": "580.95.05"])
        let model: Value = ["id": "a/b", "minimumGPUMemory": "20Gi"]
        #expect(seen.memory.refusal(of: model, on: nil, of: ["nvidia"], devices: 1)?.contains("15 GiB") == true)
    }

    @Test func whoComesMeanwhileWaitsForTheSameList() async throws {
        let reading = ClusterReading()
        let (_, stub, client) = try planned(reading)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await reading.nodes(keeping: ["zone"], by: client) } }
            try await group.waitForAll()
        }
        #expect(stub.requests.filter { $0.hasPrefix("/api/v1/nodes") }.count == 1)
    }

    @Test func aListThatFailedIsAskedForAgain() async throws {
        let reading = ClusterReading()
        let (refused, _) = try gatherer(["/api/v1/nodes": StubTransport.refusal(403, "Forbidden")])
        await #expect(throws: KubernetesError.self) {
            _ = try await reading.nodes(keeping: [], by: try #require(refused.client))
        }
        let (_, stub, client) = try planned(reading)
        let seen = try await reading.nodes(keeping: [], by: client)
        #expect(seen.resources == ["nvidia.com/gpu"])
        #expect(stub.requests.count == 1)
    }

    @Test func theVersionThatTheChecksHaveSeenIsNotAskedForAgain() async throws {
        let reading = ClusterReading()
        let (gatherer, stub, client) = try planned(reading)
        _ = try await gatherer.gather([.kubernetes], for: Subject())
        let version = try await reading.version(by: client)
        #expect(version == "v1.33.1-gke.5")
        #expect(stub.requests.filter { $0 == "/version" }.count == 1)
    }

    @Test func labelsAreNamedBySelectorsAndRequiredAffinity() {
        let values: Object = [
            "nodeSelector": ["pool": "a"], "other": ["nodeSelector": ["no": "b"]],
            "affinity": [
                "nodeAffinity": [
                    "requiredDuringSchedulingIgnoredDuringExecution": [
                        "nodeSelectorTerms": [
                            [
                                "matchExpressions": [["key": "rack", "operator": "Exists"]],
                                "matchFields": [["key": "metadata.name", "operator": "In", "values": ["n"]]],
                            ]
                        ]
                    ]
                ]
            ],
        ]
        let labels = ClusterReading.labels(namedIn: [values, [:], ["nodeSelector": ["zone": "c"]]])
        #expect(labels == ["pool", "rack", "zone"])
    }
}
