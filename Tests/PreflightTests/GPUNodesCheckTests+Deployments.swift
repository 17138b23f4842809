import Testing

/// Whether deployments find accelerators, by the check that places them.
extension GPUNodesCheckTests {
    static let deployments = [
        Scenario(
            "fits", facts: facts(two), want: wanted(8, workers: 2), verdict: "pass",
            says: ["16 nvidia.com/gpu needed"]),
        Scenario("needs none", facts: "{}", want: wanted(0), verdict: "skipped"),
        Scenario(
            "two deployments that each would fit", facts: facts([node("gpu-1", gpus: 8)]),
            want: twoWanted(8, 8), verdict: "fail",
            says: [
                "too few accelerators for qwen, llama: 16 nvidia.com/gpu needed together, the cluster has 8",
                "gpu-1: 0 of 8 nvidia.com/gpu free, 8 set aside for qwen, a worker needs 8",
            ]),
        Scenario(
            "two deployments that fit together", facts: facts([node("gpu-1", gpus: 8)]), want: twoWanted(5, 3),
            verdict: "pass", says: ["room for qwen, llama: 8 nvidia.com/gpu needed"]),
        Scenario(
            "two deployments, and others hold the rest",
            facts: facts(two, pods: [pod("a", on: "gpu-1", gpus: 8)]), want: twoWanted(8, 8), verdict: "fail",
            says: ["too few accelerators are free for qwen, llama: 16 nvidia.com/gpu needed together, free are 8"]),
        Scenario(
            "two deployments of which one does not fit on a node",
            facts: facts([node("gpu-1", gpus: 8), node("gpu-2", gpus: 4), node("gpu-3", gpus: 4)]),
            want: twoWanted(8, 8), verdict: "fail",
            says: ["enough accelerators are free in total", "8 set aside for qwen"]),
        Scenario(
            "deployments on accelerators of two vendors",
            facts: facts([node("gpu-1", gpus: 8), node("gpu-2", gpus: 4, resource: "amd.com/gpu")]),
            want: twoWanted(8, 4, second: "amd"), verdict: "pass",
            says: ["4 amd.com/gpu, 8 nvidia.com/gpu needed"]),
        Scenario(
            "too few", facts: facts(two), want: wanted(8, workers: 3), verdict: "fail",
            says: ["24 nvidia.com/gpu needed", "16 nvidia.com/gpu"]),
        Scenario(
            "too few, some unhealthy", facts: facts([node("gpu-1", gpus: 7, capacity: 8)]), want: wanted(8),
            verdict: "fail", says: ["gpu-1: 7 of 8 nvidia.com/gpu healthy"]),
        Scenario(
            "F38 enough, but on no single node", facts: facts([node("gpu-1", gpus: 4), node("gpu-2", gpus: 4)]),
            want: wanted(8), verdict: "fail",
            says: ["no node that may be used has the 8 nvidia.com/gpu", "gpu-1, gpu-2: has 4 nvidia.com/gpu"]),
        Scenario(
            "F38 enough free, but not together",
            facts: facts(two, pods: [pod("a", on: "gpu-1", gpus: 4), pod("b", on: "gpu-2", gpus: 4)]), want: wanted(8),
            verdict: "fail",
            says: ["enough accelerators are free in total", "gpu-1, gpu-2: 4 of 8 nvidia.com/gpu free"]),
        Scenario(
            "F38 cordoned and tainted",
            facts: facts([node("gpu-1", gpus: 8, cordoned: true), node("gpu-2", gpus: 8, taint: "dedicated")]),
            want: wanted(1), verdict: "fail",
            says: ["may use none", "gpu-1: cordoned", "gpu-2: taint dedicated:NoSchedule is not tolerated"]),
        Scenario(
            "F38 nodeSelector", facts: facts([node("gpu-1", gpus: 8, labels: "pool: a"), node("gpu-2", gpus: 8)]),
            want: wanted(1).replacing("nodeSelector: {}", with: "nodeSelector: {pool: b}"), verdict: "fail",
            says: ["gpu-1: has pool=a, the nodeSelector asks for pool=b", "gpu-2: has no label pool"]),
        Scenario(
            "gathered without the label of the nodeSelector", facts: facts(two),
            want: wanted(1).replacing("nodeSelector: {}", with: "nodeSelector: {rack: b}"), verdict: "unknown",
            says: ["without the labels rack"]),
        Scenario(
            "tolerated", facts: facts([node("gpu-2", gpus: 8, taint: "dedicated")]),
            want: wanted(1).replacing("tolerations: []", with: "tolerations: [{key: dedicated, operator: Exists}]"),
            verdict: "pass"),
        Scenario(
            "F37 all allocated", facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)]),
            want: wanted(1), verdict: "fail", says: ["taken", "gpu-1: 0 of 2 nvidia.com/gpu free"]),
        Scenario(
            "too few free", facts: facts([node("gpu-1", gpus: 8)], pods: [pod("a", on: "gpu-1", gpus: 7)]),
            want: wanted(1, workers: 3), verdict: "fail", says: ["too few accelerators are free"]),
        Scenario(
            "its own pods hold them",
            facts: facts(
                [node("gpu-1", gpus: 2)],
                pods: [pod("a", on: "gpu-1", gpus: 2, labels: "app.kubernetes.io/instance: qwen")]),
            want: wanted(2), verdict: "pass", says: ["2 of them held by its own pods"]),
        Scenario(
            "pods of another deployment hold them",
            facts: facts(
                [node("gpu-1", gpus: 2)],
                pods: [pod("a", on: "gpu-1", gpus: 2, labels: "app.kubernetes.io/instance: llama")]),
            want: wanted(2), verdict: "fail"),
        Scenario(
            "only MIG", facts: facts([node("a", gpus: 7, resource: "nvidia.com/mig-1g.5gb")]), want: wanted(1),
            verdict: "fail", says: ["no node offers nvidia.com/gpu", "a: offers 7 nvidia.com/mig-1g.5gb"]),
        Scenario(
            "only time-sliced under another name",
            facts: facts([node("a", gpus: 4, resource: "nvidia.com/gpu.shared")]),
            want: wanted(1), verdict: "fail", says: ["nvidia.com/gpu.shared"]),
        Scenario(
            "another vendor's only", facts: facts([node("a", gpus: 4, resource: "amd.com/gpu")]), want: wanted(1),
            verdict: "fail", says: ["4 amd.com/gpu"]),
        Scenario(
            "F36 only DRA", facts: facts([node("gpu-1")], slices: slices(devices: 8)), want: wanted(1),
            verdict: "fail", says: ["extendedResourceName nvidia.com/gpu"]),
        Scenario(
            "F36 DRA stands in", facts: facts([node("gpu-1")], slices: slices(devices: 8, taken: 4, extended: true)),
            want: wanted(4), verdict: "pass", says: ["4 of 8 devices free"]),
        Scenario(
            "F36 DRA stands in, but is taken",
            facts: facts([node("gpu-1")], slices: slices(devices: 8, taken: 5, extended: true)), want: wanted(4),
            verdict: "fail"),
        Scenario(
            "F36 DRA without devices yet", facts: facts([node("gpu-1")], slices: slices(devices: 0)),
            want: wanted(1), verdict: "fail", says: ["publish no device"]),
        Scenario(
            "F36 DRA stands in, and others of its devices are not published yet",
            facts: facts(
                [node("gpu-1")],
                slices: slices(devices: 2, extended: true, problem: "pool a is being published")),
            want: wanted(4), verdict: "unknown", says: ["cannot be told", "pool a is being published"]),
        Scenario(
            "F36 DRA stands in with enough, whatever else is published",
            facts: facts(
                [node("gpu-1")],
                slices: slices(devices: 4, extended: true, problem: "pool a is being published")),
            want: wanted(4), verdict: "pass"),
        Scenario(
            "F36 DRA that stands in for nothing is no matter of doubt",
            facts: facts([node("gpu-1")], slices: slices(devices: 2, problem: "pool a is being published")),
            want: wanted(4), verdict: "fail", says: ["extendedResourceName nvidia.com/gpu"]),
        Scenario(
            "F36 DRA stands in with partitions of devices",
            facts: facts([node("gpu-1")], slices: slices(devices: 8, taken: 8, extended: true, parts: 3)),
            want: wanted(1), verdict: "unknown", says: ["3 partitions are free"]),
        Scenario(
            "F36 DRA stands in with devices that belong to no node",
            facts: facts([node("gpu-1")], slices: slices(devices: 8, extended: true, on: "")), want: wanted(1),
            verdict: "unknown", says: ["8 free devices belong to no single node"]),
        Scenario(
            "F36 DRA stands in by a class that cannot be judged",
            facts: facts(
                [node("gpu-1")], slices: slices(devices: 0, extended: true, unclear: "'which devices'")),
            want: wanted(1), verdict: "unknown", says: ["which devices"]),
        Scenario(
            "F36 DRA stands in with tainted devices only",
            facts: facts([node("gpu-1")], slices: slices(devices: 0, extended: true, tainted: 8)), want: wanted(1),
            verdict: "fail", says: ["publish 8 devices, all with taints"]),
        Scenario(
            "F36 DRA stands in on a node whose taint is not tolerated",
            facts: facts([node("gpu-1", taint: "dedicated")], slices: slices(devices: 8, extended: true)),
            want: wanted(1), verdict: "fail", says: ["too few accelerators are free for qwen"]),
        Scenario(
            "F36 DRA stands in, and its own pods hold the devices",
            facts: facts(
                [node("gpu-1")],
                pods: [pod("a", on: "gpu-1", gpus: 8, labels: "app.kubernetes.io/instance: qwen")],
                slices: slices(devices: 8, taken: 8, extended: true)), want: wanted(8), verdict: "pass"),
        Scenario(
            "F36 DRA stands in, and pods of others hold the devices",
            facts: facts(
                [node("gpu-1")], pods: [pod("a", on: "gpu-1", gpus: 8)],
                slices: slices(devices: 8, taken: 8, extended: true)), want: wanted(8), verdict: "fail",
            says: ["0 of 8 devices are free"]),
        Scenario(
            "F35 allocatable without label", facts: facts([node("gpu-1", gpus: 1)]), want: wanted(1), verdict: "pass"),
        Scenario(
            "F35 label without allocatable", facts: facts([node("gpu-1", labels: "nvidia.com/gpu.count: '8'")]),
            want: wanted(1), verdict: "fail", says: ["gpu-1: labelled"]),
        Scenario(
            "F32 nodes forbidden", facts: "{nodes: forbidden, pods: [], resourceSlices: null}", want: wanted(1),
            verdict: "unknown"),
        Scenario(
            "F32 pods forbidden", facts: "{nodes: [\(two[0])], pods: forbidden, resourceSlices: null}",
            want: wanted(1), verdict: "unknown", says: ["list pods"]),
        Scenario(
            "F32 slices forbidden do not matter where there is room",
            facts: "{nodes: [\(two[0])], pods: [], resourceSlices: forbidden}", want: wanted(1), verdict: "pass"),
        Scenario(
            "F32 slices forbidden matter where there is none",
            facts: "{nodes: [\(two[0])], pods: [], resourceSlices: forbidden}", want: wanted(16), verdict: "unknown"),
    ]

    @Test(arguments: deployments) func isJudgedForDeployments(_ scenario: Scenario) throws {
        try scenario.expect(check: "gpu-nodes")
    }
}
