import Testing

/// Resources by other names, pressures, affinities, priorities, and devices by claim.
extension GPUNodesCheckTests {
    /// Devices of a class that a driver of accelerators publishes which is none of those that are known.
    static func others(free: Int, unclear: String = "") -> String {
        let counts = "{driver: neuron.aws.com, node: gpu-1, devices: 16, free: \(free), parts: 0, tainted: 0}"
        return """
            {version: v1, drivers: [], devices: [], extended: [],
             classes: [{class: neuron.aws.com, devices: [\(counts)], undecided: [\(unclear)]}], problems: []}
            """
    }

    /// A deployment by a claim template, and one that asks for so many accelerators.
    static func beside(_ gpus: Int) -> String {
        """
        {deployments: [
          {name: qwen, namespace: team, gpus: {perWorker: 0, workers: 1}, claimTemplate: mine},
          {name: llama, namespace: team, gpus: {perWorker: \(gpus), workers: 1}}]}
        """
    }

    static let rules = [
        Scenario(
            "MIG slices that it names", facts: facts([node("a", gpus: 7, resource: "nvidia.com/mig-1g.5gb")]),
            want: wanted(2, more: ", resource: nvidia.com/mig-1g.5gb"), verdict: "pass",
            says: ["2 nvidia.com/mig-1g.5gb needed"]),
        Scenario(
            "a resource that nobody else calls an accelerator",
            facts: facts([node("a", gpus: 2, resource: "example.com/npu")]),
            want: wanted(2, more: ", resource: example.com/npu"), verdict: "pass", says: ["2 example.com/npu needed"]),
        Scenario(
            "a resource that nobody else calls an accelerator, too few of it",
            facts: facts([node("a", gpus: 2, resource: "example.com/npu")]),
            want: wanted(3, more: ", resource: example.com/npu"), verdict: "fail",
            says: ["the cluster has 2 example.com/npu"]),
        Scenario(
            "further resources are no accelerators", facts: facts([node("a", gpus: 2, resource: "rdma/ib")]),
            want: wanted(1), verdict: "fail", says: ["none of 1 nodes offers an accelerator"]),
        Scenario(
            "time-sliced is another check's matter",
            facts: facts([node("a", gpus: 4, labels: "nvidia.com/gpu.replicas: '4'")]), want: wanted(1),
            verdict: "pass"),
        Scenario(
            "under pressure of the disk",
            facts: "{nodes: [{name: a, ready: true, allocatable: {nvidia.com/gpu: 4}, pressures: [DiskPressure]}], "
                + "pods: [], resourceSlices: null}", want: wanted(1), verdict: "fail",
            says: ["may use none of them", "a: takes no pods because of DiskPressure"]),
        Scenario(
            "a node affinity that no node has", facts: facts(two),
            want: wanted(
                1, more: ", affinity: [{matchExpressions: [{key: pool, operator: In, values: [a]}]}]"),
            verdict: "fail", says: ["what the node affinity asks for (pool In (a))"]),
        Scenario(
            "a node affinity that a node has", facts: facts([node("gpu-1", gpus: 8, labels: "pool: a")]),
            want: wanted(
                1, more: ", affinity: [{matchExpressions: [{key: pool, operator: In, values: [a]}]}]"),
            verdict: "pass"),
        Scenario(
            "pods of lower priority hold them",
            facts: facts(
                [node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 1), pod("b", on: "gpu-1", gpus: 1)]),
            want: wanted(1, more: ", priority: 5"), verdict: "warn",
            says: ["only when a pod of lower priority goes: team/", "the scheduler preempts", "has priority 0"]),
        Scenario(
            "several pods of lower priority hold them",
            facts: facts(
                [node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 1), pod("b", on: "gpu-1", gpus: 1)]),
            want: wanted(2, more: ", priority: 5"), verdict: "warn",
            says: ["only when 2 pods of lower priority go: team/a, team/b"]),
        Scenario(
            "pods of lower priority that would not make room enough",
            facts: facts(
                [node("gpu-1", gpus: 2)],
                pods: [pod("a", on: "gpu-1", gpus: 1), pod("b", on: "gpu-1", gpus: 1, priority: 9)]),
            want: wanted(2, more: ", priority: 5"), verdict: "fail", says: ["taken"]),
        Scenario(
            "pods of the same priority hold them",
            facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2, priority: 5)]),
            want: wanted(1, more: ", priority: 5"), verdict: "fail"),
        Scenario(
            "a priority class with a higher priority",
            facts: facts(
                [node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)],
                priorities: "[{metadata: {name: high}, value: 100}]"),
            want: wanted(1, more: ", priorityClass: high"), verdict: "warn", says: ["team/a"]),
        Scenario(
            "a priority class that preempts nothing",
            facts: facts(
                [node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)],
                priorities: "[{metadata: {name: high}, value: 100, preemptionPolicy: Never}]"),
            want: wanted(1, more: ", priorityClass: high"), verdict: "fail", says: ["taken"]),
        Scenario(
            "the default priority class is higher",
            facts: facts(
                [node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)],
                priorities: "[{metadata: {name: any}, value: 10, globalDefault: true}]"), want: wanted(1),
            verdict: "warn", says: ["team/a on gpu-1 has priority 0"]),
        Scenario(
            "a priority class that does not exist",
            facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)]),
            want: wanted(1, more: ", priorityClass: high"), verdict: "fail"),
        Scenario(
            "F32 priority classes forbidden matter where a deployment names one",
            facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)], priorities: "forbidden"),
            want: wanted(1, more: ", priorityClass: high"), verdict: "unknown",
            says: ["list priorityclasses.scheduling.k8s.io"]),
        Scenario(
            "F32 priority classes timed out",
            facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)], priorities: "timeout"),
            want: wanted(1, more: ", priorityClass: high"), verdict: "unknown"),
        Scenario(
            "F32 priority classes timed out, which no priority helps", facts: facts(two, priorities: "timeout"),
            want: wanted(99, more: ", priorityClass: high"), verdict: "fail"),
        Scenario(
            "F32 priority classes forbidden do not matter where none is named",
            facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)], priorities: "forbidden"),
            want: wanted(1), verdict: "fail"),
        Scenario(
            "priority classes that are not served",
            facts: facts([node("gpu-1", gpus: 2)], pods: [pod("a", on: "gpu-1", gpus: 2)], priorities: "null"),
            want: wanted(1, more: ", priorityClass: high"), verdict: "fail", says: ["taken"]),
        Scenario(
            "F36 devices by claim", facts: facts([node("gpu-1")], slices: classes(devices: 4, free: 2)),
            want: claiming(2), verdict: "pass", says: ["2 of 4 devices free"]),
        Scenario(
            "F36 too few devices by claim", facts: facts([node("gpu-1")], slices: classes(devices: 4, free: 1)),
            want: claiming(2), verdict: "fail",
            says: ["too few devices are free for the claims of qwen: 2 needed, 1 of 4 are free"]),
        Scenario(
            "F36 a device class that does not exist",
            facts: facts([node("gpu-1")], slices: classes(devices: 4, free: 4)), want: claiming(1, class: "mine"),
            verdict: "fail", says: ["there is no DeviceClass mine, of which qwen claims", "name one of gpu.nvidia.com"]),
        Scenario(
            "F36 claims where nobody serves them", facts: facts([node("gpu-1", gpus: 8)]), want: claiming(1),
            verdict: "fail", says: ["does not serve dynamic resource allocation"]),
        Scenario(
            "F36 devices by claim that must be something else",
            facts: facts([node("gpu-1")], slices: classes(devices: 4, free: 4)),
            want: claiming(1, more: ", selectors: [\"device.driver == 'x'\"]"), verdict: "unknown",
            says: ["whether devices are as the claims of qwen select them is not looked at"]),
        Scenario(
            "F36 devices by claim that are too few whatever they must be",
            facts: facts([node("gpu-1")], slices: classes(devices: 4, free: 0)),
            want: claiming(1, more: ", selectors: [\"device.driver == 'x'\"]"), verdict: "fail"),
        Scenario(
            "F36 devices of a driver that nobody knows", facts: facts([node("gpu-1")], slices: others(free: 4)),
            want: claiming(2, class: "neuron.aws.com"), verdict: "pass", says: ["4 of 16 devices free"]),
        Scenario(
            "F36 too few devices of a driver that nobody knows", facts: facts([node("gpu-1")], slices: others(free: 1)),
            want: claiming(2, class: "neuron.aws.com"), verdict: "fail",
            says: ["too few devices are free for the claims of qwen: 2 needed, 1 of 16 are free"]),
        Scenario(
            "F36 devices of a driver that nobody knows, and it is not known which",
            facts: facts([node("gpu-1")], slices: others(free: 1, unclear: "'may be given to several claims'")),
            want: claiming(2, class: "neuron.aws.com"), verdict: "unknown", says: ["may be given to several claims"]),
        Scenario(
            "a claim template beside a deployment that fits", facts: facts(two), want: beside(1), verdict: "unknown",
            says: [
                "room for llama; whether there is any for qwen cannot be told",
                "the ResourceClaimTemplate mine is not looked at", "kubectl get resourceclaimtemplates",
            ]),
        Scenario(
            "a claim template beside a deployment that does not fit", facts: facts(two), want: beside(99),
            verdict: "fail", says: ["too few accelerators for llama"]),
        Scenario(
            "a claim template", facts: facts(two),
            want: """
                {deployments: [{name: qwen, namespace: team, gpus: {perWorker: 0, workers: 1}, claimTemplate: mine}]}
                """, verdict: "skipped", says: ["the ResourceClaimTemplate mine, which is not looked at"]),
    ]

    @Test(arguments: rules) func isJudgedByAllRules(_ scenario: Scenario) throws {
        try scenario.expect(check: "gpu-nodes")
    }
}
