import Preflight
import Testing

@Suite struct GPUNodesCheckTests {
    /// One node a line.
    static func node(
        _ name: String, gpus: Int = 0, resource: String = "nvidia.com/gpu", ready: Bool = true, cordoned: Bool = false,
        labels: String = "", taint: String? = nil, capacity: Int? = nil
    ) -> String {
        var text = "{name: \(name), ready: \(ready), cordoned: \(cordoned), labels: {\(labels)}"
        if gpus > 0 || capacity != nil {
            text += ", capacity: {'\(resource)': \(capacity ?? gpus)}, allocatable: {'\(resource)': \(gpus)}"
        }
        if let taint { text += ", taints: [{key: \(taint), value: '', effect: NoSchedule}]" }
        return text + "}"
    }

    static func pod(_ name: String, on node: String, gpus: Int, labels: String = "") -> String {
        "{namespace: team, name: \(name), node: \(node), requests: {'nvidia.com/gpu': \(gpus)}, labels: {\(labels)}}"
    }

    static func facts(_ nodes: [String], pods: [String] = [], slices: String = "null") -> String {
        "{nodes: [\(nodes.joined(separator: ", "))], pods: [\(pods.joined(separator: ", "))], "
            + "resourceSlices: \(slices)}"
    }

    static func wanted(_ perWorker: Int, workers: Int = 1, more: String = "") -> String {
        """
        {deployments: [{name: qwen, namespace: team, gpus: {perWorker: \(perWorker), workers: \(workers)},
          accelerator: nvidia, tolerations: [], nodeSelector: {} \(more)}]}
        """
    }

    static func twoWanted(_ first: Int, _ second: Int, second vendor: String = "nvidia") -> String {
        """
        {deployments: [
          {name: qwen, namespace: team, provider: a, gpus: {perWorker: \(first), workers: 1}},
          {name: llama, namespace: team, provider: b, gpus: {perWorker: \(second), workers: 1}, accelerator: \(vendor)}]}
        """
    }

    static func slices(
        devices: Int, taken: Int = 0, extended: Bool = false, on node: String = "gpu-1", parts: Int = 0,
        tainted: Int = 0, unclear: String = "", problem: String = ""
    ) -> String {
        let counts = """
            {driver: gpu.nvidia.com, node: '\(node)', devices: \(devices), free: \(devices - taken), parts: \(parts),
             tainted: \(tainted)}
            """
        return """
            {version: v1, drivers: [gpu.nvidia.com], devices: [\(counts)],
             extended: [\(extended ? "{resource: nvidia.com/gpu, class: gpus, devices: [\(counts)], undecided: [\(unclear)]}" : "")],
             problems: [\(problem)]}
            """
    }

    static let two = [node("gpu-1", gpus: 8), node("gpu-2", gpus: 8), node("cpu-1")]

    static let general = [
        Scenario("some are free", facts: facts(two), verdict: "pass", says: ["16 nvidia.com/gpu on 2 of 3 nodes"]),
        Scenario(
            "F37 none is free", facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)]),
            verdict: "warn", says: ["taken"]),
        Scenario(
            "none takes pods",
            facts: facts([node("gpu-1", gpus: 2, cordoned: true), node("gpu-2", gpus: 2, ready: false)]),
            verdict: "fail", says: ["gpu-1: cordoned", "gpu-2: not ready"]),
        Scenario(
            "F36 only DRA", facts: facts([node("gpu-1")], slices: slices(devices: 8, taken: 3)), verdict: "warn",
            says: ["8 accelerators on 1 nodes, 5 free", "gpu.nvidia.com"]),
        Scenario(
            "F36 DRA without devices yet", facts: facts([node("gpu-1")], slices: slices(devices: 0)),
            verdict: "fail", says: ["publish no device"]),
        Scenario(
            "F36 DRA, all taken", facts: facts([node("gpu-1")], slices: slices(devices: 8, taken: 8)),
            verdict: "warn", says: ["all accelerators are taken: 8 on 1 nodes"]),
        Scenario(
            "F36 DRA that is still being published",
            facts: facts([node("gpu-1")], slices: slices(devices: 0, problem: "pool a is being published")),
            verdict: "unknown", says: ["cannot be told", "pool a is being published"]),
        Scenario(
            "F36 DRA with tainted devices only", facts: facts([node("gpu-1")], slices: slices(devices: 0, tainted: 8)),
            verdict: "fail", says: ["publish 8 devices, all with taints"]),
        Scenario(
            "F35 label without allocatable", facts: facts([node("gpu-1", labels: "nvidia.com/gpu.present: 'true'")]),
            verdict: "fail", says: ["labels of 1", "gpu-1: labelled", "device plugin"]),
        Scenario(
            "all tainted",
            facts: facts([node("gpu-1", gpus: 8, taint: "dedicated"), node("gpu-2", gpus: 8, taint: "dedicated")]),
            verdict: "warn",
            says: [
                "16 nvidia.com/gpu on 2 of 2 nodes", "get onto none of them unless they tolerate dedicated:NoSchedule",
                "tolerations: [{key: dedicated, operator: Exists, effect: NoSchedule}]",
                "gpu-1, gpu-2: taint dedicated:NoSchedule not tolerated",
            ]),
        Scenario(
            "one tainted, one cordoned, one not ready",
            facts: facts([
                node("gpu-1", gpus: 8, taint: "dedicated"), node("gpu-2", gpus: 8, cordoned: true),
                node("gpu-3", gpus: 8, ready: false),
            ]), verdict: "warn",
            says: [
                "unless they tolerate dedicated:NoSchedule", "gpu-1: taint dedicated:NoSchedule not tolerated",
                "gpu-2: cordoned", "gpu-3: not ready",
            ]),
        Scenario(
            "one open among tainted, cordoned and not ready ones",
            facts: facts([
                node("gpu-1", gpus: 8, taint: "dedicated"), node("gpu-2", gpus: 8, cordoned: true),
                node("gpu-3", gpus: 8, ready: false), node("gpu-4", gpus: 4),
            ]), verdict: "pass",
            says: [
                "28 nvidia.com/gpu on 4 of 4 nodes; free are 4 nvidia.com/gpu; 3 of these nodes take no deployments now",
                "gpu-1: taint dedicated:NoSchedule not tolerated", "gpu-2: cordoned", "gpu-3: not ready",
            ]),
        Scenario(
            "one open and taken among tainted ones",
            facts: facts(
                [node("gpu-1", gpus: 8, taint: "dedicated"), node("gpu-2", gpus: 8)],
                pods: [pod("a", on: "gpu-2", gpus: 8)]), verdict: "warn",
            says: ["all accelerators are taken", "gpu-1: taint dedicated:NoSchedule not tolerated"]),
        Scenario(
            "tainted, cordoned and not ready at once",
            facts: facts([node("gpu-1", gpus: 8, ready: false, cordoned: true, taint: "dedicated")]), verdict: "fail",
            says: ["gpu-1: not ready"]),
        Scenario(
            "tainted as the provider's deployments tolerate it",
            facts: facts([node("gpu-1", gpus: 8, taint: "nvidia.com/gpu")]),
            want: "{provider: {name: p, title: P, tolerations: [{key: nvidia.com/gpu, operator: Exists}]}}",
            verdict: "pass", says: ["free are 8"]),
        Scenario(
            "tainted as one of two providers tolerates it",
            facts: facts([node("gpu-1", gpus: 8, taint: "a")]),
            want: "{providers: [{name: p}, {name: q, tolerations: [{key: a, operator: Exists}]}]}", verdict: "pass"),
        Scenario(
            "a taint that only discourages",
            facts: facts([node("gpu-1", gpus: 8, taint: "a")]).replacing("NoSchedule", with: "PreferNoSchedule"),
            verdict: "pass"),
        Scenario(
            "a taint that also drives out",
            facts: facts([node("gpu-1", gpus: 8, taint: "a")]).replacing("NoSchedule", with: "NoExecute"),
            verdict: "warn", says: ["a:NoExecute"]),
        Scenario("nothing", facts: facts([node("cpu-1"), node("cpu-2")]), verdict: "fail", says: ["none of 2 nodes"]),
        Scenario("no nodes at all", facts: facts([]), verdict: "fail"),
        Scenario(
            "other vendor", facts: facts([node("a", gpus: 4, resource: "amd.com/gpu")]), verdict: "pass",
            says: ["4 amd.com/gpu"]),
        Scenario(
            "MIG", facts: facts([node("a", gpus: 7, resource: "nvidia.com/mig-1g.5gb")]), verdict: "pass",
            says: ["7 nvidia.com/mig-1g.5gb"]),
        Scenario(
            "F32 nodes forbidden", facts: "{nodes: forbidden, pods: [], resourceSlices: null}", verdict: "unknown",
            says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: "{nodes: timeout, pods: [], resourceSlices: null}", verdict: "unknown"),
        Scenario(
            "F32 pods forbidden", facts: "{nodes: [\(two[0])], pods: forbidden, resourceSlices: null}",
            verdict: "unknown", says: ["list pods"]),
        Scenario(
            "F32 pods timed out", facts: "{nodes: [\(two[0])], pods: timeout, resourceSlices: null}",
            verdict: "unknown"),
        Scenario(
            "F32 slices forbidden do not matter where there is room",
            facts: "{nodes: [\(two[0])], pods: [], resourceSlices: forbidden}", verdict: "pass"),
        Scenario(
            "F32 slices forbidden matter where there is none",
            facts: "{nodes: [], pods: [], resourceSlices: forbidden}", verdict: "unknown",
            says: ["list resourceSlices"]),
        Scenario("F32 slices timed out", facts: "{nodes: [], pods: [], resourceSlices: timeout}", verdict: "unknown"),
    ]

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
            "time-sliced", facts: facts([node("a", gpus: 4, labels: "nvidia.com/gpu.replicas: '4'")]), want: wanted(1),
            verdict: "warn", says: ["time-sliced on a"]),
        Scenario(
            "MIG slices by the name of whole devices",
            facts: facts([
                node(
                    "a", gpus: 7,
                    labels: "nvidia.com/mig.strategy: single, nvidia.com/gpu.product: NVIDIA-A100-MIG-1g.5gb")
            ]), want: wanted(1), verdict: "warn", says: ["MIG slice", "on a each"]),
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

    @Test(arguments: general) func isJudgedInGeneral(_ scenario: Scenario) throws {
        try scenario.expect(check: "gpu-nodes")
    }

    @Test(arguments: deployments) func isJudgedForDeployments(_ scenario: Scenario) throws {
        try scenario.expect(check: "gpu-nodes")
    }
}
