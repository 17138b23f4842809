import Testing
import Value

@testable import Preflight

@Suite struct WaitingPodsTests {
    private static func pod(
        _ name: String, node: String = "", gpus: Int64 = 1, gates: [String] = [], message: String = "",
        own: Bool = false
    ) -> PodFact {
        var pod = PodFact(
            namespace: "team", name: name, node: node, requests: gpus > 0 ? ["nvidia.com/gpu": gpus] : [:],
            labels: own ? ["app.kubernetes.io/instance": "d"] : [:])
        pod.gates = gates
        pod.unschedulable = message
        return pod
    }

    private static let demand = GPUDemand(
        name: "d", namespace: "team", workers: 1, perWorker: 1,
        ownLabelGroups: [[.init(key: "app.kubernetes.io/instance", value: "d")]])

    @Test func thoseThatWaitAreTold() {
        let pods = [
            Self.pod("runs", node: "n"), Self.pod("gated", gpus: 0, gates: ["example.com/x"], own: true),
            Self.pod("waits", gpus: 2, message: "0/3 nodes are available"), Self.pod("new"),
            Self.pod("cpu", gpus: 0, message: "Insufficient cpu"), Self.pod("other", message: "no"),
        ]
        let value = WaitingPods(pods, demands: [Self.demand]).value
        #expect(value["gated"]?.array?.map { $0["name"]?.string } == ["team/gated"])
        #expect(value["gated"]?[0]?["own"] == true && value["gated"]?[0]?["accelerators"] == "")
        #expect(value["gatedText"] == "team/gated" && value["gates"] == ["example.com/x"])
        #expect(value["unschedulable"]?.array?.map { $0["name"]?.string } == ["team/waits", "team/other"])
        #expect(value["unschedulable"]?[0]?["message"] == "0/3 nodes are available")
        #expect(value["unschedulable"]?[0]?["own"] == false)
        #expect(value["accelerators"] == "3 nvidia.com/gpu" && value["unschedulableText"] == "team/waits, team/other")
    }

    @Test func nobodyWaits() {
        let value = WaitingPods([], demands: []).value
        #expect(value["gated"] == [] && value["unschedulable"] == [] && value["accelerators"] == "")
    }

    @Test(arguments: [
        ("kueue.x-k8s.io/admission", "Kueue, when it admits"), ("kueue.x-k8s.io/topology", "topology domain"),
        ("kueue.x-k8s.io/other", "Kueue"),
        ("grove.io/podgang-pending-creation", "the Grove operator, when the PodGang"),
        ("grove.io/other", "the Grove operator"), ("gke.io/topology-aware-auto-x", "of GKE"),
        ("example.com/wait", "the controller of example.com"), ("bare", "whoever put it there"),
    ])
    func whoLiftsAGateIsTold_R10(_ gate: String, _ owner: String) {
        #expect(SchedulingGate.owner(gate).contains(owner))
        let value = WaitingPods([Self.pod("a", gates: [gate])], demands: []).value
        #expect(value["lifters"] == [.string("\(gate): \(SchedulingGate.owner(gate))")])
    }
}
