import Testing

/// Accelerators that seem to be there, as they were reported.
@Suite(.timeLimit(.minutes(5))) struct FieldAcceleratorTests {
    private static let gpus = "nvidia.com/gpu: '8'"
    private static let present = "nvidia.com/gpu.present: 'true'"

    /// A DaemonSet of the GPU stack, an element of `objects`; the cluster's own controller counts its pods.
    private static func daemonSet(_ name: String, selector: String = "") -> String {
        """
          - apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: \(name), namespace: kube-system}
            spec:
              selector: {matchLabels: {app: \(name)}}
              template:
                metadata: {labels: {app: \(name)}}
                spec:
                  nodeSelector: {\(selector)}
                  containers: [{name: main, image: 'nvcr.io/nvidia/part:1'}]

        """
    }

    @Test(arguments: [
        (
            "nvidia.com/gpu.deploy.dra-driver: 'true'",
            "no node with accelerators has the label nvidia.com/gpu.deploy.dra-driver=true that its nodeSelector asks for"
        ),
        ("nvidia.com/dra-kubelet-plugin: 'true'", "its nodeSelector asks for nvidia.com/dra-kubelet-plugin=true"),
    ])
    func row1ADaemonSetThatWantsNoPodsFails(selector: String, reason: String) async throws {
        try await FieldCluster.expect(
            "gpu-daemonsets", "fail",
            in: "objects:\n" + FieldCluster.node(labels: Self.present)
                + Self.daemonSet("nvidia-dra-driver-gpu-kubelet-plugin", selector: selector),
            cause: [
                "no node offers an accelerator",
                "kube-system/nvidia-dra-driver-gpu-kubelet-plugin (the DRA driver)", "wants 0 pods: \(reason)",
            ], next: ["kubectl label node NODE KEY=VALUE"])
    }

    @Test func row2MonitorsThatWantNoPodsBesideADriverOfBeforeAreTold() async throws {
        let labels = "\(Self.present), nvidia.com/gpu.deploy.driver: pre-installed"
        try await FieldCluster.expect(
            "gpu-daemonsets", "warn",
            in: "objects:\n" + FieldCluster.node(offers: Self.gpus, labels: labels)
                + Self.daemonSet("nvidia-device-plugin-daemonset")
                + Self.daemonSet("nvidia-dcgm-exporter", selector: "nvidia.com/gpu.deploy.driver: 'true'"),
            cause: [
                "kube-system/nvidia-dcgm-exporter (monitoring) wants 0 pods, and so counts as ready",
                "they have nvidia.com/gpu.deploy.driver=pre-installed",
                "the driver of nodes was there before the operator",
            ], next: ["change the nodeSelector"])
    }

    @Test func row4ASliceWithoutDevicesIsUnknownWhileTheDriverStarts() async throws {
        let slice = """
              - apiVersion: resource.k8s.io/v1
                kind: ResourceSlice
                metadata: {name: gpu-1-gpu.nvidia.com}
                spec:
                  driver: gpu.nvidia.com
                  nodeName: gpu-1
                  pool: {name: gpu-1, generation: 1, resourceSliceCount: 1}
                  devices: []

            """
        try await FieldCluster.expect(
            "dra-slices", "unknown", in: "objects:\n" + FieldCluster.node(labels: Self.present) + slice,
            cause: [
                "no driver has published a device yet", "pool gpu-1 of gpu.nvidia.com on node gpu-1 has no device",
            ],
            next: ["wait while the driver starts"])
    }

    @Test func row8DriversOfTheClusterPolicyBesideAGPUClusterAreNamed() async throws {
        let cluster = """
              - apiVersion: nvidia.com/v1
                kind: GPUCluster
                metadata: {name: main}
                spec: {}

            """
        try await FieldCluster.expect(
            "accelerator-operator", "fail",
            in: "gpuOperator: true\nobjects:\n"
                + FieldCluster.definition("gpuclusters", "GPUCluster", group: "nvidia.com", scope: "Cluster") + cluster,
            cause: ["GPUCluster main stands beside ClusterPolicy cluster-policy", "the two may not be together"],
            next: ["set driver.useNvidiaDriverCRD true in the ClusterPolicy", "remove the GPUCluster"])
    }

    @Test func row9ADriverThatBreaksTheFabricOfItsNodeIsNamed() async throws {
        let labels = "nvidia.com/cuda.driver-version.full: '595.58.03', nvidia.com/cuda.driver-version.major: '595'"
        try await FieldCluster.expect(
            "rdma", "warn",
            in: "objects:\n"
                + FieldCluster.node(offers: "\(Self.gpus), vpc.amazonaws.com/efa: '4'", labels: labels),
            want: """
                deployments:
                  - {name: qwen, namespace: default, gpus: {perWorker: 8, workers: 2}, distributed: true,
                     extra: {vpc.amazonaws.com/efa: 4}}
                """,
            cause: ["driver 595.58.03 breaks EFA, which the node offers as vpc.amazonaws.com/efa"],
            next: ["another branch of the driver"])
    }

    @Test func row31WorkersWithoutRDMAAreToldOfSockets() async throws {
        try await FieldCluster.expect(
            "rdma", "warn", in: "objects:\n" + FieldCluster.node(offers: Self.gpus, labels: Self.present),
            want: """
                deployments:
                  - {name: qwen, namespace: default, gpus: {perWorker: 8, workers: 2}, groupSize: 2, distributed: true}
                """,
            cause: ["no node with accelerators offers RDMA", "workers of qwen talk over TCP sockets"],
            next: ["NVIDIA's network operator"])
    }

    /// Eight shares of two devices.
    private static let shared = """
        nodes:
          - name: gpu-1
            gpus: {count: 8, product: NVIDIA-L4-SHARED, memory: 23034}
            labels: {nvidia.com/gpu.count: "2", nvidia.com/gpu.replicas: "4"}

        """

    @Test(arguments: [
        (
            4, "fail", "a worker of qwen needs 4 devices of its own, and no node that it may go to has more than 2",
            "turn time-slicing off"
        ),
        (1, "warn", "8 are offered for 2 devices", "turn time-slicing off on these nodes, or choose others"),
    ])
    func row35SharesAreNotTakenForDevices(gpus: Int, verdict: String, cause: String, next: String) async throws {
        try await FieldCluster.expect(
            "accelerator-sharing", verdict, in: Self.shared,
            want: "deployments: [{name: qwen, namespace: default, gpus: {perWorker: \(gpus), workers: 1}}]",
            cause: [cause], next: [next])
    }

    /// As managed nodes are: neither labels nor an operator.
    @Test(arguments: [
        ("accelerator-advertised", "pass", "1 node offers 8 nvidia.com/gpu; 1 without labels, which are not needed"),
        ("gpu-nodes", "pass", "room for qwen: 8 nvidia.com/gpu needed"),
        ("gpu-daemonsets", "skipped", "what the nodes' platform runs gives devices to pods"),
        ("accelerator-operator", "skipped", "whoever manages the nodes manages their devices, too"),
    ])
    func row37WhatIsAllocatableCountsWithoutLabels(check: String, verdict: String, cause: String) async throws {
        try await FieldCluster.expect(
            check, verdict, in: "objects:\n" + FieldCluster.node(offers: Self.gpus),
            want: "deployments: [{name: qwen, namespace: default, gpus: {perWorker: 8, workers: 1}}]", cause: [cause])
    }
}
