import Testing

/// DaemonSets that should run on nodes with accelerators.
@Suite struct GPUDaemonSetsCheckTests {
    private static let labelled = "{name: gpu-1, ready: true, labels: {nvidia.com/gpu.present: 'true'}}"
    private static let amd = "{name: amd-1, ready: true, labels: {}, allocatable: {amd.com/gpu: 8}}"
    private static let preinstalled = """
        {name: gpu-1, ready: true, allocatable: {nvidia.com/gpu: 8},
         labels: {nvidia.com/gpu.present: 'true', nvidia.com/gpu.deploy.driver: pre-installed}}
        """

    private static func facts(
        _ sets: String, node: String = CapacityText.node("gpu-1"), deployments: String = "[]"
    ) -> String {
        "{nodes: [\(node)], 'objects/daemonsets.apps': \(sets), 'objects/deployments.apps': \(deployments)}"
    }

    private static func claiming(_ deviceClass: String) -> String {
        CapacityText.wanted("claim: {deviceClass: \(deviceClass), count: 1}", gpus: 0)
    }

    private static func controller(
        available: Int, named name: String = "nvidia-dra-driver-gpu-controller"
    ) -> String {
        """
        [{metadata: {namespace: gpu, name: \(name)}, spec: {replicas: 1},
          status: {availableReplicas: \(available)}}, {metadata: {namespace: a, name: web}, spec: {replicas: 1}}]
        """
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
            "no pod of the driver for claims runs, and nobody claims anything",
            facts: facts("[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2, unavailable: 2))]"), verdict: "warn",
            says: ["2 of 2 pods of gpu/nvidia-dra-driver-gpu-kubelet-plugin are not available"]),
        Scenario(
            "no pod of the driver for claims runs, and a deployment claims devices",
            facts: facts("[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2, unavailable: 2))]"),
            want: claiming("gpu.nvidia.com"), verdict: "fail",
            says: [
                "no pod of gpu/nvidia-dra-driver-gpu-kubelet-plugin (the DRA driver) is ready, by which the devices of qwen "
                    + "come", "0 of 2 pods are available", "kubectl get pods",
            ]),
        Scenario(
            "the driver for claims wants no pod, and a deployment claims devices",
            facts: facts("[\(set("nvidia-dra-driver-gpu-kubelet-plugin", selector: "{team: a}"))]"),
            want: claiming("gpu.nvidia.com"), verdict: "fail", says: ["wants 0 pods: its nodeSelector asks for team=a"]),
        Scenario(
            "some pods of the driver for claims run, and a deployment claims devices",
            facts: facts("[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2, unavailable: 1))]"),
            want: claiming("gpu.nvidia.com"), verdict: "warn", says: ["1 of 2 pods"]),
        Scenario(
            "no pod of the driver for claims of another vendor runs",
            facts: facts("[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2, unavailable: 2))]"),
            want: claiming("gpu.amd.com"), verdict: "warn"),
        Scenario(
            "no pod of the device plugin runs, and a deployment asks for its devices",
            facts: facts("[\(set("nvidia-device-plugin", wants: 2, unavailable: 2))]"), want: CapacityText.wanted(),
            verdict: "fail", says: ["no pod of gpu/nvidia-device-plugin (the device plugin) is ready"]),
        Scenario(
            "the controller of the driver for claims does not run",
            facts: facts(
                "[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2))]", deployments: controller(available: 0)),
            want: claiming("gpu.nvidia.com"), verdict: "warn",
            says: ["no pod of gpu/nvidia-dra-driver-gpu-controller is available"]),
        Scenario(
            "the controller of the driver for claims does not run, and a deployment claims a compute domain",
            facts: facts(
                "[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2))]", deployments: controller(available: 0)),
            want: claiming("compute-domain-default-channel.nvidia.com"), verdict: "fail",
            says: ["without which the compute domains of qwen are not made"]),
        Scenario(
            "the controller of another driver does not run, and a deployment claims a compute domain",
            facts: facts(
                "[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2))]",
                deployments: controller(available: 0, named: "amd-dra-driver-controller")),
            want: claiming("compute-domain-default-channel.nvidia.com"), verdict: "warn",
            says: ["no pod of gpu/amd-dra-driver-controller is available"]),
        Scenario(
            "what is called almost so is no driver",
            facts: facts(
                "[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2))]",
                deployments: controller(available: 0, named: "cassandra-nvidia-controller")),
            want: claiming("compute-domain-default-channel.nvidia.com"), verdict: "pass"),
        Scenario(
            "the controller of the driver for claims runs",
            facts: facts(
                "[\(set("nvidia-dra-driver-gpu-kubelet-plugin", wants: 2))]", deployments: controller(available: 1)),
            want: claiming("compute-domain-default-channel.nvidia.com"), verdict: "pass"),
        Scenario(
            "F32 Deployments forbidden", facts: facts("[]", deployments: "forbidden"), verdict: "unknown",
            says: ["list deployments.apps"]),
        Scenario("F32 Deployments timed out", facts: facts("[]", deployments: "timeout"), verdict: "unknown"),
        Scenario("Deployments absent", facts: facts("[]", deployments: "null"), verdict: "skipped"),
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
