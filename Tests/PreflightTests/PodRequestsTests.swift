import Testing

@testable import Preflight

@Suite struct PodRequestsTests {
    static func container(_ count: Int64, restartable: Bool = false) -> PodRequests.Container {
        PodRequests.Container(requests: ["g": count], isRestartable: restartable)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var containers: [Int64] = []
        /// Negative ones are restartable.
        var inits: [Int64] = []
        var overhead: Int64 = 0
        var total: Int64
    }

    @Test(arguments: [
        Case(testDescription: "containers add up", containers: [1, 2], total: 3),
        Case(testDescription: "an init container counts alone", containers: [1, 1], inits: [4], total: 4),
        Case(testDescription: "the largest init container counts", containers: [1], inits: [2, 3, 1], total: 3),
        Case(testDescription: "containers outweigh init containers", containers: [4], inits: [2], total: 4),
        Case(testDescription: "a sidecar runs beside the containers", containers: [2], inits: [-1], total: 3),
        Case(
            testDescription: "an init container runs beside earlier sidecars", containers: [1], inits: [-1, 3], total: 4
        ),
        Case(testDescription: "not beside later sidecars", containers: [1], inits: [3, -1], total: 3),
        Case(testDescription: "sidecars add up", containers: [0], inits: [-1, -2], total: 3),
        Case(testDescription: "overhead comes on top", containers: [1], inits: [3], overhead: 1, total: 4),
        Case(testDescription: "nothing", total: 0),
    ])
    func countAsTheSchedulerDoes(_ example: Case) {
        let requests = PodRequests(
            containers: example.containers.map { Self.container($0) },
            initContainers: example.inits.map { Self.container(abs($0), restartable: $0 < 0) },
            overhead: example.overhead > 0 ? ["g": example.overhead] : [:])
        #expect(requests.total("g") == example.total)
        #expect(requests.totals == (example.total > 0 ? ["g": example.total] : [:]))
    }

    @Test func aLimitWithoutARequestIsTheRequest() {
        let container = PodRequests.Container(requests: ["a": 1], limits: ["a": 5, "b": 2])
        #expect(PodRequests(containers: [container]).totals == ["a": 1, "b": 2])
    }

    /// Each resource by itself: the init container counts for one, the containers for the other.
    @Test func everyResourceIsCountedByItself() {
        let requests = PodRequests(
            containers: [.init(requests: ["cpu": 100, "g": 1]), .init(requests: ["cpu": 200], limits: ["memory": 5])],
            initContainers: [
                .init(requests: ["cpu": 50, "memory": 1], isRestartable: true), .init(requests: ["g": 3, "memory": 2]),
            ],
            overhead: ["memory": 10, "disk": 7])
        #expect(requests.totals == ["cpu": 350, "memory": 16, "disk": 7, "g": 3])
    }

    /// What a pod asks for as a whole counts for processors and memory only.
    @Test func aPodMayAskAsAWhole() {
        let requests = PodRequests(
            containers: [.init(requests: ["cpu": 100, "memory": 5, "g": 1])],
            initContainers: [.init(requests: ["cpu": 9000])], overhead: ["cpu": 10],
            whole: ["cpu": 2000, "g": 8, "disk": 3])
        #expect(requests.totals == ["cpu": 2010, "memory": 5, "g": 1])
        #expect(PodRequests(whole: ["memory": 4]).totals == ["memory": 4])
        #expect(PodRequests(containers: [.init(requests: ["cpu": 5])], whole: ["cpu": 0]).totals == [:])
    }

    @Test func sumsStopAtTheLargestNumber() {
        let most = Self.container(.max)
        #expect(PodRequests(containers: [most, most]).totals == ["g": .max])
        let sidecar = Self.container(.max, restartable: true)
        let requests = PodRequests(containers: [most], initContainers: [sidecar, most], overhead: ["g": .max])
        #expect(requests.totals == ["g": .max])
        #expect(PodRequests(overhead: ["cpu": .max], whole: ["cpu": .max]).totals == ["cpu": .max])
    }
}
