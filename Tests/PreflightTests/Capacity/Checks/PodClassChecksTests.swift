import Testing

/// What pods name: runtime classes, priority classes, volume claims.
@Suite struct PodClassChecksTests {
    typealias Text = CapacityText

    // MARK: runtime-class

    private static func runtime(_ classes: String, nodes: String = "[\(CapacityText.node())]") -> String {
        "{nodes: \(nodes), 'objects/runtimeclasses.node.k8s.io': \(classes)}"
    }

    private static func node(_ name: String, _ handlers: String) -> String {
        "{name: '\(name)', ready: true, allocatable: {nvidia.com/gpu: 1}, system: {runtimeHandlers: [\(handlers)]}}"
    }

    private static let nvidia = "[{metadata: {name: nvidia}, handler: nvidia}]"
    private static let named = Text.wanted("runtimeClass: nvidia")

    static let runtimes = [
        Scenario(
            "none is named", facts: "{}", want: Text.wanted(), verdict: "skipped", says: ["names a runtime class"]),
        Scenario(
            "it exists", facts: runtime(nvidia), want: named, verdict: "warn",
            says: ["nvidia exists; nodes do not tell whether they have its handler", "nvidia has the handler nvidia"]),
        Scenario(
            "it exists, and nodes have it", facts: runtime(nvidia, nodes: "[\(node("a", "nvidia, runsc"))]"),
            want: named,
            verdict: "pass", says: ["nodes have its handler"]),
        Scenario(
            "it chooses nodes",
            facts: runtime(
                "[{metadata: {name: nvidia}, handler: nvidia, scheduling: {nodeSelector: {a: b}}}]",
                nodes: "[\(node("a", "nvidia"))]"), want: named, verdict: "pass",
            says: ["nvidia goes to nodes with a=b"]),
        Scenario(
            "it does not exist", facts: runtime("[{metadata: {name: runc}, handler: runc}]"), want: named,
            verdict: "fail",
            says: ["qwen names the runtime class nvidia, which does not exist", "name one of runc"]),
        Scenario(
            "none exists", facts: runtime("[]"), want: named, verdict: "fail", says: ["leave runtimeClassName out"]),
        Scenario(
            "runtime classes absent", facts: runtime("null"), want: named, verdict: "fail",
            says: ["does not serve runtime classes"]),
        Scenario(
            "no node has its handler", facts: runtime(nvidia, nodes: "[\(node("a", "runsc"))]"), want: named,
            verdict: "fail", says: ["no node that tells its handlers has nvidia", "a: runsc"]),
        Scenario(
            "some nodes have its handler",
            facts: runtime(nvidia, nodes: "[\(node("a", "runsc")), \(node("b", "nvidia"))]"), want: named,
            verdict: "warn",
            says: ["some nodes do not have the handler of runtime class nvidia: a"]),
        Scenario(
            "F32 runtime classes forbidden", facts: runtime("forbidden"), want: named, verdict: "unknown",
            says: ["list runtimeclasses.node.k8s.io"]),
        Scenario("F32 runtime classes timed out", facts: runtime("timeout"), want: named, verdict: "unknown"),
        Scenario(
            "F32 nodes forbidden", facts: runtime(nvidia, nodes: "forbidden"), want: named, verdict: "unknown",
            says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: runtime(nvidia, nodes: "timeout"), want: named, verdict: "unknown"),
        Scenario("nodes absent", facts: runtime(nvidia, nodes: "null"), want: named, verdict: "warn"),
    ]

    @Test(arguments: runtimes) func runtimeClassesAreJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "runtime-class")
    }

    // MARK: priority-class

    private static func priority(_ classes: String) -> String { "{\(Text.priorities): \(classes)}" }

    private static let high = Text.wanted("priorityClass: high")

    static let priorities = [
        Scenario(
            "none is named", facts: "{}", want: Text.wanted(), verdict: "skipped", says: ["names a priority class"]),
        Scenario(
            "it exists", facts: priority("[{metadata: {name: high}, value: 1000}]"), want: high, verdict: "pass",
            says: ["high has the priority 1000"]),
        Scenario(
            "it preempts nothing", facts: priority("[{metadata: {name: high}, value: 1000, preemptionPolicy: Never}]"),
            want: high, verdict: "pass", says: ["high has the priority 1000 and preempts nothing"]),
        Scenario(
            "it does not exist", facts: priority("[{metadata: {name: low}, value: 1}]"), want: high, verdict: "fail",
            says: ["qwen names the priority class high, which does not exist", "name one of low"]),
        Scenario("none exists", facts: priority("[]"), want: high, verdict: "fail"),
        Scenario(
            "the lowest of all", facts: priority("[{metadata: {name: high}, value: -10}]"), want: high, verdict: "warn",
            says: ["high has the priority -10: pods without a class preempt its pods"]),
        Scenario(
            "another one is low",
            facts: priority("[{metadata: {name: high}, value: 1}, {metadata: {name: low}, value: -1}]"),
            want: high, verdict: "pass"),
        Scenario(
            "priority classes absent", facts: priority("null"), want: high, verdict: "fail", says: ["does not serve"]),
        Scenario(
            "F32 priority classes forbidden", facts: priority("forbidden"), want: high, verdict: "unknown",
            says: ["list priorityclasses.scheduling.k8s.io"]),
        Scenario("F32 priority classes timed out", facts: priority("timeout"), want: high, verdict: "unknown"),
    ]

    @Test(arguments: priorities) func priorityClassesAreJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "priority-class")
    }

    // MARK: volume-claims

    private static let bound = """
        [{metadata: {name: models, namespace: team}, spec: {accessModes: [ReadWriteMany], storageClassName: fast},
          status: {phase: Bound}}]
        """
    private static let mounting = Text.wanted("volumes: [models]")

    /// The claim with a volume that was chosen for it.
    private static let chosen = bound.replacing("fast}", with: "fast, volumeName: pv}")

    private static func volume(_ more: String) -> String { "[{namespace: team, name: models, volume: pv, \(more)}]" }

    private static func volumes(
        claims: String = bound, classes: String = "[{metadata: {name: fast}, provisioner: csi.example.com}]",
        drivers: String = "[{metadata: {name: csi.example.com}}]",
        csiNodes: String = "[{metadata: {name: 'n'}, spec: {drivers: [{name: csi.example.com}]}}]",
        nodes: String = "[\(CapacityText.node())]", pods: String = "[]", volumes: String = "null"
    ) -> String {
        """
        {nodes: \(nodes), pods: \(pods), claimedVolumes: \(volumes), 'objects/persistentvolumeclaims?namespaces=wanted': \(claims),
         'objects/storageclasses.storage.k8s.io': \(classes), 'objects/csidrivers.storage.k8s.io': \(drivers),
         'objects/csinodes.storage.k8s.io': \(csiNodes)}
        """
    }

    static let claims = [
        Scenario("nothing is mounted", facts: "{}", want: Text.wanted(), verdict: "skipped", says: ["mounts a volume"]),
        Scenario(
            "it can be mounted", facts: volumes(), want: mounting, verdict: "pass",
            says: ["models for qwen can be mounted where the workers find room"]),
        Scenario(
            "it does not exist", facts: volumes(claims: "[]"), want: mounting, verdict: "fail",
            says: ["the claim team/models that qwen mounts does not exist", "modelCache.claim"]),
        Scenario(
            "R30 its driver does not run on the node", facts: volumes(csiNodes: "[{metadata: {name: 'n'}}]"),
            want: mounting, verdict: "fail",
            says: [
                "the driver csi.example.com does not run on n", "n: runs no driver of volumes", "tolerate the taints",
            ]),
        Scenario(
            "it waits", facts: volumes(claims: bound.replacing("Bound", with: "Pending")), want: mounting,
            verdict: "warn",
            says: ["is not bound yet", "kubectl describe pvc models -n team"]),
        Scenario(
            "F32 claims forbidden", facts: volumes(claims: "forbidden"), want: mounting, verdict: "unknown",
            says: ["list persistentvolumeclaims"]),
        Scenario("F32 claims timed out", facts: volumes(claims: "timeout"), want: mounting, verdict: "unknown"),
        Scenario("claims absent", facts: volumes(claims: "null"), want: mounting, verdict: "fail"),
        Scenario("F32 classes forbidden", facts: volumes(classes: "forbidden"), want: mounting, verdict: "unknown"),
        Scenario("F32 classes timed out", facts: volumes(classes: "timeout"), want: mounting, verdict: "unknown"),
        Scenario("classes absent", facts: volumes(classes: "null"), want: mounting, verdict: "pass"),
        Scenario("F32 drivers forbidden", facts: volumes(drivers: "forbidden"), want: mounting, verdict: "unknown"),
        Scenario("F32 drivers timed out", facts: volumes(drivers: "timeout"), want: mounting, verdict: "unknown"),
        Scenario("drivers absent", facts: volumes(drivers: "null"), want: mounting, verdict: "pass"),
        Scenario(
            "F32 nodes of drivers forbidden", facts: volumes(csiNodes: "forbidden"), want: mounting, verdict: "unknown"),
        Scenario(
            "F32 nodes of drivers timed out", facts: volumes(csiNodes: "timeout"), want: mounting, verdict: "unknown"),
        Scenario("nodes of drivers absent", facts: volumes(csiNodes: "null"), want: mounting, verdict: "pass"),
        Scenario("F32 nodes forbidden", facts: volumes(nodes: "forbidden"), want: mounting, verdict: "unknown"),
        Scenario("F32 nodes timed out", facts: volumes(nodes: "timeout"), want: mounting, verdict: "unknown"),
        Scenario("F32 pods forbidden", facts: volumes(pods: "forbidden"), want: mounting, verdict: "unknown"),
        Scenario("F32 pods timed out", facts: volumes(pods: "timeout"), want: mounting, verdict: "unknown"),
        Scenario("pods absent", facts: volumes(pods: "null"), want: mounting, verdict: "pass"),
        Scenario(
            "its volume is reached", facts: volumes(claims: chosen, volumes: volume("terms: []")), want: mounting,
            verdict: "pass"),
        Scenario(
            "its volume is reached from nowhere",
            facts: volumes(
                claims: chosen,
                volumes: volume(
                    "terms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [m]}]}]")),
            want: mounting, verdict: "fail",
            says: ["no node reaches the volume pv of the claim team/models", "kubernetes.io/hostname In (m)"]),
        Scenario(
            "F32 its volume forbidden",
            facts: volumes(
                claims: chosen,
                volumes: volume(
                    "terms: [], code: forbidden, message: 'may not', verb: get, resource: persistentvolumes")),
            want: mounting, verdict: "unknown",
            says: ["which nodes reach the volume of the claim team/models is not known", "can-i get persistentvolumes"]),
        Scenario(
            "F32 its volume timed out",
            facts: volumes(claims: chosen, volumes: volume("terms: [], code: timeout, message: 'no answer'")),
            want: mounting, verdict: "unknown", says: ["no answer"]),
        Scenario(
            "F32 volumes forbidden", facts: volumes(claims: chosen, volumes: "forbidden"), want: mounting,
            verdict: "unknown"),
        Scenario(
            "F32 volumes timed out", facts: volumes(claims: chosen, volumes: "timeout"), want: mounting,
            verdict: "unknown"),
        Scenario(
            "its volume was not recorded", facts: volumes(claims: chosen), want: mounting, verdict: "unknown",
            says: ["without the volume of the claim team/models"]),
    ]

    @Test(arguments: claims) func volumeClaimsAreJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "volume-claims")
    }
}
