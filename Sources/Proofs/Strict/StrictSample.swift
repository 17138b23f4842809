import Providers
import Value

/// Values to try settings with: such as change what the chart writes, and name things as clusters do.
enum StrictSample {
    /// Settings that take the place of many others, or of each other.
    static let exclusive: Set<String> = [
        "baseModel.existing", "gateway.className", "resourceClaim.template", "runtime",
    ]

    /// Whether there is nothing to choose.
    static func isFixed(_ setting: ProviderSetting) -> Bool {
        !setting.allowed.isEmpty && choice(of: setting) == nil
    }

    /// Any will do that the chart's schema allows, the first the best; none where none is known.
    static func values(of setting: ProviderSetting) -> [Value] {
        if !setting.allowed.isEmpty { return choice(of: setting).map { [$0] } ?? [] }
        if let known = known[setting.name] ?? setting.path.last.flatMap({ common[$0] }) { return known }
        if setting.types.contains("boolean") { return [.bool(!(setting.defaultValue?.bool ?? false))] }
        guard setting.types.contains("integer") || setting.types.contains("number") else { return [] }
        let more = (setting.defaultValue?.integer ?? setting.minimum?.integer ?? 0) + 1
        return [.integer(min(more, setting.maximum?.integer ?? more))]
    }

    /// The last that is not what comes by itself.
    private static func choice(of setting: ProviderSetting) -> Value? {
        setting.allowed.last { $0 != setting.defaultValue && $0.string?.isEmpty != true }
    }

    /// By the whole name, where it means something else than elsewhere.
    private static let known: [String: [Value]] = [
        "autoscaling.prometheus": ["http://prometheus.monitoring.svc:9090"],
        "autoscaling.query": ["sum(vllm:num_requests_waiting)"],
        "baseModel.existing": ["qwen3-0-6b"],
        "baseModel.format.architecture": ["Qwen3ForCausalLM"],
        "baseModel.format.framework": ["transformers"],
        "baseModel.format.frameworkVersion": ["4.51.0"],
        "baseModel.format.name": ["safetensors"],
        "baseModel.format.quantization": ["fp8"],
        "baseModel.format.version": ["1.0.0"],
        "baseModel.revision": ["main"],
        "baseModel.root": ["/mnt/models"],
        "caBundle.configMap": ["certificates"],
        "caBundle.key": ["ca.crt"],
        "gateway.className": ["nginx"],
        "gateway.name": ["inference"],
        "gateway.namespace": ["gateways"],
        "head.cpu": ["4"],
        "hub.endpoint": ["https://hub.example.com"],
        "modelCache.path": ["/models", "models"],
        "partition.profile": ["1g.10gb"],
        "preset": ["qwen3-0.6b"],
        "proxies.http": ["http://proxy.example.com:3128"],
        "proxies.https": ["http://proxy.example.com:3128"],
        "proxies.noProxy": ["10.0.0.0/8,.svc"],
        "resourceClaim.deviceClass": ["gpu.nvidia.com"],
        "resourceClaim.selectors": [[#"device.attributes["gpu.nvidia.com"].productName.startsWith("NVIDIA")"#]],
        "resourceClaim.template": ["gpus"],
        "resources.extra": [["rdma/ib": "1"]],
        "router.kvOverlapScoreCredit": [0.5],
        "router.prefillLoadScale": [2],
        "runtime": ["vllm-small"],
    ]

    /// By the last part of the name.
    private static let common: [String: [Value]] = [
        "affinity": [
            [
                "podAntiAffinity": [
                    "preferredDuringSchedulingIgnoredDuringExecution": [
                        ["weight": 1, "podAffinityTerm": ["topologyKey": "kubernetes.io/hostname"]]
                    ]
                ]
            ]
        ],
        "annotations": [["owner": "me"]],
        "claim": ["models"],
        "contextLength": [8192],
        "cpu": ["4"],
        "enablePrefixCaching": [false],
        "engineArgs": [["seed": 7]],
        "env": [
            [
                ["name": "HTTPS_PROXY", "value": "http://proxy:3128"],
                ["name": "KEY", "valueFrom": ["secretKeyRef": ["name": "keys", "key": "engine"]]],
            ]
        ],
        "ephemeralStorage": ["20Gi"],
        "gpu": [2],
        "gpuResource": ["nvidia.com/mig-1g.10gb"],
        "hfTokenSecret": ["hf-token"],
        "imagePullSecrets": [["registry"]],
        "instanceType": ["Standard_NC24ads_A100_v4"],
        "kvCacheOffload": [0.5],
        "labels": [["team": "ml"]],
        "memory": ["32Gi"],
        "modelFormat": ["custom"],
        "nodeSelector": [["pool": "gpu"]],
        "podAnnotations": [["a": "b"]],
        "podSecurityContext": [["fsGroup": 1000]],
        "priorityClassName": ["high"],
        "rayVersion": ["2.56.0"],
        "registry": ["registry.example.com"],
        "repository": ["team/engine"],
        "runtimeClassName": ["nvidia"],
        "securityContext": [["runAsNonRoot": true, "capabilities": ["drop": ["ALL"]]]],
        "servedModelName": ["chat"],
        "serviceAccountName": ["models"],
        "sharedMemory": ["16Gi"],
        "tag": ["v1.2.3"],
        "tolerations": [[["key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"]]],
    ]
}
