import Testing
import Value

@testable import Preflight

/// Random small fleets, placed by the engine and by a search through every possibility.
@Suite struct GPUPlacementTests {
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    static func fleet(_ random: inout Random) -> (nodes: [NodeFact], pods: [PodFact]) {
        var nodes: [NodeFact] = []
        var pods: [PodFact] = []
        for index in 0..<Int.random(in: 1...4, using: &random) {
            let count = Int64.random(in: 0...4, using: &random)
            var node = NodeFact(
                name: "n\(index)", allocatable: count > 0 ? ["nvidia.com/gpu": count] : [:],
                isCordoned: Int.random(in: 0..<5, using: &random) == 0,
                isReady: Int.random(in: 0..<5, using: &random) == 0 ? false : true)
            if Bool.random(using: &random) { node.taints = [.init(key: "t", value: "", effect: "NoSchedule")] }
            if Bool.random(using: &random) { node.labels["pool"] = "a" }
            nodes.append(node)
            for pod in 0..<Int.random(in: 0...2, using: &random) {
                let held = Int64.random(in: 1...2, using: &random)
                pods.append(
                    PodFact(
                        namespace: "team", name: "p\(index)-\(pod)", node: node.name,
                        requests: ["nvidia.com/gpu": held],
                        labels: Bool.random(using: &random) ? ["app.kubernetes.io/instance": "d0"] : [:]))
            }
        }
        return (nodes, pods)
    }

    static func demand(_ index: Int, _ random: inout Random) -> GPUDemand {
        GPUDemand(
            name: "d\(index)", namespace: "team", workers: Int64.random(in: 1...3, using: &random),
            perWorker: Int64.random(in: 1...3, using: &random),
            tolerations: Bool.random(using: &random)
                ? [.init(key: "t", operation: "Exists")] : [],
            nodeSelector: Bool.random(using: &random) ? ["pool": "a"] : [:],
            ownLabelGroups: [[.init(key: "app.kubernetes.io/instance", value: "d\(index)")]])
    }

    /// Tries every node for every worker; written from the meaning of the words, not from the engine.
    struct Search {
        let nodes: [NodeFact]
        let pods: [PodFact]
        let demands: [GPUDemand]

        func fits() -> Bool {
            var free: [Int64] = nodes.map { node in
                (node.allocatable["nvidia.com/gpu"] ?? 0)
                    - pods.filter { $0.node == node.name }.reduce(0) { $0 + ($1.requests["nvidia.com/gpu"] ?? 0) }
            }
            var kept: [[Int64]] = demands.map { _ in nodes.map { _ in 0 } }
            var missing = demands.map(\.workers)
            for (index, demand) in demands.enumerated() {
                for pod in pods where pod.labels["app.kubernetes.io/instance"] == demand.name {
                    guard let node = nodes.firstIndex(where: { $0.name == pod.node }) else { continue }
                    let held = pod.requests["nvidia.com/gpu"] ?? 0
                    if held == demand.perWorker, nodes[node].isReady == true, missing[index] > 0 {
                        missing[index] -= 1
                    } else {
                        kept[index][node] += held
                    }
                }
            }
            var workers: [Int] = []
            for (index, count) in missing.enumerated() { workers += Array(repeating: index, count: Int(count)) }
            return place(workers[...], &free, &kept)
        }

        private func place(_ workers: ArraySlice<Int>, _ free: inout [Int64], _ kept: inout [[Int64]]) -> Bool {
            guard let demand = workers.first else { return true }
            for node in nodes.indices where isAllowed(demands[demand], nodes[node]) {
                let need = demands[demand].perWorker
                guard free[node] + kept[demand][node] >= need else { continue }
                let (oldFree, oldKept) = (free, kept)
                let own = min(kept[demand][node], need)
                kept[demand][node] -= own
                free[node] -= need - own
                if place(workers.dropFirst(), &free, &kept) { return true }
                (free, kept) = (oldFree, oldKept)
            }
            return false
        }

        private func isAllowed(_ demand: GPUDemand, _ node: NodeFact) -> Bool {
            (node.allocatable["nvidia.com/gpu"] ?? 0) > 0 && node.isReady == true && !node.isCordoned
                && (node.taints.isEmpty || !demand.tolerations.isEmpty)
                && (demand.nodeSelector.isEmpty || node.labels["pool"] == "a")
        }
    }

    @Test func oneDeploymentFitsExactlyWhenASearchFindsRoom() {
        var random = Random(state: 7)
        var fitting = 0
        for _ in 0..<3000 {
            let (nodes, pods) = Self.fleet(&random)
            let demand = Self.demand(0, &random)
            let placement = GPUPlacement(inventory: GPUInventory(nodes: nodes, pods: pods), demands: [demand])
            let expected = Search(nodes: nodes, pods: pods, demands: [demand]).fits()
            if expected { fitting += 1 }
            #expect(placement.assignments[0].fits == expected, "\(nodes) \(pods) \(demand)")
            #expect((placement.assignments[0].cause == .none) == expected)
        }
        #expect((300...2700).contains(fitting), "the fleets test only one side")
    }

    @Test func severalDeploymentsNeverFitWhereASearchFindsNoRoom() {
        var random = Random(state: 11)
        var missed = 0
        var fitting = 0
        for _ in 0..<1500 {
            let (nodes, pods) = Self.fleet(&random)
            let demands = [Self.demand(0, &random), Self.demand(1, &random)]
            let placement = GPUPlacement(inventory: GPUInventory(nodes: nodes, pods: pods), demands: demands)
            let fits = placement.assignments.allSatisfy(\.fits)
            let expected = Search(nodes: nodes, pods: pods, demands: demands).fits()
            #expect(!fits || expected, "a wrong OK: \(nodes) \(pods) \(demands)")
            if expected { fitting += 1 }
            if expected && !fits { missed += 1 }
        }
        #expect(fitting > 50, "the fleets test only one side")
        #expect(missed * 20 <= fitting, "misses \(missed) of \(fitting) placements")
    }

    @Test func everyNodeThatMattersHasAReason() {
        var random = Random(state: 13)
        for _ in 0..<500 {
            let (nodes, pods) = Self.fleet(&random)
            let placement = GPUPlacement(
                inventory: GPUInventory(nodes: nodes, pods: pods), demands: [Self.demand(0, &random)])
            let assignment = placement.assignments[0]
            guard !assignment.fits else { continue }
            for node in nodes where !node.allocatable.isEmpty {
                #expect(assignment.reasons.contains { $0.contains(node.name) }, "\(node) in \(assignment.reasons)")
            }
        }
    }

    @Test func manyNodesAlikeShareALine() {
        let nodes = (100..<200).map { NodeFact(name: "n\($0)", allocatable: ["nvidia.com/gpu": 4], isReady: true) }
        let demand = GPUDemand(name: "d", namespace: "n", workers: 1, perWorker: 8)
        let assignment = GPUPlacement(inventory: GPUInventory(nodes: nodes), demands: [demand]).assignments[0]
        #expect(
            assignment.reasons == [
                "n100, n101, n102, n103, n104, n105 and 94 more: has 4 nvidia.com/gpu, a worker needs 8"
            ])
        #expect(assignment.cause == .tooSmall)
    }

    @Test func managedTaintIsToleratedWhereTheCloudAddsTheToleration() {
        var node = NodeFact(name: "n", allocatable: ["nvidia.com/gpu": 1], isReady: true)
        node.taints = [.init(key: "nvidia.com/gpu", value: "present", effect: "NoSchedule")]
        let demand = GPUDemand(name: "d", namespace: "n", workers: 1, perWorker: 1)
        #expect(!GPUPlacement(inventory: GPUInventory(nodes: [node]), demands: [demand]).assignments[0].fits)
        node.labels["cloud.google.com/gke-nodepool"] = "gpus"
        #expect(GPUPlacement(inventory: GPUInventory(nodes: [node]), demands: [demand]).assignments[0].fits)
    }

    @Test(arguments: [
        ("{key: a, operator: Exists}", true), ("{operator: Exists}", true), ("{key: b, operator: Exists}", false),
        ("{key: a, value: v}", true), ("{key: a, operator: Equal, value: v}", true), ("{key: a, value: w}", false),
        ("{key: a, operator: Exists, effect: NoSchedule}", true),
        ("{key: a, operator: Exists, effect: NoExecute}", false), ("{}", false),
        ("{key: a, operator: Gt, value: '1'}", false), ("{key: a, operator: ''}", false),
    ])
    func tolerationsMatchAsTheSchedulerDoes(_ text: String, _ expected: Bool) throws {
        let taint = NodeFact.Taint(key: "a", value: "v", effect: "NoSchedule")
        #expect(Toleration(try Scenario.yaml(text)).tolerates(taint) == expected)
    }

    @Test func softTaintsDoNotHinder() {
        var node = NodeFact(name: "n", allocatable: ["nvidia.com/gpu": 1], isReady: true)
        node.taints = [.init(key: "x", value: "", effect: "PreferNoSchedule")]
        let demand = GPUDemand(name: "d", namespace: "n", workers: 1, perWorker: 1)
        #expect(GPUPlacement(inventory: GPUInventory(nodes: [node]), demands: [demand]).assignments[0].fits)
    }

    @Test func aNodeThatNeverReportedReadyDoesNotCount() {
        let node = NodeFact(name: "n", allocatable: ["nvidia.com/gpu": 1])
        let demand = GPUDemand(name: "d", namespace: "n", workers: 1, perWorker: 1)
        let assignment = GPUPlacement(inventory: GPUInventory(nodes: [node]), demands: [demand]).assignments[0]
        #expect(assignment.reasons == ["n: has never reported that it is ready"])
    }

    @Test func podSelectorOfTheProviderTellsItsOwnPods() throws {
        let demand = GPUDemand(
            Subject.Deployment(
                name: "d", namespace: "team", provider: "p", workers: 1, perWorker: 1, podSelector: "a=1,b=2"))
        func pod(_ labels: [String: String]) -> PodFact {
            PodFact(namespace: "team", name: "p", node: "n", requests: [:], labels: labels)
        }
        #expect(demand.owns(pod(["a": "1", "b": "2"])))
        #expect(!demand.owns(pod(["a": "1"])))
        #expect(!demand.owns(pod(["app.kubernetes.io/instance": "d"])))
        var other = pod(["a": "1", "b": "2"])
        other.namespace = "elsewhere"
        #expect(!demand.owns(other))
    }

    @Test(.timeLimit(.minutes(1))) func aFleetIsPlacedQuickly() {
        let nodes = (0..<5000).map { NodeFact(name: "n\($0)", allocatable: ["nvidia.com/gpu": 8], isReady: true) }
        let pods = (0..<20000).map {
            PodFact(namespace: "a", name: "p\($0)", node: "n\($0 % 5000)", requests: ["nvidia.com/gpu": 1])
        }
        let demand = GPUDemand(name: "d", namespace: "n", workers: 4000, perWorker: 4)
        #expect(GPUPlacement(inventory: GPUInventory(nodes: nodes, pods: pods), demands: [demand]).assignments[0].fits)
    }
}
