import Testing

/// Deployments that contend for more nodes than can be tried in every arrangement: what is not known is said so, and what
/// is known is still judged.
@Suite struct UncertainPlacementTests {
    typealias Text = CapacityText

    private static func node(_ index: Int, labels: String = "") -> String {
        Text.node("n\(index)", gpus: 4, cpu: 4000, disk: 4, labels: labels)
    }

    private static func facts(_ count: Int = 60, pods: [String] = [], pool: Int = 0) -> String {
        let nodes = (0..<count).map { node($0, labels: $0 < pool ? "pool: a" : "") }
        return Text.facts(
            nodes: "[\(nodes.joined(separator: ", "))]", pods: "[\(pods.joined(separator: ", "))]",
            more: "\(Text.priorities): []")
    }

    /// On the last nodes, one each with all of its accelerators.
    private static func holders(_ nodes: Range<Int>) -> [String] {
        nodes.map { "{namespace: x, name: p\($0), node: n\($0), requests: {nvidia.com/gpu: 4}}" }
    }

    /// Two deployments.
    private static func want(
        _ first: (workers: Int, gpus: Int, more: String), _ second: (workers: Int, gpus: Int, more: String)
    ) -> String {
        let deployments = [("qwen", first), ("llama", second)].map { name, item in
            """
            {name: \(name), namespace: team, gpus: {perWorker: \(item.gpus), workers: \(item.workers)}\(item.more)}
            """
        }
        return "{deployments: [\(deployments.joined(separator: ", "))]}"
    }

    private static func use(_ text: String) -> String { ", \(text)" }

    /// 3 and 2 of 4 leave too much unused, which nobody proves.
    private static let mixed = want((50, 3, ""), (25, 2, ""))
    private static let mixedCPU = want((50, 1, use(Text.use(cpu: 3000))), (25, 1, use(Text.use(cpu: 2000))))
    private static let mixedDisk = want((50, 1, use(Text.use(disk: 3))), (25, 1, use(Text.use(disk: 2))))

    static let scenarios = [
        Scenario(
            "nobody knows whether the accelerators fit", check: "gpu-nodes", facts: facts(), want: mixed,
            verdict: "unknown", says: ["qwen", "llama", "together cannot be told", "nodeSelector"]),
        Scenario(
            "accelerators in other proportions", check: "gpu-nodes", facts: facts(),
            want: want((50, 3, ""), (20, 2, "")),
            verdict: "pass"),
        Scenario(
            "more accelerators than there are", check: "gpu-nodes", facts: facts(),
            want: want((50, 3, ""), (46, 2, "")),
            verdict: "fail", says: ["too few accelerators"]),
        Scenario(
            "more accelerators than are free", check: "gpu-nodes", facts: facts(63, pods: holders(60..<63)),
            want: want((50, 3, ""), (46, 2, "")), verdict: "fail", says: ["242 nvidia.com/gpu needed together"]),
        Scenario(
            "one deployment that has few nodes", check: "gpu-nodes", facts: facts(110, pool: 50),
            want: want((60, 4, ""), (100, 1, ", nodeSelector: {pool: a}")), verdict: "pass"),
        Scenario(
            "pods of lower priority would do", check: "gpu-nodes", facts: facts(63, pods: holders(60..<63)),
            want: want((50, 3, ", priority: 5"), (25, 2, ", priority: 5")), verdict: "warn",
            says: ["there is room for llama when 3 pods of lower priority go"]),
        Scenario(
            "nobody knows of the accelerators, so not of pods", check: "pod-resources", facts: facts(), want: mixed,
            verdict: "unknown", says: ["together cannot be told"]),
        Scenario(
            "nobody knows of the accelerators, and no pod asks for disk", check: "pod-disk", facts: facts(),
            want: mixed,
            verdict: "skipped", says: ["no room was found for", "see gpu-nodes"]),
        Scenario(
            "nobody knows whether the CPU is enough", check: "pod-resources", facts: facts(), want: mixedCPU,
            verdict: "unknown", says: ["together cannot be told", "too many arrangements"]),
        Scenario(
            "the accelerators fit whatever the CPU", check: "gpu-nodes", facts: facts(), want: mixedCPU, verdict: "pass"
        ),
        Scenario(
            "more CPU than there is", check: "pod-resources", facts: facts(),
            want: want((50, 1, use(Text.use(cpu: 3000))), (46, 1, use(Text.use(cpu: 2000)))), verdict: "fail",
            says: ["too little CPU beside them"]),
        Scenario(
            "nobody knows whether the disk is enough", check: "pod-disk", facts: facts(), want: mixedDisk,
            verdict: "unknown", says: ["whether there is disk for", "too many arrangements"]),
        Scenario(
            "more disk than there is", check: "pod-disk", facts: facts(),
            want: want((50, 1, use(Text.use(disk: 3))), (46, 1, use(Text.use(disk: 2)))), verdict: "fail",
            says: ["too little ephemeral storage"]),
    ]

    @Test(arguments: scenarios) func itIsJudgedByWhatIsKnown(_ scenario: Scenario) throws {
        try scenario.expect(check: scenario.check)
    }

    // MARK: - Places of others

    private static func racked(_ racks: [String], pool: Set<Int>) -> String {
        let nodes = racks.enumerated().map { index, rack in
            Text.node(
                "n\(index)", gpus: 1,
                labels: "nvidia.com/gpu.clique: \(rack), pool: \(pool.contains(index) ? "a" : "b")")
        }
        return Text.facts(nodes: "[\(nodes.joined(separator: ", "))]")
    }

    private static let spanning = want(
        (1, 1, ", nodeSelector: {pool: a}"), (2, 1, ", groupSize: 2, topology: nvidia.com/gpu.clique"))

    static let topologies = [
        Scenario(
            "the other deployment goes elsewhere", facts: racked(["r", "r", "s"], pool: [0, 1, 2]), want: spanning,
            verdict: "pass", says: ["1 replicas of llama find room"]),
        Scenario(
            "the other deployment has to be there", facts: racked(["r", "r", "s"], pool: [0]), want: spanning,
            verdict: "unknown",
            says: ["the replicas of llama, whose 2 workers need the same nvidia.com/gpu.clique", "nodeSelector"]),
        Scenario(
            "no domain is large enough whoever comes", facts: racked(["r", "s", "t"], pool: [0, 1, 2]), want: spanning,
            verdict: "fail", says: ["room for 0 of 1 replicas of llama"]),
    ]

    @Test(arguments: topologies) func replicasAreNotTiedToPlacesOfOthers(_ scenario: Scenario) throws {
        try scenario.expect(check: "multi-node-topology")
    }

    private static func volumes(_ mode: String, sizes: [Int], drivers: [Bool]) -> String {
        let nodes = sizes.enumerated().map { Text.node("n\($0)", gpus: $1) }
        let running = drivers.enumerated().map {
            "{metadata: {name: n\($0)}, spec: {drivers: [\($1 ? "{name: csi.example.com}" : "")]}}"
        }
        return """
            {nodes: [\(nodes.joined(separator: ", "))], pods: [], 'objects/persistentvolumeclaims?namespaces=wanted': [
              {metadata: {name: models, namespace: team}, spec: {accessModes: [\(mode)], storageClassName: fast},
               status: {phase: Bound}}],
             'objects/storageclasses.storage.k8s.io': [{metadata: {name: fast}, provisioner: csi.example.com}],
             'objects/csidrivers.storage.k8s.io': [{metadata: {name: csi.example.com}}],
             'objects/csinodes.storage.k8s.io': [\(running.joined(separator: ", "))]}
            """
    }

    private static let mounting = Text.wanted("volumes: [models]", workers: 2)

    static let claims = [
        Scenario(
            "a node holds all workers", facts: volumes("ReadWriteOnce", sizes: [1, 8], drivers: [true, true]),
            want: mounting, verdict: "warn", says: ["all 2 workers of qwen must be there"]),
        Scenario(
            "no node holds all workers", facts: volumes("ReadWriteOnce", sizes: [1, 1], drivers: [true, true]),
            want: mounting, verdict: "fail", says: ["no node has room for all 2 workers of qwen"]),
        Scenario(
            "nodes with the driver hold all workers",
            facts: volumes("ReadWriteMany", sizes: [1, 8], drivers: [false, true]), want: mounting, verdict: "warn",
            says: ["the scheduler may take them", "does not run on n0", "nodeSelector"]),
        Scenario(
            "nodes with the driver do not hold all workers",
            facts: volumes("ReadWriteMany", sizes: [1, 8], drivers: [true, false]), want: mounting, verdict: "fail",
            says: ["the driver csi.example.com does not run on n1"]),
        Scenario(
            "all nodes have the driver", facts: volumes("ReadWriteMany", sizes: [1, 8], drivers: [true, true]),
            want: mounting, verdict: "pass"),
    ]

    @Test(arguments: claims) func claimsAreNotTiedToOnePlacement(_ scenario: Scenario) throws {
        try scenario.expect(check: "volume-claims")
    }
}
