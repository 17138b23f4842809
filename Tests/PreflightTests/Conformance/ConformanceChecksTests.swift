import Testing

@testable import Preflight

/// The checks that tell of standards by reading, each with every outcome.
@Suite struct ConformanceChecksTests {
    private static let deployments = "objects/deployments.apps"
    private static let daemonSets = "objects/daemonsets.apps"
    private static let apiServices = "objects/apiservices.apiregistration.k8s.io"
    private static let classes = "objects/gatewayclasses.gateway.networking.k8s.io"
    private static let crds = "objects/customresourcedefinitions.apiextensions.k8s.io"

    /// A Deployment with as many pods available as it wants, or none.
    private static func deployed(_ names: String..., available: Int = 1) -> String {
        let items = names.map { name in
            """
              - {metadata: {name: '\(name)', namespace: \(name)-system}, spec: {replicas: 1},
                 status: {availableReplicas: \(available)}}

            """
        }
        return "\(deployments):\n" + items.joined() + (names.isEmpty ? "  []\n" : "")
    }

    private static let gpu = """
        nodes:
          - {name: gpu-1, ready: true, labels: {nvidia.com/gpu.present: 'true'}, allocatable: {nvidia.com/gpu: 8},
             capacity: {nvidia.com/gpu: 8}}

        """
    /// So many nodes whose accelerators are shared in time.
    private static func shared(_ count: Int) -> String {
        let nodes = (0..<count).map { index in
            """
              - {name: gpu-\(index), ready: true, labels: {nvidia.com/gpu.replicas: '4'}, allocatable: {nvidia.com/gpu: 8},
                 capacity: {nvidia.com/gpu: 8}}

            """
        }
        return "nodes:\n" + nodes.joined()
    }

    private static let telling = gpu.with(
        Edit("present: 'true'", "present: 'true', nvidia.com/cuda.driver-version.full: '580.65.06'"))

    private static let plain = "nodes: [{name: cpu-1, ready: true}]\n"

    /// What is the same for a check by one controller: it is ready, it is not, there is none, nobody may see.
    private static func byController(_ check: String, _ name: String, _ title: String, rest: String = "") -> [Scenario]
    {
        [
            Scenario("\(check): ready", check: check, facts: deployed(name) + rest, verdict: "pass", says: [title]),
            Scenario(
                "\(check): a stranger's is there, too", check: check, facts: deployed("web", name) + rest,
                verdict: "pass", says: [title]),
            Scenario(
                "\(check): two, one ready", check: check,
                facts: deployed(name) + """
                      - {metadata: {name: other-\(name), namespace: x}, spec: {replicas: 2}, status: {}}

                    """ + rest,
                verdict: "pass"),
            Scenario(
                "\(check): not ready", check: check, facts: deployed(name, available: 0) + rest, verdict: "warn",
                says: ["has 0 of 1 pods available", "kubectl describe deployment"]),
            Scenario("\(check): a stranger's alone", check: check, facts: deployed("web") + rest, verdict: "skipped"),
            Scenario("\(check): none", check: check, facts: deployed() + rest, verdict: "skipped"),
            Scenario("\(check): absent", check: check, facts: "\(deployments): null\n" + rest, verdict: "skipped"),
            Scenario(
                "\(check): forbidden", check: check, facts: "\(deployments): forbidden\n" + rest, verdict: "unknown",
                says: ["forbidden"]),
            Scenario(
                "\(check): timed out", check: check, facts: "\(deployments): timeout\n" + rest, verdict: "unknown",
                says: ["timeout"]),
        ]
    }

    private static let noMonitors = """
        objects/servicemonitors.monitoring.coreos.com: null
        objects/podmonitors.monitoring.coreos.com: null
        objects/podmonitorings.monitoring.googleapis.com: null
        objects/clusterpodmonitorings.monitoring.googleapis.com: null

        """
    private static let monitors = noMonitors.with(
        Edit(
            "objects/servicemonitors.monitoring.coreos.com: null",
            "objects/servicemonitors.monitoring.coreos.com: [{metadata: {name: nvidia-dcgm-exporter, namespace: gpu}}]")
    )
    private static let noPools = """
        objects/nodepools.karpenter.sh: null
        objects/configmaps?namespaces=kube-system&names=cluster-autoscaler-status: []

        """
    private static let webhooks = ClusterFixture.webhooks.with(
        Edit("service: {namespace: policy,", "service: {namespace: kuberay-operator-system,"),
        Edit("{name: hook, namespace: policy}", "{name: hook, namespace: kuberay-operator-system}"),
        Edit("{name: hook-1, namespace: policy,", "{name: hook-1, namespace: kuberay-operator-system,"),
        Edit("- {metadata: {name: policy}}", "- {metadata: {name: kuberay-operator-system}}"))

    static let controllers: [Scenario] =
        byController("gang-scheduling", "kueue-controller-manager", "Kueue")
        + byController("disaggregated-inference", "lws-controller-manager", "LeaderWorkerSet")
        + byController("service-metrics", "prometheus-operator", "Prometheus Operator", rest: monitors)
        + [
            Scenario(
                "service-metrics: nothing says what to gather from", check: "service-metrics",
                facts: deployed("prometheus-operator") + noMonitors, verdict: "skipped",
                says: ["nothing tells it what to gather from"]),
            Scenario(
                "robust-controller: ready with its webhook", check: "robust-controller",
                facts: deployed("kuberay-operator") + webhooks, verdict: "pass",
                says: ["KubeRay is ready, and its webhook answers"]),
            Scenario(
                "robust-controller: the webhook is a stranger's", check: "robust-controller",
                facts: deployed("kuberay-operator") + ClusterFixture.webhooks, verdict: "skipped",
                says: ["KubeRay is ready, and has no webhook"]),
            Scenario(
                "robust-controller: the webhook does not answer", check: "robust-controller",
                facts: deployed("kuberay-operator") + webhooks.with(.noPodReady), verdict: "warn",
                says: ["KubeRay is ready, and its webhook does not answer"]),
            Scenario(
                "robust-controller: not ready", check: "robust-controller",
                facts: deployed("kuberay-operator", available: 0) + webhooks, verdict: "warn", says: ["0 of 1"]),
            Scenario(
                "robust-controller: none", check: "robust-controller", facts: deployed() + webhooks, verdict: "skipped"),
            Scenario(
                "robust-controller: forbidden", check: "robust-controller",
                facts: "\(deployments): forbidden\n" + webhooks, verdict: "unknown", says: ["forbidden"]),
            Scenario(
                "cluster-autoscaling: Karpenter", check: "cluster-autoscaling", facts: deployed("karpenter") + noPools,
                verdict: "pass", says: ["Karpenter is ready"]),
            Scenario(
                "cluster-autoscaling: not ready", check: "cluster-autoscaling",
                facts: deployed("karpenter", available: 0) + noPools, verdict: "warn", says: ["0 of 1"]),
            Scenario(
                "cluster-autoscaling: pools of a cloud", check: "cluster-autoscaling",
                facts: deployed()
                    + noPools.with(Edit("karpenter.sh: null", "karpenter.sh: [{metadata: {name: gpu}}]")),
                verdict: "pass", says: ["NodePools are there: gpu"]),
            Scenario(
                "cluster-autoscaling: no pool is ready", check: "cluster-autoscaling",
                facts: deployed("karpenter")
                    + noPools.with(
                        Edit(
                            "karpenter.sh: null",
                            "karpenter.sh: [{metadata: {name: gpu}, status: {conditions: [{type: Ready, status: 'False'}]}}]"
                        )), verdict: "warn", says: ["no NodePool is ready: gpu"]),
            Scenario(
                "cluster-autoscaling: one that a cloud runs", check: "cluster-autoscaling",
                facts: deployed()
                    + noPools.with(
                        Edit(
                            "autoscaler-status: []",
                            "autoscaler-status: [{metadata: {name: cluster-autoscaler-status, namespace: kube-system}}]"
                        )),
                verdict: "pass", says: ["tells of itself in ConfigMap"]),
            Scenario(
                "cluster-autoscaling: none", check: "cluster-autoscaling", facts: deployed() + noPools,
                verdict: "skipped"),
            Scenario(
                "cluster-autoscaling: timed out", check: "cluster-autoscaling",
                facts: "\(deployments): timeout\n" + noPools, verdict: "unknown", says: ["timeout"]),
        ]

    private static func api(_ name: String, _ group: String, _ status: String = "True") -> String {
        "\(apiServices): [{metadata: {name: \(name)}, spec: {group: \(group)}, "
            + "status: {conditions: [{type: Available, status: '\(status)'}]}}]\n"
    }

    static let apis: [Scenario] = [
        Scenario(
            "pod-autoscaling: available", check: "pod-autoscaling",
            facts: deployed("keda-operator") + api("v1beta1.external.metrics.k8s.io", "external.metrics.k8s.io"),
            verdict: "pass", says: ["v1beta1.external.metrics.k8s.io"]),
        Scenario(
            "pod-autoscaling: not available", check: "pod-autoscaling",
            facts: deployed() + api("v1beta1.custom.metrics.k8s.io", "custom.metrics.k8s.io", "False"),
            verdict: "warn", says: ["v1beta1.custom.metrics.k8s.io is not available"]),
        Scenario(
            "pod-autoscaling: not served yet", check: "pod-autoscaling",
            facts: deployed("keda-operator") + "\(apiServices): []\n", verdict: "warn",
            says: ["KEDA is there, and serves no metrics"]),
        Scenario(
            "pod-autoscaling: others alone", check: "pod-autoscaling",
            facts: deployed() + api("v1beta1.metrics.k8s.io", "metrics.k8s.io"), verdict: "skipped"),
        Scenario(
            "pod-autoscaling: forbidden", check: "pod-autoscaling",
            facts: deployed() + "\(apiServices): forbidden\n", verdict: "unknown", says: ["forbidden"]),
        Scenario(
            "dra-api: v1, nothing published", check: "dra-api",
            facts: gpu + slices + api("v1.resource.k8s.io", "resource.k8s.io"), verdict: "pass",
            says: ["serves resource.k8s.io/v1; no driver publishes"]),
        Scenario(
            "dra-api: v1, and a driver publishes", check: "dra-api",
            facts: gpu + published + api("v1.resource.k8s.io", "resource.k8s.io"), verdict: "pass",
            says: ["1 drivers on nodes publish accelerators"]),
        Scenario(
            "dra-api: an older version", check: "dra-api",
            facts: gpu + slices + api("v1beta1.resource.k8s.io", "resource.k8s.io"), verdict: "warn",
            says: ["but not in v1: v1beta1.resource.k8s.io", "1.34"]),
        Scenario(
            "dra-api: not served", check: "dra-api", facts: gpu + "resourceSlices: null\n\(apiServices): []\n",
            verdict: "skipped", says: ["does not serve"]),
        Scenario(
            "dra-api: versions are not listed", check: "dra-api", facts: gpu + slices + "\(apiServices): null\n",
            verdict: "unknown", says: ["kubectl api-versions"]),
        Scenario(
            "dra-api: forbidden", check: "dra-api", facts: gpu + "resourceSlices: forbidden\n\(apiServices): []\n",
            verdict: "unknown", says: ["forbidden"]),
        Scenario(
            "dra-api: timed out", check: "dra-api", facts: gpu + slices + "\(apiServices): timeout\n",
            verdict: "unknown", says: ["timeout"]),
    ]

    private static let slices = "resourceSlices: {version: v1, problems: []}\n"
    private static let published = """
        resourceSlices:
          version: v1
          drivers: [gpu.nvidia.com]
          devices: [{driver: gpu.nvidia.com, node: gpu-1, devices: 8, free: 8, parts: 0, tainted: 0}]
          problems: []

        """

    private static func exporter(_ status: String = "desiredNumberScheduled: 2") -> String {
        "\(daemonSets): [{metadata: {name: nvidia-dcgm-exporter, namespace: gpu-operator}, status: {\(status)}}]\n"
    }

    private static let noOperator = """
        objects/clusterpolicies.nvidia.com: null
        objects/nvidiadrivers.nvidia.com: null
        objects/gpuclusters.nvidia.com: null

        """

    private static func policy(_ state: String) -> String {
        noOperator.with(
            Edit(
                "clusterpolicies.nvidia.com: null",
                "clusterpolicies.nvidia.com: [{metadata: {name: cluster-policy}, status: {state: \(state)}}]"))
    }

    static let accelerators: [Scenario] = [
        Scenario(
            "accelerator-metrics: gathered", check: "accelerator-metrics", facts: gpu + exporter() + monitors,
            verdict: "pass", says: ["gpu-operator/nvidia-dcgm-exporter", "a monitor gathers"]),
        Scenario(
            "accelerator-metrics: not gathered", check: "accelerator-metrics", facts: gpu + exporter() + noMonitors,
            verdict: "warn", says: ["nothing is seen to gather", "serviceMonitor.enabled"]),
        Scenario(
            "accelerator-metrics: unavailable", check: "accelerator-metrics",
            facts: gpu + exporter("desiredNumberScheduled: 2, numberUnavailable: 1") + monitors, verdict: "warn",
            says: ["1 of 2 pods of gpu-operator/nvidia-dcgm-exporter"]),
        Scenario(
            "accelerator-metrics: it wants no pod_R2", check: "accelerator-metrics",
            facts: gpu + exporter("desiredNumberScheduled: 0") + monitors, verdict: "skipped"),
        Scenario(
            "accelerator-metrics: none", check: "accelerator-metrics", facts: gpu + "\(daemonSets): []\n" + monitors,
            verdict: "skipped"),
        Scenario(
            "accelerator-metrics: no accelerators", check: "accelerator-metrics",
            facts: plain + exporter() + monitors, verdict: "skipped", says: ["no node has accelerators"]),
        Scenario(
            "accelerator-metrics: forbidden", check: "accelerator-metrics",
            facts: gpu + "\(daemonSets): forbidden\n" + monitors, verdict: "unknown", says: ["forbidden"]),
        Scenario(
            "accelerator-metrics: nodes timed out", check: "accelerator-metrics",
            facts: "nodes: timeout\n" + exporter() + monitors, verdict: "unknown", says: ["timeout"]),
        Scenario(
            "driver-management: the operator is ready", check: "driver-management", facts: gpu + policy("ready"),
            verdict: "pass", says: ["the GPU operator is ready"]),
        Scenario(
            "driver-management: it is not", check: "driver-management", facts: gpu + policy("notReady"),
            verdict: "warn", says: ["not ready: cluster-policy"]),
        Scenario(
            "driver-management: all nodes tell", check: "driver-management", facts: telling + noOperator,
            verdict: "pass", says: ["1 nodes tell the version of their driver"]),
        Scenario(
            "driver-management: some nodes tell", check: "driver-management",
            facts: telling + "  - {name: gpu-2, ready: true, allocatable: {nvidia.com/gpu: 8}}\n" + noOperator,
            verdict: "warn", says: ["and 1 with accelerators do not", "gpu-2: no label tells the driver"]),
        Scenario(
            "driver-management: nobody tells", check: "driver-management", facts: gpu + noOperator,
            verdict: "skipped"),
        Scenario(
            "driver-management: no accelerators", check: "driver-management", facts: plain + noOperator,
            verdict: "skipped"),
        Scenario(
            "driver-management: forbidden", check: "driver-management",
            facts: gpu
                + noOperator.with(Edit("clusterpolicies.nvidia.com: null", "clusterpolicies.nvidia.com: forbidden")),
            verdict: "unknown", says: ["forbidden"]),
        Scenario(
            "gpu-sharing: in time", check: "gpu-sharing",
            facts: gpu.with(Edit("present: 'true'", "present: 'true', nvidia.com/gpu.replicas: '4'")),
            verdict: "pass", says: ["in time: gpu-1"]),
        Scenario(
            "gpu-sharing: in time, on many", check: "gpu-sharing", facts: shared(9), verdict: "pass",
            says: ["in time: gpu-0, gpu-1, gpu-2, gpu-3, gpu-4, gpu-5 and 3 more"]),
        Scenario(
            "gpu-sharing: in parts", check: "gpu-sharing",
            facts: gpu.with(Edit("allocatable: {nvidia.com/gpu: 8}", "allocatable: {nvidia.com/mig-1g.10gb: 7}")),
            verdict: "pass", says: ["nvidia.com/mig-1g.10gb"]),
        Scenario("gpu-sharing: whole", check: "gpu-sharing", facts: gpu, verdict: "skipped"),
        Scenario("gpu-sharing: none", check: "gpu-sharing", facts: plain, verdict: "skipped"),
        Scenario("gpu-sharing: forbidden", check: "gpu-sharing", facts: "nodes: forbidden", verdict: "unknown"),
        Scenario(
            "rdma-devices: offered", check: "rdma-devices",
            facts: gpu.with(Edit("allocatable: {", "allocatable: {rdma/ib: 4, ")), verdict: "pass", says: ["4 rdma/ib"]),
        Scenario("rdma-devices: not offered", check: "rdma-devices", facts: gpu, verdict: "skipped"),
        Scenario("rdma-devices: no accelerators", check: "rdma-devices", facts: plain, verdict: "skipped"),
        Scenario("rdma-devices: timed out", check: "rdma-devices", facts: "nodes: timeout", verdict: "unknown"),
    ]

    private static let accepted = """
        \(classes):
          - {metadata: {name: nginx}, spec: {controllerName: x/y}, status: {conditions: [{type: Accepted, status: 'True'}]}}

        """

    private static func crd(_ name: String, _ version: String, established: String = "True") -> String {
        "\(crds): [{metadata: {name: \(name)}, spec: {versions: [{name: \(version), served: true}]}, "
            + "status: {conditions: [{type: Established, status: '\(established)'}]}}]\n"
    }

    private static let pools = "inferencepools.inference.networking.k8s.io"
    private static let routes = "httproutes.gateway.networking.k8s.io"

    static let gateways: [Scenario] = [
        Scenario(
            "inference-ingress: there", check: "inference-ingress", facts: accepted + crd(pools, "v1"),
            verdict: "pass", says: ["GatewayClass nginx is accepted, and InferencePools"]),
        Scenario(
            "inference-ingress: another version_R17", check: "inference-ingress",
            facts: accepted + crd(pools, "v1alpha2"), verdict: "warn", says: ["not served in"]),
        Scenario(
            "inference-ingress: not established", check: "inference-ingress",
            facts: accepted + crd(pools, "v1", established: "False"), verdict: "warn"),
        Scenario(
            "inference-ingress: without the extension", check: "inference-ingress", facts: accepted + crd(routes, "v1"),
            verdict: "skipped", says: ["the inference extension is not there"]),
        Scenario(
            "inference-ingress: none accepted", check: "inference-ingress",
            facts: accepted.with(Edit("'True'", "'False'")) + crd(pools, "v1"), verdict: "skipped", says: ["of nginx"]),
        Scenario(
            "inference-ingress: not served", check: "inference-ingress", facts: "\(classes): null\n\(crds): []\n",
            verdict: "skipped"),
        Scenario(
            "inference-ingress: forbidden", check: "inference-ingress", facts: accepted + "\(crds): forbidden\n",
            verdict: "unknown", says: ["forbidden"]),
        Scenario(
            "gateway-routing: there", check: "gateway-routing", facts: accepted + crd(routes, "v1"), verdict: "pass",
            says: ["HTTPRoutes are served in v1"]),
        Scenario(
            "gateway-routing: another version_R17", check: "gateway-routing", facts: accepted + crd(routes, "v1beta1"),
            verdict: "warn", says: ["HTTPRoutes are not served"]),
        Scenario(
            "gateway-routing: none accepted", check: "gateway-routing", facts: "\(classes): []\n" + crd(routes, "v1"),
            verdict: "skipped"),
        Scenario(
            "gateway-routing: not served", check: "gateway-routing", facts: "\(classes): null\n\(crds): []\n",
            verdict: "skipped"),
        Scenario(
            "gateway-routing: timed out", check: "gateway-routing", facts: "\(classes): timeout\n" + crd(routes, "v1"),
            verdict: "unknown", says: ["timeout"]),
    ]

    @Test(arguments: controllers) func controllersAreJudged(_ item: Scenario) throws {
        try item.expect(check: item.check)
    }

    @Test(arguments: apis) func servedVersionsAreJudged(_ item: Scenario) throws { try item.expect(check: item.check) }

    @Test(arguments: accelerators) func acceleratorsAreJudged(_ item: Scenario) throws {
        try item.expect(check: item.check)
    }

    @Test(arguments: gateways) func gatewaysAreJudged(_ item: Scenario) throws { try item.expect(check: item.check) }

    /// A profile of a bare cluster proves nothing, and says of everything why.
    @Test func aBareClusterProvesNothing() throws {
        let profile = try ConformanceProfile.builtIn("ai-conformance-1.36")
        let facts = try Scenario("bare", facts: Self.plain, verdict: "").gathered()
        let request = PreflightRequest(only: Set(profile.checks))
        let report = ConformanceReport(profile, try Preflight.judge(facts, checks: .builtIn(), request).results)
        #expect(report.entries.allSatisfy { $0.status != .proven })
        #expect(report.entries.allSatisfy { !$0.reason.isEmpty })
    }
}
