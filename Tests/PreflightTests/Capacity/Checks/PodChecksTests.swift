import Testing

/// Whole pods: CPU, memory, disk, architecture, and replicas on several nodes.
@Suite struct PodChecksTests {
    typealias Text = CapacityText

    static func facts(
        _ nodes: String = "[\(CapacityText.node())]", pods: String = "[]", uses: String = "[]", slices: String = "null",
        priorities: String = "[]"
    ) -> String {
        Text.facts(nodes: nodes, pods: pods, uses: uses, slices: slices, more: "\(Text.priorities): \(priorities)")
    }

    private static func pod(_ name: String, gpus: Int = 1, cpu: Int = 0, gibibytes: Int = 0, disk: Int = 0) -> String {
        """
        {namespace: x, name: \(name), node: 'n', requests: {nvidia.com/gpu: \(gpus)},
         \(Text.use(cpu: cpu, gibibytes: gibibytes, disk: disk))}
        """
    }

    /// Of every check that looks at whole pods.
    static func unknowns(_ want: String) -> [Scenario] {
        [
            Scenario(
                "F32 nodes forbidden", facts: facts("forbidden"), want: want, verdict: "unknown", says: ["list nodes"]),
            Scenario("F32 nodes timed out", facts: facts("timeout"), want: want, verdict: "unknown"),
            Scenario(
                "F32 pods forbidden", facts: facts(pods: "forbidden"), want: want, verdict: "unknown",
                says: ["list pods"]),
            Scenario("F32 pods timed out", facts: facts(pods: "timeout"), want: want, verdict: "unknown"),
            Scenario(
                "F32 what others take forbidden", facts: facts(uses: "forbidden"), want: want, verdict: "unknown",
                says: ["list nodeUse"]),
            Scenario("F32 what others take timed out", facts: facts(uses: "timeout"), want: want, verdict: "unknown"),
        ]
    }

    // MARK: pod-resources

    static let tight = Text.wanted(Text.use(cpu: 9000))

    static let resources = [
        Scenario("no deployment", facts: "{}", verdict: "skipped", says: ["no deployment is named"]),
        Scenario(
            "nothing is known of workers", facts: facts(), want: Text.wanted(), verdict: "skipped",
            says: ["is not given"]),
        Scenario(
            "room", facts: facts(), want: Text.wanted(Text.use(cpu: 8000, gibibytes: 64)), verdict: "pass",
            says: ["room for whole pods of qwen, each with 1 nvidia.com/gpu, 8 CPU, 64 GiB memory"]),
        Scenario(
            "too little CPU", facts: facts(), want: tight, verdict: "fail",
            says: [
                "the accelerators for qwen are there, but too little CPU beside them",
                "a worker needs 1 nvidia.com/gpu, 9 CPU",
                "n: 8 of 8 CPU free, a worker needs 9", "resources.cpu",
            ]),
        Scenario(
            "too little memory", facts: facts(), want: Text.wanted(Text.use(gibibytes: 65)), verdict: "fail",
            says: ["too little memory beside them"]),
        Scenario(
            "both", facts: facts(), want: Text.wanted(Text.use(cpu: 9000, gibibytes: 65)), verdict: "fail",
            says: ["too little CPU and memory beside them"]),
        Scenario(
            "further devices", facts: facts(), want: Text.wanted("extra: {rdma/ib: 1}"), verdict: "fail",
            says: ["too little of further devices", "1 rdma/ib"]),
        Scenario(
            "no place for another pod", facts: facts(uses: "[{node: 'n', pods: 10}]"), want: Text.wanted(),
            verdict: "fail",
            says: ["too little room for another pod"]),
        Scenario(
            "each on another node",
            facts: facts("[\(Text.node("a", gibibytes: 1)), \(Text.node("b", cpu: 100))]"),
            want: Text.wanted(Text.use(cpu: 1000, gibibytes: 2)), verdict: "fail",
            says: ["but not on nodes that have the rest, too"]),
        Scenario(
            "pods without accelerators take CPU",
            facts: facts(uses: "[{node: 'n', use: {milliCPU: 7500}, pods: 2}]"),
            want: Text.wanted(Text.use(cpu: 1000)), verdict: "fail", says: ["0.5 of 8 CPU free"]),
        Scenario(
            "the accelerators alone do not fit", facts: facts(), want: Text.wanted(Text.use(cpu: 1), gpus: 5),
            verdict: "skipped", says: ["no room for the accelerators of qwen alone; see gpu-nodes"]),
        Scenario(
            "only the disk is too small", facts: facts(), want: Text.wanted(Text.use(cpu: 1, disk: 101)),
            verdict: "skipped", says: ["CPU and memory would do for qwen; see pod-disk"]),
        Scenario(
            "pods of lower priority hold it", facts: facts(pods: "[\(pod("a", cpu: 7000))]"),
            want: Text.wanted("priority: 5, " + Text.use(cpu: 4000)), verdict: "warn",
            says: ["only when a pod of lower priority goes: x/a", "preempts", "x/a on n has priority 0"]),
        Scenario(
            "pods of lower priority that nobody counted hold it",
            facts: facts(uses: "[{node: 'n', use: {milliCPU: 7500}, pods: 2, lowestPriority: -1}]"),
            want: Text.wanted(Text.use(cpu: 1000)), verdict: "fail",
            says: ["pods of lower priority run on 1 nodes, which the scheduler may preempt"]),
        Scenario(
            "devices for claims that nobody may see", facts: facts(slices: "forbidden"), want: tight,
            verdict: "unknown",
            says: ["cannot be told", "devices for claims: cannot list resourceSlices"]),
        Scenario(
            "devices for claims that do not matter", facts: facts(slices: "forbidden"),
            want: Text.wanted(Text.use(cpu: 1)), verdict: "pass"),
        Scenario(
            "devices for claims timed out", facts: facts(slices: "timeout"), want: tight, verdict: "unknown"),
        Scenario(
            "F32 priority classes forbidden", facts: facts(priorities: "forbidden"),
            want: Text.wanted("priorityClass: high, " + Text.use(cpu: 9000)), verdict: "unknown",
            says: ["list priorityclasses.scheduling.k8s.io"]),
        Scenario(
            "F32 priority classes timed out", facts: facts(priorities: "timeout"),
            want: Text.wanted("priorityClass: high, " + Text.use(cpu: 9000)), verdict: "unknown"),
        Scenario("priority classes absent", facts: facts(priorities: "null"), want: tight, verdict: "fail"),
        Scenario("what others take absent", facts: facts(uses: "null"), want: tight, verdict: "fail"),
        Scenario("pods absent", facts: facts(pods: "null"), want: tight, verdict: "fail"),
        Scenario("nodes absent", facts: facts("null"), want: tight, verdict: "skipped"),
    ]

    @Test(arguments: resources + unknowns(tight)) func roomForWholePodsIsJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "pod-resources")
    }

    // MARK: pod-disk

    static let large = Text.wanted(Text.use(disk: 101))

    static let disks = [
        Scenario("no deployment", facts: "{}", verdict: "skipped"),
        Scenario(
            "nothing is known of it", facts: facts(), want: Text.wanted(), verdict: "skipped", says: ["asks for disk"]),
        Scenario("R16 room", facts: facts(), want: Text.wanted(Text.use(disk: 100)), verdict: "pass"),
        Scenario(
            "R16 too little", facts: facts(), want: large, verdict: "fail",
            says: [
                "too little ephemeral storage beside them", "100 GiB of 100 GiB ephemeral storage free",
                "resources.ephemeralStorage", "modelCache.claim",
            ]),
        Scenario(
            "R16 others asked for it", facts: facts(uses: "[{node: 'n', use: {disk: \(99 << 30)}, pods: 1}]"),
            want: Text.wanted(Text.use(disk: 2)), verdict: "fail", says: ["1 GiB of 100 GiB"]),
        Scenario(
            "R16 weights that nobody asked room for", facts: facts(),
            want: Text.wanted("download: \(150 << 30)"), verdict: "warn",
            says: ["the weights of qwen do not fit on the disk", "are evicted", "100 GiB of disk not promised to pods"]),
        Scenario("R16 weights that fit", facts: facts(), want: Text.wanted("download: \(50 << 30)"), verdict: "pass"),
        Scenario(
            "pods of lower priority hold it", facts: facts(pods: "[\(pod("a", disk: 60))]"),
            want: Text.wanted("priority: 5, " + Text.use(disk: 50)), verdict: "warn",
            says: ["there is disk for qwen only when a pod of lower priority goes: x/a"]),
        Scenario(
            "something else is missing", facts: facts(), want: Text.wanted(Text.use(cpu: 9000, disk: 1)),
            verdict: "skipped", says: ["see gpu-nodes and pod-resources"]),
        Scenario(
            "devices for claims that nobody may see", facts: facts(slices: "forbidden"), want: large, verdict: "unknown"
        ),
        Scenario("devices for claims timed out", facts: facts(slices: "timeout"), want: large, verdict: "unknown"),
        Scenario(
            "F32 priority classes forbidden", facts: facts(priorities: "forbidden"),
            want: Text.wanted("priorityClass: high, " + Text.use(disk: 101)), verdict: "unknown"),
        Scenario(
            "F32 priority classes timed out", facts: facts(priorities: "timeout"),
            want: Text.wanted("priorityClass: high, " + Text.use(disk: 101)), verdict: "unknown"),
        Scenario("priority classes absent", facts: facts(priorities: "null"), want: large, verdict: "fail"),
        Scenario("what others take absent", facts: facts(uses: "null"), want: large, verdict: "fail"),
    ]

    @Test(arguments: disks + unknowns(large)) func diskIsJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "pod-disk")
    }

    // MARK: pod-architecture

    private static let arm = "[\(Text.node(architecture: "arm64"))]"
    static let made = Text.wanted("architectures: [amd64]")

    private static let both = """
        {deployments: [{name: qwen, namespace: team, gpus: {perWorker: 1, workers: 1}, architectures: [arm64, amd64]},
          {name: llama, namespace: team, gpus: {perWorker: 1, workers: 1}}]}
        """

    static let architectures = [
        Scenario("no deployment", facts: "{}", verdict: "skipped"),
        Scenario("made for the nodes", facts: facts(), want: made, verdict: "pass", says: ["1 amd64"]),
        Scenario("not known, and amd64", facts: facts(), want: Text.wanted(), verdict: "pass"),
        Scenario(
            "R33 not made for the nodes", facts: facts(arm), want: made, verdict: "fail",
            says: ["on nodes for which its images are not made", "n: is arm64, the images are made for amd64"]),
        Scenario(
            "R33 not known, and arm64", facts: facts(arm), want: Text.wanted(), verdict: "warn",
            says: ["pods may go to nodes that are 1 arm64; whether the images are made for them is not known"]),
        Scenario(
            "R33 not known, and mixed", facts: facts("[\(Text.node("a", architecture: "arm64")), \(Text.node("b"))]"),
            want: Text.wanted(), verdict: "warn", says: ["1 amd64, 1 arm64", "kubernetes.io/arch"]),
        Scenario(
            "R33 known of one of two, and arm64", facts: facts(arm), want: both, verdict: "warn",
            says: ["whether the images are made for them is not known of llama"]),
        Scenario("known of one of two, and amd64", facts: facts(), want: both, verdict: "pass"),
        Scenario(
            "R33 made for one of the nodes",
            facts: facts("[\(Text.node("a", architecture: "arm64")), \(Text.node("b"))]"),
            want: made, verdict: "pass"),
        Scenario(
            "nodes do not say it", facts: facts("[{name: 'n', ready: true, allocatable: {nvidia.com/gpu: 1}}]"),
            want: made,
            verdict: "skipped", says: ["of which architecture"]),
        Scenario(
            "devices for claims that nobody may see", facts: facts(arm, slices: "forbidden"), want: made,
            verdict: "unknown"),
        Scenario("devices for claims timed out", facts: facts(arm, slices: "timeout"), want: made, verdict: "unknown"),
        Scenario("what others take absent", facts: facts(arm, uses: "null"), want: made, verdict: "fail"),
    ]

    @Test(arguments: architectures + unknowns(made)) func architectureIsJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "pod-architecture")
    }

    // MARK: multi-node-topology

    private static func racked(_ key: String, _ values: [String]) -> String {
        let nodes = values.enumerated().map { index, value in
            Text.node("n\(index)", gpus: 1, labels: value.isEmpty ? "" : "\(key): \(value)")
        }
        return "[\(nodes.joined(separator: ", "))]"
    }

    private static func spanning(_ topology: String = "", workers: Int = 2) -> String {
        Text.wanted("groupSize: 2\(topology.isEmpty ? "" : ", topology: \(topology)")", workers: workers)
    }

    private static let zone = "topology.kubernetes.io/zone"

    static let topologies = [
        Scenario(
            "one node a replica", facts: "{}", want: Text.wanted(), verdict: "skipped", says: ["spans several nodes"]),
        Scenario(
            "one domain", facts: facts(racked("nvidia.com/gpu.clique", ["a", "a"])),
            want: spanning("nvidia.com/gpu.clique"),
            verdict: "pass", says: ["1 replicas of qwen find room, each on nodes with one nvidia.com/gpu.clique"]),
        Scenario(
            "two domains", facts: facts(racked("nvidia.com/gpu.clique", ["a", "b"])),
            want: spanning("nvidia.com/gpu.clique"), verdict: "fail",
            says: [
                "room for 0 of 1 replicas of qwen, whose 2 workers need the same nvidia.com/gpu.clique",
                "=a: room for 1 of 2",
            ]),
        Scenario(
            "no node has the label", facts: facts(racked("", ["", ""])), want: spanning("nvidia.com/gpu.clique"),
            verdict: "fail", says: ["no node that qwen may use has the label nvidia.com/gpu.clique"]),
        Scenario(
            "a label that was not recorded", facts: facts(racked("", ["", ""])), want: spanning("rack"),
            verdict: "unknown",
            says: ["without the labels rack"]),
        Scenario(
            "no room at all", facts: facts(racked(zone, ["a", "a"])), want: spanning(zone, workers: 4),
            verdict: "skipped",
            says: ["no room for all workers"]),
        Scenario("one zone", facts: facts(racked(zone, ["a", "a"])), want: spanning(), verdict: "pass"),
        Scenario(
            "two zones", facts: facts(racked(zone, ["a", "b"])), want: spanning(), verdict: "warn",
            says: ["only 0 of 1 replicas of qwen find room for all workers in one zone; the others would span zones"]),
        Scenario("no zones", facts: facts(racked("", ["", ""])), want: spanning(), verdict: "skipped"),
        Scenario(
            "F32 slices forbidden do not matter", facts: facts(racked(zone, ["a", "a"]), slices: "forbidden"),
            want: spanning(), verdict: "pass"),
        Scenario(
            "F32 slices timed out do not matter", facts: facts(racked(zone, ["a", "a"]), slices: "timeout"),
            want: spanning(), verdict: "pass"),
        Scenario(
            "what others take absent", facts: facts(racked(zone, ["a", "a"]), uses: "null"), want: spanning(),
            verdict: "pass"),
    ]

    @Test(arguments: topologies + unknowns(spanning())) func topologyIsJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "multi-node-topology")
    }
}
