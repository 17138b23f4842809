import Testing

/// Who says that there are accelerators, and what they are.
@Suite struct AcceleratorChecksTests {
    typealias Text = CapacityText

    private static let labelled = "labels: {nvidia.com/gpu.present: 'true'}"

    private static func slices(_ devices: Int, node: String = "n", more: String = "") -> String {
        """
        {version: v1, drivers: [gpu.nvidia.com],
         devices: [{driver: gpu.nvidia.com, node: '\(node)', devices: \(devices), free: \(devices), parts: 0, tainted: 0}]
         \(more)}
        """
    }

    // MARK: accelerator-advertised

    static let advertised = [
        Scenario(
            "offered and labelled",
            facts: Text.facts(nodes: "[\(Text.node(labels: "nvidia.com/gpu.present: 'true'"))]"),
            verdict: "pass", says: ["1 node offers 4 nvidia.com/gpu"]),
        Scenario(
            "F35 R37 offered without labels", facts: Text.facts(nodes: "[\(Text.node()), \(Text.node("m"))]"),
            verdict: "pass", says: ["2 nodes offer 8 nvidia.com/gpu; 2 without labels, which are not needed"]),
        Scenario("no accelerators", facts: Text.facts(nodes: "[{name: cpu, ready: true}]"), verdict: "skipped"),
        Scenario("no nodes", facts: Text.facts(), verdict: "skipped", says: ["no node has accelerators"]),
        Scenario(
            "F35 labelled, and nothing is offered", facts: Text.facts(nodes: "[{name: 'n', ready: true, \(labelled)}]"),
            verdict: "fail",
            says: ["the node with accelerators by its labels gives none of them to pods: n", "device plugin run there"]),
        Scenario(
            "F35 several, and nothing is offered",
            facts: Text.facts(nodes: "[{name: 'n', ready: true, \(labelled)}, {name: m, ready: true, \(labelled)}]"),
            verdict: "fail", says: ["all 2 nodes with accelerators by their labels give none", "m: labelled"]),
        Scenario(
            "F35 some of several",
            facts: Text.facts(nodes: "[{name: 'n', ready: true, \(labelled)}, \(Text.node("m"))]"), verdict: "warn",
            says: ["1 of 2 nodes with accelerators by their labels give none of them to pods: n", "gpu.present-"]),
        Scenario(
            "F36 labelled, and published by a driver",
            facts: Text.facts(nodes: "[{name: 'n', ready: true, \(labelled)}]", slices: slices(8)), verdict: "pass",
            says: ["all 1 nodes with accelerators give them to pods, 1 of them by a driver"]),
        Scenario(
            "F32 nodes forbidden", facts: Text.facts(nodes: "forbidden"), verdict: "unknown", says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: Text.facts(nodes: "timeout"), verdict: "unknown"),
        Scenario("nodes absent", facts: Text.facts(nodes: "null"), verdict: "skipped"),
        Scenario(
            "F32 slices forbidden matter where a node gives none",
            facts: Text.facts(nodes: "[{name: 'n', ready: true, \(labelled)}]", slices: "forbidden"),
            verdict: "unknown", says: ["list resourceSlices"]),
        Scenario(
            "F32 slices timed out",
            facts: Text.facts(nodes: "[{name: 'n', ready: true, \(labelled)}]", slices: "timeout"), verdict: "unknown"),
        Scenario(
            "F32 slices forbidden do not matter where all give some",
            facts: Text.facts(nodes: "[\(Text.node())]", slices: "forbidden"), verdict: "pass"),
    ]

    @Test(arguments: advertised) func whatIsAdvertisedIsJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "accelerator-advertised")
    }

    // MARK: accelerator-sharing

    private static let shared = Text.node(gpus: 8, labels: "nvidia.com/gpu.replicas: '4'")
    private static let single = "nvidia.com/mig.strategy: single, nvidia.com/gpu.product: A100-MIG-1g.5gb"
    private static let sliced = Text.node(gpus: 7, labels: single)
    private static let manySliced = (0..<8).map { Text.node("n\($0)", gpus: 7, labels: single) }.joined(separator: ", ")

    static let sharing = [
        Scenario("none is shared", facts: Text.facts(nodes: "[\(Text.node())]"), verdict: "pass", says: ["of its own"]),
        Scenario(
            "none is shared, for a deployment", facts: Text.facts(nodes: "[\(Text.node())]"), want: Text.wanted(),
            verdict: "pass"),
        Scenario(
            "R35 shared, and nothing is wanted", facts: Text.facts(nodes: "[\(shared)]"), verdict: "pass",
            says: ["2 devices are offered as 8 on 1 node, and are no more than devices"]),
        Scenario(
            "R35 a worker gets a share", facts: Text.facts(nodes: "[\(shared)]"), want: Text.wanted(), verdict: "warn",
            says: ["time-sliced", "8 are offered for 2 devices", "n: 2 devices stand behind 8 nvidia.com/gpu"]),
        Scenario(
            "R35 a worker needs more devices than there are", facts: Text.facts(nodes: "[\(shared)]"),
            want: Text.wanted(gpus: 4), verdict: "fail",
            says: ["a worker of qwen needs 4 devices of its own, and no node that it may go to has more than 2"]),
        Scenario(
            "R35 others have them", facts: Text.facts(nodes: "[\(shared), \(Text.node("m"))]"),
            want: Text.wanted(gpus: 4), verdict: "pass", says: ["the deployments find others"]),
        Scenario(
            "a worker gets a slice", facts: Text.facts(nodes: "[\(sliced)]"), want: Text.wanted(), verdict: "warn",
            says: ["on n each is a MIG slice"]),
        Scenario(
            "workers get slices on many nodes", facts: Text.facts(nodes: "[\(manySliced)]"),
            want: Text.wanted(workers: 8, gpus: 7), verdict: "warn",
            says: ["on n0, n1, n2, n3, n4, n5 and 2 more each is a MIG slice"]),
        Scenario("nothing is offered", facts: Text.facts(), want: Text.wanted(), verdict: "skipped"),
        Scenario("no accelerator is asked for", facts: "{}", want: Text.wanted(gpus: 0), verdict: "skipped"),
        Scenario(
            "F32 nodes forbidden", facts: Text.facts(nodes: "forbidden"), verdict: "unknown", says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: Text.facts(nodes: "timeout"), verdict: "unknown"),
        Scenario("nodes absent", facts: Text.facts(nodes: "null"), verdict: "skipped"),
        Scenario(
            "F32 pods forbidden", facts: Text.facts(nodes: "[\(shared)]", pods: "forbidden"), want: Text.wanted(),
            verdict: "unknown", says: ["list pods"]),
        Scenario(
            "F32 pods timed out", facts: Text.facts(nodes: "[\(shared)]", pods: "timeout"), want: Text.wanted(),
            verdict: "unknown"),
        Scenario("pods absent", facts: Text.facts(nodes: "[\(shared)]", pods: "null"), verdict: "pass"),
    ]

    @Test(arguments: sharing) func whatIsSharedIsJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "accelerator-sharing")
    }

    // MARK: dra-slices

    static let drivers = [
        Scenario(
            "not served", facts: Text.facts(nodes: "[\(Text.node())]"), verdict: "skipped", says: ["does not serve"]),
        Scenario(
            "nobody publishes", facts: Text.facts(slices: "{version: v1, devices: []}"), verdict: "skipped",
            says: ["no driver publishes accelerators"]),
        Scenario(
            "devices", facts: Text.facts(nodes: "[{name: 'n', ready: true}]", slices: slices(4)), verdict: "pass",
            says: ["1 drivers on nodes publish accelerators"]),
        Scenario(
            "two advertisers", facts: Text.facts(nodes: "[\(Text.node())]", slices: slices(4)), verdict: "fail",
            says: ["both give the accelerators of 1 node", "n: 4 nvidia.com/gpu by a device plugin, and 4 devices"]),
        Scenario(
            "R4 only empty pools",
            facts: Text.facts(
                slices: "{version: v1, devices: [], empty: [{driver: gpu.nvidia.com, pool: 'n', node: 'n'}]}"),
            verdict: "unknown",
            says: ["pool n of gpu.nvidia.com on node n has no device", "wait while the driver starts"]),
        Scenario(
            "R4 an empty pool among others",
            facts: Text.facts(
                nodes: "[{name: 'n', ready: true}]",
                slices: slices(4, more: ", empty: [{driver: gpu.nvidia.com, pool: m, node: m}]")), verdict: "warn",
            says: ["1 of the pools of devices is not complete: pool m of gpu.nvidia.com on node m"]),
        Scenario(
            "a pool that is being published",
            facts: Text.facts(slices: "{version: v1, devices: [], problems: [pool a is being published]}"),
            verdict: "unknown", says: ["pool a is being published"]),
        Scenario(
            "pools that are being published among others",
            facts: Text.facts(
                nodes: "[{name: 'n', ready: true}]", slices: slices(4, more: ", problems: [pool a, pool b]")),
            verdict: "warn", says: ["2 of the pools of devices are not complete"]),
        Scenario(
            "F32 slices forbidden", facts: Text.facts(slices: "forbidden"), verdict: "unknown",
            says: ["list resourceSlices"]),
        Scenario("F32 slices timed out", facts: Text.facts(slices: "timeout"), verdict: "unknown"),
        Scenario(
            "F32 nodes forbidden", facts: Text.facts(nodes: "forbidden", slices: slices(1)), verdict: "unknown",
            says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: Text.facts(nodes: "timeout", slices: slices(1)), verdict: "unknown"),
        Scenario("nodes absent", facts: Text.facts(nodes: "null", slices: slices(1)), verdict: "pass"),
    ]

    @Test(arguments: drivers) func whatDriversPublishIsJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "dra-slices")
    }
}
