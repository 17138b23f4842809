import Testing
import Value

@testable import Preflight

/// What there is of all pools together, and what deployments find of it.
@Suite struct DRAInventoryTests {
    @Test func aPoolWithoutDevicesIsTold_R4() throws {
        let empty = try #require(try DRASlices.slice("\(DRASlices.pool()), devices: []"))
        let old = try #require(try DRASlices.slice("\(DRASlices.pool(generation: 0)), devices: [{name: a}]"))
        let fact = DRAFact.value(version: "v1", slices: [empty, old], classes: [], claims: [])
        #expect(fact["empty"] == [["driver": "gpu.nvidia.com", "pool": "node-1", "node": "node-1"]])
        #expect(fact["devices"] == [])
        let filled = DRAFact.value(
            version: "v1", slices: [try #require(try DRASlices.slice(DRASlices.plain))], classes: [], claims: [])
        #expect(filled["empty"] == [])
    }

    /// What its own pods hold by claim counts for a deployment as what it would ask for.
    @Test func ownPodsWithClaimsRunAlready() {
        let counts: Value = [
            "driver": "gpu.nvidia.com", "node": "n", "devices": 2, "free": 0, "parts": 0, "tainted": 0,
        ]
        let fact: Value = [
            "version": "v1", "drivers": ["gpu.nvidia.com"], "devices": [counts], "extended": [],
            "classes": [["class": "gpus", "devices": [counts], "undecided": []]],
            "holders": [["pod": "team/a", "class": "gpus", "devices": 2]],
        ]
        var deployment = Subject.Deployment(name: "d", namespace: "team", provider: "p", workers: 1, perWorker: 0)
        deployment.claim = .init(deviceClass: "gpus", count: 2)
        let demand = GPUDemand(deployment)
        let inventory = DRAInventory(fact: fact, nodes: [NodeFact(name: "n", isReady: true)])
        func fits(_ labels: [String: String]) -> Value? {
            let pod = PodFact(namespace: "team", name: "a", node: "n", requests: [:], labels: labels)
            return inventory.value(pods: [pod], demands: [demand])["fits"]
        }
        #expect(fits(["app.kubernetes.io/instance": "d"]) == true)
        #expect(fits([:]) == false)
    }

    /// Two names for the same devices count them twice, so that nobody is promised them.
    @Test func devicesThatGoBySeveralNamesAreDoubtful() {
        let counts: Value = [
            "driver": "gpu.nvidia.com", "node": "n", "devices": 2, "free": 2, "parts": 0, "tainted": 0,
        ]
        let fact: Value = [
            "version": "v1", "drivers": ["gpu.nvidia.com"], "devices": [counts],
            "extended": [["resource": "nvidia.com/gpu", "class": "gpus", "devices": [counts], "undecided": []]],
            "classes": [["class": "gpus", "devices": [counts], "undecided": []]],
        ]
        var claiming = Subject.Deployment(name: "a", namespace: "t", provider: "p", workers: 1, perWorker: 0)
        claiming.claim = .init(deviceClass: "gpus", count: 2)
        let asking = Subject.Deployment(name: "b", namespace: "t", provider: "p", workers: 1, perWorker: 2)
        let value = DRAInventory(fact: fact, nodes: [NodeFact(name: "n", isReady: true)])
            .value(pods: [], demands: [GPUDemand(claiming), GPUDemand(asking)])
        #expect(value["fits"] == false)
        #expect(value["undecided"]?[0]?.string?.contains("by several names") == true)
    }
}
