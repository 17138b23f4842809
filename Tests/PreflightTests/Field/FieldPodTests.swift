import Preflight
import Testing
import Value

/// Pods that wait, are evicted or find no image, as they were reported.
@Suite(.timeLimit(.minutes(5))) struct FieldPodTests {
    private static let gpus = "nvidia.com/gpu: '8'"
    private static let one = "name: qwen, namespace: default, gpus: {perWorker: 1, workers: 1}"

    @Test func row10GatedPodsAreTheirLiftersMatter() async throws {
        let pod = """
              - apiVersion: v1
                kind: Pod
                metadata: {name: qwen-0-worker, namespace: default}
                spec:
                  schedulerName: kai-scheduler
                  schedulingGates: [{name: grove.io/podgang-pending-creation}]
                  containers: [{name: main, image: 'x:1', resources: {limits: {nvidia.com/gpu: '8'}}}]

            """
        try await FieldCluster.expect(
            "scheduling-gates", "warn", in: "objects:\n" + FieldCluster.node(offers: Self.gpus) + pod,
            cause: ["1 pod waits behind scheduling gates: default/qwen-0-worker"],
            next: [
                "grove.io/podgang-pending-creation: the Grove operator, when the PodGang of its gang is there",
                "of another version than the one that set it",
            ])
    }

    /// The node has 500Gi of disk.
    @Test(arguments: [
        ("use: {disk: 644245094400}", "fail", "too little ephemeral storage beside them"),
        ("download: 644245094400", "warn", "the weights of qwen do not fit on the disk"),
    ])
    func row16ADiskThatPodsWillFillIsTold(need: String, verdict: String, cause: String) async throws {
        try await FieldCluster.expect(
            "pod-disk", verdict, in: "objects:\n" + FieldCluster.node(offers: Self.gpus),
            want: "deployments: [{\(Self.one), \(need)}]", cause: [cause], next: ["modelCache.claim"])
    }

    // MARK: - Volumes

    private static let claim = """
          - apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: models, namespace: default}
            spec: {accessModes: [ReadWriteMany], storageClassName: local, resources: {requests: {storage: 100Gi}}}

        """

    private static func storage(_ provisioner: String) -> String {
        """
          - apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: local}
            provisioner: \(provisioner)
            volumeBindingMode: WaitForFirstConsumer

        """
    }

    /// A driver that runs on another node alone.
    private static let driver = """
          - {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: disk.csi.test}, spec: {}}
          - apiVersion: storage.k8s.io/v1
            kind: CSINode
            metadata: {name: gpu-1}
            spec: {drivers: []}
          - apiVersion: storage.k8s.io/v1
            kind: CSINode
            metadata: {name: cpu-1}
            spec: {drivers: [{name: disk.csi.test, nodeID: cpu-1}]}

        """

    private static let tainted = FieldCluster.node(
        offers: gpus, taints: "{key: nvidia.com/gpu, value: present, effect: NoSchedule}")

    @Test(arguments: [
        (
            storage("rancher.io/local-path"), "warn",
            "made by a pod on the node itself, which may not tolerate nvidia.com/gpu=present:NoSchedule",
            "give the pods of the provisioner rancher.io/local-path these tolerations"
        ),
        (
            storage("disk.csi.test") + driver, "fail", "the driver disk.csi.test does not run on gpu-1",
            "let the DaemonSet of the driver tolerate the taints of nodes with accelerators"
        ),
    ])
    func row30AVolumeThatTheNodeCannotMountIsTold(
        storage: String, verdict: String, cause: String, next: String
    ) async throws {
        let tolerations = "tolerations: [{key: nvidia.com/gpu, operator: Exists}]"
        try await FieldCluster.expect(
            "volume-claims", verdict,
            in: "delays: {bindVolume: 1440m}\nobjects:\n" + Self.tainted + FieldCluster.node("cpu-1") + storage
                + Self.claim,
            want: "deployments: [{\(Self.one), volumes: [models], \(tolerations)}]", cause: [cause], next: [next])
    }

    // MARK: - Architectures

    struct Platform: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var nodes: [String]
        /// What the registry has under the image's tag.
        var manifest: Value
        var selector = ""
        var verdict: String
        var cause: String
        var next: [String] = []
    }

    private static let single: Value = ["config": ["digest": "sha256:c0ffee"]]
    private static let index: Value = [
        "manifests": [
            ["platform": ["os": "linux", "architecture": "amd64"]],
            ["platform": ["os": "linux", "architecture": "arm64"]],
            ["platform": ["os": "unknown", "architecture": "unknown"]],
        ]
    ]
    private static let arm = FieldCluster.node("arm-1", architecture: "arm64")
    private static let amd = FieldCluster.node("amd-1", labels: "kubernetes.io/arch: amd64")

    private static let platforms = [
        Platform(
            testDescription: "for none of the nodes", nodes: [arm], manifest: single, verdict: "fail",
            cause:
                "registry.test/team/operator:1.0 of Deployment.apps field/operator is made for amd64, and its pods can go "
                + "to nodes that are arm64 alone",
            next: ["name images in the chart's values that are made for these nodes", "add nodes that are amd64"]),
        Platform(
            testDescription: "for some of the nodes", nodes: [arm, amd], manifest: single, verdict: "warn",
            cause: "is made for amd64, and its pods may go to nodes that are arm64",
            next: ["nodeSelector (kubernetes.io/arch)"]),
        Platform(
            testDescription: "kept on the right ones", nodes: [arm, amd], manifest: single,
            selector: "nodeSelector: {kubernetes.io/arch: amd64}, ", verdict: "pass",
            cause: "images are made for all nodes that their pods may go to"),
        Platform(
            testDescription: "for all of them", nodes: [arm, amd], manifest: index, verdict: "pass",
            cause: "1 amd64, 1 arm64"),
        Platform(
            testDescription: "nobody tells", nodes: [arm], manifest: ["errors": []], verdict: "warn",
            cause: "for which processors 1 of the images are made is not known: registry.test/team/operator:1.0",
            next: ["docker manifest inspect IMAGE"]),
        Platform(
            testDescription: "nobody is asked", nodes: [amd], manifest: single, verdict: "skipped",
            cause: "no node is known to be of another architecture than amd64"),
    ]

    @Test(arguments: platforms) func row33AnImageForOtherProcessorsIsFoundBeforeItCrashes(test: Platform) async throws {
        let chart = FieldChart(files: [
            "templates/operator.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: operator}
            spec:
              selector: {matchLabels: {app: operator}}
              template:
                metadata: {labels: {app: operator}}
                spec: {\(test.selector)containers: [{name: main, image: 'registry.test/team/operator:1.0'}]}
            """
        ])
        let registry = StubTransport([
            "/v2/team/operator/manifests/1.0": .json(200, test.manifest),
            "/v2/team/operator/blobs/sha256:c0ffee": .json(200, ["architecture": "amd64", "os": "linux"]),
        ])
        let namespace = "  - {apiVersion: v1, kind: Namespace, metadata: {name: field}}\n"
        try await FieldCluster.with("objects:\n" + test.nodes.joined() + namespace) { cluster in
            let work = PlannedWork.release(try chart.request(in: "field"), by: cluster.engine)
            let result = try await cluster.result(
                of: "image-platforms", want: "operators: [{name: field, namespace: field, version: 1.0.0}]",
                planned: work, transport: registry)
            result.expect(test.verdict, cause: [test.cause], next: test.next)
        }
    }
}
