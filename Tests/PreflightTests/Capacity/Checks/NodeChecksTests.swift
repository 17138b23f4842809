import Testing

/// Nodes that take no pods, pods that wait, and networks between nodes.
@Suite struct NodeChecksTests {
    typealias Text = CapacityText

    // MARK: node-readiness

    private static func node(_ more: String) -> String {
        "{name: 'n', allocatable: {nvidia.com/gpu: 8}, capacity: {nvidia.com/gpu: 8}, \(more)}"
    }

    /// So many that are not ready.
    private static func many(_ count: Int) -> String {
        (0..<count).map { node("ready: false").replacing("'n'", with: "n\($0)") }.joined(separator: ", ")
    }

    static let readiness = [
        Scenario(
            "all well", facts: Text.facts(nodes: "[\(Text.node()), \(Text.node("m"))]"), verdict: "pass",
            says: ["all 2 nodes that offer accelerators take pods"]),
        Scenario("one, and well", facts: Text.facts(nodes: "[\(Text.node())]"), verdict: "pass"),
        Scenario("none", facts: Text.facts(nodes: "[{name: cpu, ready: false}]"), verdict: "skipped"),
        Scenario(
            "not ready", facts: Text.facts(nodes: "[\(node("ready: false")), \(Text.node("m"))]"), verdict: "warn",
            says: ["1 of 2 nodes with accelerators take no pods: 1 not ready, 0 cordoned", "n: not ready"]),
        Scenario(
            "never ready", facts: Text.facts(nodes: "[\(node("cordoned: false"))]"), verdict: "warn",
            says: ["n: not ready"]),
        Scenario(
            "cordoned", facts: Text.facts(nodes: "[\(node("ready: true, cordoned: true"))]"), verdict: "warn",
            says: ["0 not ready, 1 cordoned", "n: cordoned"]),
        Scenario(
            "under pressure",
            facts: Text.facts(nodes: "[\(node("ready: true, pressures: [DiskPressure, MemoryPressure]"))]"),
            verdict: "warn", says: ["some under pressure", "n: DiskPressure, MemoryPressure"]),
        Scenario(
            "devices that are not healthy",
            facts: Text.facts(
                nodes: "[{name: 'n', ready: true, allocatable: {nvidia.com/gpu: 6}, capacity: {nvidia.com/gpu: 8}}]"),
            verdict: "warn", says: ["n: 6 of 8 nvidia.com/gpu healthy"]),
        Scenario(
            "many are not ready",
            facts: Text.facts(nodes: "[\(many(9))]"), verdict: "warn",
            says: ["n0, n1, n2, n3, n4, n5 and 3 more: not ready"]),
        Scenario(
            "several kinds of devices are not healthy",
            facts: Text.facts(
                nodes: """
                    [{name: a, ready: true, allocatable: {nvidia.com/gpu: 6}, capacity: {nvidia.com/gpu: 8}},
                     {name: b, ready: true, allocatable: {nvidia.com/gpu: 6}, capacity: {nvidia.com/gpu: 8}},
                     {name: c, ready: true, allocatable: {nvidia.com/gpu: 7}, capacity: {nvidia.com/gpu: 8}}]
                    """),
            verdict: "warn", says: ["a, b: 6 of 8 nvidia.com/gpu healthy; the details name others", "c: 7 of 8"]),
        Scenario(
            "other resources are no devices",
            facts: Text.facts(
                nodes:
                    "[{name: 'n', ready: true, allocatable: {nvidia.com/gpu: 8, a/b: 0}, capacity: {nvidia.com/gpu: 8, a/b: 9}}]"
            ),
            verdict: "pass"),
        Scenario(
            "F32 nodes forbidden", facts: Text.facts(nodes: "forbidden"), verdict: "unknown", says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: Text.facts(nodes: "timeout"), verdict: "unknown"),
        Scenario("nodes absent", facts: Text.facts(nodes: "null"), verdict: "skipped"),
    ]

    @Test(arguments: readiness) func nodesAreJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "node-readiness")
    }

    // MARK: scheduling-gates, waiting-pods

    private static func pod(_ name: String, _ more: String, gpus: Int = 1) -> String {
        "{namespace: team, name: \(name), node: '', requests: {\(gpus > 0 ? "nvidia.com/gpu: \(gpus)" : "")}, \(more)}"
    }

    static let gates = [
        Scenario("none", facts: Text.facts(), verdict: "pass", says: ["no pod waits behind a scheduling gate"]),
        Scenario(
            "R10 behind the gate of Grove",
            facts: Text.facts(pods: "[\(pod("a", "gates: [grove.io/podgang-pending-creation]"))]"), verdict: "warn",
            says: [
                "1 pod waits behind scheduling gates: team/a", "the Grove operator, when the PodGang",
                "team/a: grove.io/podgang-pending-creation",
            ]),
        Scenario(
            "R10 several, with and without accelerators",
            facts: Text.facts(pods: "[\(pod("a", "gates: [x.io/a]")), \(pod("b", "gates: [x.io/b]", gpus: 0))]"),
            verdict: "warn", says: ["2 pods wait", "x.io/a: the controller of x.io; x.io/b: the controller of x.io"]),
        Scenario(
            "R10 its own",
            facts: Text.facts(
                pods:
                    "[\(pod("a", "gates: [x.io/a], labels: {app.kubernetes.io/instance: qwen}")), \(pod("b", "gates: [x.io/a]"))]"
            ),
            want: Text.wanted(), verdict: "warn",
            says: ["1 of the deployments' own pods wait behind scheduling gates: team/a"]),
        Scenario("F32 pods forbidden", facts: Text.facts(pods: "forbidden"), verdict: "unknown", says: ["list pods"]),
        Scenario("F32 pods timed out", facts: Text.facts(pods: "timeout"), verdict: "unknown"),
        Scenario("pods absent", facts: Text.facts(pods: "null"), verdict: "pass"),
    ]

    @Test(arguments: gates) func gatesAreJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "scheduling-gates")
    }

    static let waiting = [
        Scenario("none", facts: Text.facts(), verdict: "pass", says: ["no pod with accelerators waits"]),
        Scenario(
            "one", facts: Text.facts(pods: "[\(pod("a", "unschedulable: 0/3 nodes are available", gpus: 4))]"),
            verdict: "warn",
            says: [
                "1 pod with 4 nvidia.com/gpu waits for a node and comes first: team/a",
                "team/a (4 nvidia.com/gpu): 0/3 nodes are available",
            ]),
        Scenario(
            "several", facts: Text.facts(pods: "[\(pod("a", "unschedulable: x")), \(pod("b", "unschedulable: z"))]"),
            verdict: "warn", says: ["2 pods with 2 nvidia.com/gpu wait for a node and come first: team/a, team/b"]),
        Scenario(
            "without accelerators", facts: Text.facts(pods: "[\(pod("a", "unschedulable: x", gpus: 0))]"),
            verdict: "pass"),
        Scenario("F32 pods forbidden", facts: Text.facts(pods: "forbidden"), verdict: "unknown", says: ["list pods"]),
        Scenario("F32 pods timed out", facts: Text.facts(pods: "timeout"), verdict: "unknown"),
        Scenario("pods absent", facts: Text.facts(pods: "null"), verdict: "pass"),
    ]

    @Test(arguments: waiting) func podsThatWaitAreJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "waiting-pods")
    }

    // MARK: rdma

    private static let distributed = Text.wanted("distributed: true")
    private static func fast(_ name: String, _ more: String = "") -> String {
        "{name: '\(name)', ready: true, allocatable: {nvidia.com/gpu: 8, rdma/ib: 2} \(more)}"
    }

    static let networks = [
        Scenario("nobody talks", facts: "{}", want: Text.wanted(), verdict: "skipped", says: ["talk to each other"]),
        Scenario("no accelerators", facts: Text.facts(), want: distributed, verdict: "skipped"),
        Scenario(
            "R31 none", facts: Text.facts(nodes: "[\(Text.node())]"), want: distributed, verdict: "warn",
            says: ["no node with accelerators offers RDMA, so that workers of qwen talk over TCP sockets"]),
        Scenario(
            "R31 replicas on several nodes", facts: Text.facts(nodes: "[\(Text.node())]"),
            want: Text.wanted("groupSize: 2, distributed: true"), verdict: "warn"),
        Scenario(
            "R31 on some nodes only", facts: Text.facts(nodes: "[\(fast("a")), \(Text.node("b"))]"), want: distributed,
            verdict: "warn", says: ["1 of 2 nodes with accelerators offer no RDMA (b)", "b: no RDMA"]),
        Scenario(
            "R31 nobody asks for it", facts: Text.facts(nodes: "[\(fast("a"))]"), want: distributed, verdict: "warn",
            says: ["nodes offer 2 rdma/ib, and qwen asks for none of it", "resources.extra.rdma/ib: 1"]),
        Scenario(
            "R31 there and asked for", facts: Text.facts(nodes: "[\(fast("a"))]"),
            want: Text.wanted("distributed: true, extra: {rdma/ib: 1}"), verdict: "pass",
            says: ["all 1 nodes with accelerators offer RDMA (2 rdma/ib)"]),
        Scenario(
            "R9 a driver that breaks it",
            facts: Text.facts(
                nodes: """
                    [{name: a, ready: true, allocatable: {nvidia.com/gpu: 8, vpc.amazonaws.com/efa: 4},
                      labels: {nvidia.com/cuda.driver-version.full: '595.1.2'}}]
                    """), want: distributed, verdict: "warn",
            says: ["the driver of nodes breaks their network: a: driver 595.1.2 breaks EFA"]),
        Scenario(
            "F32 nodes forbidden", facts: Text.facts(nodes: "forbidden"), want: distributed, verdict: "unknown",
            says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: Text.facts(nodes: "timeout"), want: distributed, verdict: "unknown"),
        Scenario("nodes absent", facts: Text.facts(nodes: "null"), want: distributed, verdict: "skipped"),
    ]

    @Test(arguments: networks) func networksAreJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "rdma")
    }
}
