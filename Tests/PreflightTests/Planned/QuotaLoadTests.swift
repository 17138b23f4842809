import Testing
import Value

@testable import Preflight

/// What is added to quotas: by upgrades, on every node, by operators, and to quotas that are about some pods.
@Suite struct QuotaLoadTests {
    // MARK: - Upgrades

    /// A release that has the Deployment already.
    private static func upgrade(
        _ name: String, from old: String, to new: String, quota: String, verdict: String, says: [String] = []
    ) -> PlannedCase {
        PlannedCase(name, objects: new, facts: quota, verdict: verdict, says: says) { part in
            part.held = [0]
            // What is written here can be read.
            if let former = try? PlannedCase.values(old).first { part.former = [0: former] }
        }
    }

    private static func sized(_ replicas: Int, _ resources: String = PlannedCase.sized) -> String {
        PlannedCase.deployment(replicas: replicas, container: resources)
    }

    private static let large = "resources: {requests: {cpu: 2, memory: 1Gi}, limits: {cpu: 2, memory: 2Gi}}"

    static let upgrades = [
        upgrade(
            "more replicas", from: sized(1), to: sized(4), quota: PlannedCase.quota("{pods: '3'}", used: "{pods: '1'}"),
            verdict: "fail", says: ["3 of pods, of which 1 are taken, and 3 more"]),
        upgrade(
            "more replicas that fit", from: sized(1), to: sized(4),
            quota: PlannedCase.quota("{pods: '4', requests.cpu: '2'}", used: "{pods: '1', requests.cpu: 500m}"),
            verdict: "pass"),
        upgrade(
            "larger ones", from: sized(2), to: sized(2, large),
            quota: PlannedCase.quota("{requests.cpu: '3', pods: '2'}", used: "{requests.cpu: '1', pods: '2'}"),
            verdict: "fail", says: ["3 of requests.cpu, of which 1 are taken, and 3 more"]),
        upgrade(
            "fewer", from: sized(4), to: sized(1),
            quota: PlannedCase.quota("{pods: '4', requests.cpu: '2'}", used: "{pods: '4', requests.cpu: '2'}"),
            verdict: "pass"),
        upgrade(
            "the object itself is counted already", from: sized(1), to: sized(2),
            quota: PlannedCase.quota("{count/deployments.apps: '1'}", used: "{count/deployments.apps: '1'}"),
            verdict: "pass"),
        upgrade(
            "a custom resource",
            from: PlannedCase.graph.replacing("replicas: 2", with: "replicas: 1"), to: PlannedCase.graph,
            quota: PlannedCase.quota("{limits.cpu: '17'}", used: "{limits.cpu: '9'}"), verdict: "fail",
            says: ["and 9 more"]),
    ]

    @Test(arguments: upgrades) func whatIsThereAddsWhatBecomesMore(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }

    // MARK: - On every node

    private static func daemons(_ pod: String = "") -> String {
        PlannedCase.deployment(pod: pod, container: PlannedCase.sized)
            .replacing("kind: Deployment", with: "kind: DaemonSet").replacing("  replicas: 1\n", with: "")
    }

    private static func node(_ name: String, _ adjust: (inout NodeFact) -> Void = { _ in }) -> NodeFact {
        var node = NodeFact(name: name)
        node.isReady = true
        node.labels = ["kubernetes.io/os": "linux", "pool": "web"]
        adjust(&node)
        return node
    }

    /// Two plain ones, one for GPUs, and one that is cordoned.
    private static let nodes = [
        node("a"), node("b"),
        node("c") {
            $0.labels["pool"] = "gpu"
            $0.taints = [NodeFact.Taint(key: "nvidia.com/gpu", value: "", effect: "NoSchedule")]
        },
        node("d") {
            $0.isCordoned = true
            $0.taints = [NodeFact.Taint(key: "node.kubernetes.io/unschedulable", value: "", effect: "NoSchedule")]
        },
    ]

    /// - Parameters:
    ///   - pods: that the quota allows.
    ///   - nodes: the fact, in YAML.
    private static func fleet(pods: Int, nodes: String? = nil) -> String {
        let known = nodes ?? Value.array(Self.nodes.map(\.value)).json()
        return PlannedCase.quota("{pods: '\(pods)'}") + "\nnodes: \(known)"
    }

    private static let affinity =
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}"

    static let ofNodes = [
        PlannedCase(
            "each node", objects: daemons(), facts: fleet(pods: 2), verdict: "fail", says: ["and 3 more are to come"]),
        PlannedCase("all fit", objects: daemons(), facts: fleet(pods: 3), verdict: "pass"),
        PlannedCase(
            "with what it tolerates", objects: daemons("tolerations: [{operator: Exists}]"), facts: fleet(pods: 3),
            verdict: "fail", says: ["and 4 more"]),
        PlannedCase(
            "with what it selects", objects: daemons("nodeSelector: {pool: web}"), facts: fleet(pods: 3),
            verdict: "pass"),
        PlannedCase(
            "a label that nobody has recorded", objects: daemons("nodeSelector: {zone: x}"), facts: fleet(pods: 2),
            verdict: "unknown", says: ["whether there is room is not known", "up to 3 more"]),
        PlannedCase(
            "more than labels", objects: daemons(affinity), facts: fleet(pods: 2), verdict: "unknown",
            says: ["up to 3 more"]),
        PlannedCase("even all would fit", objects: daemons(affinity), facts: fleet(pods: 3), verdict: "pass"),
        PlannedCase(
            "nodes that may not be seen", objects: daemons(), facts: fleet(pods: 9, nodes: "forbidden"),
            verdict: "unknown", says: ["nodes"]),
        PlannedCase(
            "which outweigh nothing that is found", objects: daemons() + sized(3),
            facts: fleet(pods: 2, nodes: "forbidden"), verdict: "fail", says: ["and 3 more"]),
        PlannedCase(
            "which are not looked at for others", objects: sized(1), facts: fleet(pods: 9, nodes: "forbidden"),
            verdict: "pass"),
    ]

    @Test(arguments: ofNodes) func aDaemonSetHasAPodOnEachNode(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }

    @Test func aDaemonSetThatIsThereAddsWhatBecomesMore() throws {
        let old = Self.daemons()
        let new = old.replacing("cpu: 500m", with: "cpu: 600m")
        let quota = PlannedCase.quota("{requests.cpu: 1700m, pods: '3'}", used: "{requests.cpu: 1500m, pods: '3'}")
        try Self.upgrade(
            "larger", from: old, to: new, quota: quota + "\nnodes: \(Value.array(Self.nodes.map(\.value)).json())",
            verdict: "fail", says: ["and 300m more"]
        ).expect(check: "quotas")
    }

    // MARK: - By operators

    private static func model(_ name: String, quota: String, verdict: String, says: [String] = []) -> PlannedCase {
        PlannedCase(
            name, objects: "{apiVersion: kaito.sh/v1beta1, kind: Workspace, metadata: {name: qwen, namespace: keda}}",
            facts: PlannedCase.quota(quota),
            want: """
                {deployments: [{name: qwen, namespace: keda, gpus: {workers: 2, perWorker: 1},
                  use: {milliCPU: 3000, memory: 8589934592}}]}
                """, verdict: verdict, says: says
        ) { $0.owner = "model keda/qwen" }
    }

    @Test(arguments: [
        model("processors", quota: "{requests.cpu: '5'}", verdict: "fail", says: ["and 6 more"]),
        model("memory", quota: "{requests.memory: 15Gi}", verdict: "fail", says: ["of requests.memory"]),
        model("pods", quota: "{pods: '1'}", verdict: "fail", says: ["and 2 more"]),
        model("room", quota: "{requests.cpu: '6', memory: 16Gi, pods: '2'}", verdict: "pass"),
    ])
    func workersThatAreNotSeenTakeWhatIsKnownOfThem(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }

    // MARK: - Scopes

    private static func scoped(
        _ name: String, _ scope: String, objects: String, limits: String = "[]", allowed: Int = 0, verdict: String,
        says: [String] = []
    ) -> PlannedCase {
        PlannedCase(
            name, objects: objects, facts: PlannedCase.quota("{pods: '\(allowed)'}", more: scope, limits: limits),
            verdict: verdict, says: says)
    }

    private static func ofClass(_ demand: String, _ values: String = "") -> String {
        let values = values.isEmpty ? "" : ", values: [\(values)]"
        return "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: \(demand)\(values)}]}"
    }

    private static let bare = PlannedCase.deployment()
    private static let high = PlannedCase.deployment(pod: "priorityClassName: high")
    private static let ending = PlannedCase.deployment(pod: "activeDeadlineSeconds: 60")
    private static let defaults =
        "[{metadata: {name: l, namespace: keda}, spec: {limits: [{type: Container, defaultRequest: {cpu: 100m}}]}}]"

    static let scopes = [
        scoped(
            "a pod that states nothing", "scopes: [BestEffort]", objects: bare, verdict: "fail", says: ["and 1 more"]),
        scoped("enough for it", "scopes: [BestEffort]", objects: bare, allowed: 1, verdict: "pass"),
        scoped("a pod that states something", "scopes: [BestEffort]", objects: sized(1), verdict: "pass"),
        scoped("a range may state it", "scopes: [BestEffort]", objects: bare, limits: defaults, verdict: "unknown"),
        scoped("the opposite", "scopes: [NotBestEffort]", objects: sized(1), verdict: "fail"),
        scoped("the opposite of none", "scopes: [NotBestEffort]", objects: bare, verdict: "pass"),
        scoped(
            "an operator may state it", "scopes: [BestEffort]",
            objects: PlannedCase.graph.replacing(", resources: {limits: {cpu: 9}}", with: ""), verdict: "unknown",
            says: ["up to 2 more"]),
        scoped("pods that end", "scopes: [Terminating]", objects: ending, verdict: "fail"),
        scoped("pods that do not", "scopes: [Terminating]", objects: bare, verdict: "pass"),
        scoped("those that stay", "scopes: [NotTerminating]", objects: bare, verdict: "fail"),
        scoped("both have to hold", "scopes: [NotTerminating, BestEffort]", objects: sized(1), verdict: "pass"),
        scoped("its class", ofClass("In", "high, higher"), objects: high, verdict: "fail"),
        scoped("another class", ofClass("In", "low"), objects: high, verdict: "pass"),
        scoped("not this class", ofClass("NotIn", "low"), objects: high, verdict: "fail"),
        scoped("any class", ofClass("Exists"), objects: high, verdict: "fail"),
        scoped("no class", ofClass("DoesNotExist"), objects: high, verdict: "pass"),
        scoped("the cluster's default class", ofClass("In", "low"), objects: bare, verdict: "unknown"),
        scoped(
            "one of Kubernetes' own", ofClass("In", "system-node-critical, system-cluster-critical"), objects: bare,
            verdict: "pass"),
        scoped("room whatever is counted", ofClass("In", "low"), objects: bare, allowed: 1, verdict: "pass"),
        scoped("a scope that nobody knows", "scopes: [Purple]", objects: bare, verdict: "unknown"),
        scoped("no scope at all", "scopeSelector: {matchExpressions: []}", objects: bare, verdict: "fail"),
        scoped("no pod", ofClass("In", "low"), objects: PlannedCase.deployment(replicas: 0), verdict: "pass"),
    ]

    @Test(arguments: scopes) func aQuotaCountsThePodsThatItIsAbout(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }
}
