import Testing

/// NVIDIA's operator by what it says itself.
@Suite struct AcceleratorOperatorCheckTests {
    private static func facts(policies: String = "null", drivers: String = "null", clusters: String = "null") -> String
    {
        """
        {'objects/clusterpolicies.nvidia.com': \(policies), 'objects/nvidiadrivers.nvidia.com': \(drivers),
         'objects/gpuclusters.nvidia.com': \(clusters)}
        """
    }

    private static func policy(_ state: String, spec: String = "{}", name: String = "policy", more: String = "")
        -> String
    {
        "{metadata: {name: \(name)}, spec: \(spec), status: {state: \(state) \(more)}}"
    }

    private static let delegating = "{driver: {useNvidiaDriverCRD: true}}"
    private static let withoutDrivers = "{driver: {enabled: false}}"

    static let scenarios = [
        Scenario("not there", facts: facts(), verdict: "skipped", says: ["manages their devices, too"]),
        Scenario(
            "its types alone", facts: facts(policies: "[]", drivers: "[]"), verdict: "skipped",
            says: ["it manages no node"]),
        Scenario("ready", facts: facts(policies: "[\(policy("ready"))]"), verdict: "pass", says: ["is ready: policy"]),
        Scenario(
            "a driver of its own kind, ready",
            facts: facts(
                policies: "[\(policy("ready", spec: delegating))]", drivers: "[\(policy("ready", name: "driver"))]"),
            verdict: "pass", says: ["policy, driver"]),
        Scenario(
            "not ready",
            facts: facts(
                policies:
                    "[\(policy("notReady", more: ", conditions: [{type: Ready, status: 'False', message: states not ready}]"))]"
            ),
            verdict: "fail", says: ["the GPU operator is not ready: policy", "policy: states not ready"]),
        Scenario(
            "not ready, and it does not say why", facts: facts(policies: "[\(policy("notReady"))]"), verdict: "fail"),
        Scenario(
            "a driver that is not ready",
            facts: facts(
                policies: "[\(policy("ready", spec: delegating))]", drivers: "[\(policy("notReady", name: "driver"))]"),
            verdict: "fail", says: ["not ready: driver"]),
        Scenario(
            "a GPUCluster that is not ready", facts: facts(clusters: "[\(policy("notReady", name: "cluster"))]"),
            verdict: "fail", says: ["not ready: cluster"]),
        Scenario(
            "R8 a GPUCluster beside drivers of the policy",
            facts: facts(policies: "[\(policy("ready"))]", clusters: "[\(policy("ready", name: "cluster"))]"),
            verdict: "fail",
            says: ["GPUCluster cluster stands beside ClusterPolicy policy, which has drivers of its own"]),
        Scenario(
            "R8 a GPUCluster beside a policy that hands them over",
            facts: facts(
                policies: "[\(policy("ready", spec: delegating))]", clusters: "[\(policy("ready", name: "cluster"))]"),
            verdict: "pass"),
        Scenario(
            "R8 a GPUCluster beside a policy without drivers",
            facts: facts(
                policies: "[\(policy("ready", spec: withoutDrivers))]",
                clusters: "[\(policy("ready", name: "cluster"))]"), verdict: "pass"),
        Scenario(
            "R8 an NVIDIADriver beside drivers of the policy",
            facts: facts(policies: "[\(policy("ready"))]", drivers: "[\(policy("ready", name: "driver"))]"),
            verdict: "fail", says: ["NVIDIADriver driver stands beside ClusterPolicy policy"]),
        Scenario(
            "one policy too many",
            facts: facts(policies: "[\(policy("ready")), \(policy("ignored", name: "second"))]"), verdict: "warn",
            says: ["second is ignored"]),
        Scenario(
            "it has not said yet", facts: facts(policies: "[{metadata: {name: policy}}]"), verdict: "unknown",
            says: ["has not said yet"]),
        Scenario(
            "a driver has not said yet",
            facts: facts(policies: "[\(policy("ready", spec: delegating))]", drivers: "[{metadata: {name: driver}}]"),
            verdict: "unknown"),
        Scenario(
            "F32 policies forbidden", facts: facts(policies: "forbidden"), verdict: "unknown",
            says: ["list clusterpolicies.nvidia.com"]),
        Scenario("F32 policies timed out", facts: facts(policies: "timeout"), verdict: "unknown"),
        Scenario("F32 drivers forbidden", facts: facts(policies: "[]", drivers: "forbidden"), verdict: "unknown"),
        Scenario("F32 drivers timed out", facts: facts(policies: "[]", drivers: "timeout"), verdict: "unknown"),
        Scenario("F32 clusters forbidden", facts: facts(policies: "[]", clusters: "forbidden"), verdict: "unknown"),
        Scenario("F32 clusters timed out", facts: facts(policies: "[]", clusters: "timeout"), verdict: "unknown"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "accelerator-operator")
    }
}
