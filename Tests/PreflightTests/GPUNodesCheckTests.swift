import Preflight
import Testing

@Suite struct GPUNodesCheckTests {
    /// One node a line.
    static func node(
        _ name: String, gpus: Int = 0, resource: String = "nvidia.com/gpu", ready: Bool = true, cordoned: Bool = false,
        labels: String = "", taint: String? = nil, capacity: Int? = nil
    ) -> String {
        var text = "{name: '\(name)', ready: \(ready), cordoned: \(cordoned), labels: {\(labels)}"
        if gpus > 0 || capacity != nil {
            text += ", capacity: {'\(resource)': \(capacity ?? gpus)}, allocatable: {'\(resource)': \(gpus)}"
        }
        if let taint { text += ", taints: [{key: \(taint), value: '', effect: NoSchedule}]" }
        return text + "}"
    }

    static func pod(_ name: String, on node: String, gpus: Int, labels: String = "", priority: Int = 0) -> String {
        """
        {namespace: team, name: \(name), node: \(node), requests: {'nvidia.com/gpu': \(gpus)}, labels: {\(labels)},
         priority: \(priority)}
        """
    }

    static func facts(
        _ nodes: [String], pods: [String] = [], slices: String = "null", priorities: String = "[]"
    ) -> String {
        """
        {nodes: [\(nodes.joined(separator: ", "))], pods: [\(pods.joined(separator: ", "))],
         resourceSlices: \(slices), 'objects/priorityclasses.scheduling.k8s.io': \(priorities)}
        """
    }

    /// Devices of a class that stands in for no resource.
    static func classes(devices: Int, free: Int) -> String {
        let counts = "{driver: gpu.nvidia.com, node: gpu-1, devices: \(devices), free: \(free), parts: 0, tainted: 0}"
        return """
            {version: v1, drivers: [gpu.nvidia.com], devices: [\(counts)], extended: [],
             classes: [{class: gpu.nvidia.com, devices: [\(counts)], undecided: []}], problems: []}
            """
    }

    static func claiming(_ count: Int, class name: String = "gpu.nvidia.com", more: String = "") -> String {
        """
        {deployments: [{name: qwen, namespace: team, gpus: {perWorker: 0, workers: 1},
          claim: {deviceClass: \(name), count: \(count) \(more)}}]}
        """
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

    @Test(arguments: general) func isJudgedInGeneral(_ scenario: Scenario) throws {
        try scenario.expect(check: "gpu-nodes")
    }
}
