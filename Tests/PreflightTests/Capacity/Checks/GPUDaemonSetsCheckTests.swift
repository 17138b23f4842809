import Testing

/// DaemonSets that should run on nodes with accelerators.
@Suite struct GPUDaemonSetsCheckTests {
    private static let labelled = "{name: gpu-1, ready: true, labels: {nvidia.com/gpu.present: 'true'}}"
    private static let amd = "{name: amd-1, ready: true, labels: {}, allocatable: {amd.com/gpu: 8}}"
    private static let preinstalled = """
        {name: gpu-1, ready: true, allocatable: {nvidia.com/gpu: 8},
         labels: {nvidia.com/gpu.present: 'true', nvidia.com/gpu.deploy.driver: pre-installed}}
        """

    private static func facts(_ sets: String, node: String = CapacityText.node("gpu-1")) -> String {
        "{nodes: [\(node)], 'objects/daemonsets.apps': \(sets)}"
    }

    private static func set(_ name: String, wants: Int = 0, unavailable: Int = 0, selector: String = "{}") -> String {
        StackDaemonSetsTests.set(name, wants: wants, unavailable: unavailable, selector: selector)
    }

    static let scenarios = [
        Scenario(
            "all run", facts: facts("[\(set("nvidia-device-plugin", wants: 1))]"), verdict: "pass",
            says: ["gpu/nvidia-device-plugin run where they should"]),
        Scenario(
            "R1 the driver for claims wants 0 pods",
            facts: facts(
                "[\(set("nvidia-dra-driver-gpu-kubelet-plugin", selector: "{nvidia.com/gpu.deploy.dra: 'true'}"))]",
                node: labelled), verdict: "fail",
            says: [
                "no node offers an accelerator, and gpu/nvidia-dra-driver-gpu-kubelet-plugin (the DRA driver)",
                "wants 0 pods", "the label nvidia.com/gpu.deploy.dra=true", "kubectl label node",
            ]),
        Scenario(
            "R1 the driver for claims wants 0 pods beside a device plugin",
            facts: facts("[\(set("nvidia-dra-driver-gpu-kubelet-plugin", selector: "{team: a}"))]"), verdict: "warn",
            says: ["wants 0 pods, and so counts as ready", "its nodeSelector asks for team=a"]),
        Scenario(
            "the device plugin of one vendor wants 0 pods beside working nodes of another",
            facts: facts("[\(set("nvidia-device-plugin"))]", node: "\(labelled), \(amd)"), verdict: "fail",
            says: [
                "no node offers accelerators of nvidia, and gpu/nvidia-device-plugin (the device plugin)",
                "wants 0 pods",
            ]),
        Scenario(
            "the device plugin of one vendor wants 0 pods where its nodes offer some",
            facts: facts("[\(set("nvidia-device-plugin"))]", node: "\(CapacityText.node("gpu-1")), \(amd)"),
            verdict: "warn", says: ["gpu/nvidia-device-plugin (the device plugin) wants 0 pods"]),
        Scenario(
            "the device plugin of a vendor of which there is no node",
            facts: facts("[\(set("nvidia-device-plugin")), \(set("amd-gpu-device-plugin", wants: 1))]", node: amd),
            verdict: "pass"),
        Scenario(
            "R2 monitors want 0 pods where the driver was there before",
            facts: facts(
                "[\(set("nvidia-dcgm-exporter", selector: "{nvidia.com/gpu.deploy.driver: 'true'}"))]",
                node: preinstalled), verdict: "warn",
            says: [
                "gpu/nvidia-dcgm-exporter (monitoring) wants 0 pods",
                "the driver of nodes was there before the operator (nvidia.com/gpu.deploy.driver=pre-installed)",
            ]),
        Scenario(
            "R2 the driver was there before, and all is well",
            facts: facts("[\(set("nvidia-dcgm-exporter", wants: 1))]", node: preinstalled), verdict: "pass",
            says: ["was there before the operator"]),
        Scenario(
            "some pods are not available",
            facts: facts("[\(set("nvidia-device-plugin", wants: 5, unavailable: 2))]"), verdict: "warn",
            says: ["2 of 5 pods of gpu/nvidia-device-plugin are not available"]),
        Scenario(
            "R37 none is there", facts: facts("[\(set("kube-proxy", wants: 3))]"), verdict: "skipped",
            says: ["what the nodes' platform runs"]),
        Scenario("no DaemonSet at all", facts: facts("[]"), verdict: "skipped"),
        Scenario("DaemonSets absent", facts: facts("null"), verdict: "skipped"),
        Scenario(
            "no accelerators", facts: facts("[\(set("nvidia-device-plugin"))]", node: "{name: cpu, ready: true}"),
            verdict: "skipped", says: ["no node has accelerators"]),
        Scenario(
            "F32 DaemonSets forbidden", facts: facts("forbidden"), verdict: "unknown", says: ["list daemonsets.apps"]),
        Scenario("F32 DaemonSets timed out", facts: facts("timeout"), verdict: "unknown"),
        Scenario(
            "F32 nodes forbidden", facts: "{nodes: forbidden, 'objects/daemonsets.apps': []}", verdict: "unknown",
            says: ["list nodes"]),
        Scenario("F32 nodes timed out", facts: "{nodes: timeout, 'objects/daemonsets.apps': []}", verdict: "unknown"),
        Scenario("nodes absent", facts: "{nodes: null, 'objects/daemonsets.apps': []}", verdict: "skipped"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "gpu-daemonsets")
    }
}
