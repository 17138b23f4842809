import Bootstrap
import Operators
import Preflight
import Providers
import Testing
import Value

/// What preflight is told of the pods that hold a model, by the values of its chart.
@Suite struct WorkerPodTests {
    private func subject(
        _ values: Object, provider name: String = "vllm", model: Value = .null
    ) throws -> Subject {
        let provider = try ProviderRegistry.builtIn().provider(name)
        let deployment = PreflightSubject.Deployment(name: "d", namespace: "n", model: model, values: values)
        return try PreflightSubject(
            [.init(provider, operators: [], deployments: [deployment])], driver: "native", installs: false
        ).subject()
    }

    private func deployment(
        _ values: Object, provider name: String = "vllm", model: Value = .null
    ) throws -> Subject.Deployment {
        try #require(try subject(values, provider: name, model: model).deployments.first)
    }

    @Test func theChartsOwnValuesCount() throws {
        let vllm = try deployment([:])
        #expect(vllm.use == .init(milliCPU: 2000))
        #expect(vllm.resource == "nvidia.com/gpu" && vllm.claim == nil && vllm.volumes.isEmpty)
        #expect(vllm.groupSize == 1 && !vllm.isDistributed && vllm.devices == 1)
        #expect(try deployment([:], provider: "kuberay").use == .init(milliCPU: 4000, memory: 24 << 30))
        #expect(try deployment([:], provider: "dynamo").use == .init())
        #expect(try deployment([:], provider: "kaito").resource == nil)
    }

    struct Amounts: Sendable {
        var resources: Object
        var use: Subject.Deployment.Use
    }

    @Test(arguments: [
        Amounts(
            resources: ["cpu": "500m", "memory": "1Gi", "ephemeralStorage": "10G"],
            use: .init(milliCPU: 500, memory: 1 << 30, disk: 10_000_000_000)),
        Amounts(resources: ["cpu": "0.5", "memory": "1.5Gi"], use: .init(milliCPU: 500, memory: 3 << 29)),
        Amounts(resources: ["cpu": ""], use: .init()), Amounts(resources: ["cpu": 4], use: .init(milliCPU: 4000)),
        Amounts(resources: ["cpu": .null], use: .init()),
    ])
    func amountsAreRead(_ item: Amounts) throws {
        #expect(try deployment(["resources": .object(item.resources)]).use == item.use)
    }

    @Test(arguments: ["much", "1Xi", "-"])
    func anAmountThatIsNoneIsRefused(_ text: String) throws {
        let error = try #require(throws: ProviderError.self) {
            try deployment(["resources": ["memory": .string(text)]])
        }
        #expect(error.code == .unsupported)
        #expect(error.message.contains("deployment n/d: resources.memory is not an amount"), "\(error)")
    }

    @Test func furtherDevicesAndNamesAreHandedOn() throws {
        let found = try deployment(
            [
                "resources": ["gpuResource": "nvidia.com/mig-1g.10gb", "extra": ["rdma/ib": 1, "rdma/other": "2"]],
                "priorityClassName": "high", "runtimeClassName": "nvidia", "modelCache": ["claim": "models"],
                "affinity": [
                    "nodeAffinity": [
                        "requiredDuringSchedulingIgnoredDuringExecution": [
                            "nodeSelectorTerms": [["matchExpressions": [["key": "zone", "operator": "Exists"]]]]
                        ]
                    ]
                ],
            ], provider: "llm-d")
        #expect(found.resource == "nvidia.com/mig-1g.10gb" && found.extra == ["rdma/ib": 1, "rdma/other": 2])
        #expect(found.priorityClass == "high" && found.runtimeClass == "nvidia" && found.volumes == ["models"])
        #expect(found.affinity.map(\.description) == ["zone Exists"])
    }

    @Test func devicesByClaimAreHandedOn() throws {
        let claiming = try deployment([
            "resources": ["gpu": 2],
            "resourceClaim": ["deviceClass": "gpu.nvidia.com", "selectors": ["device.driver == 'x'"]],
        ])
        #expect(
            claiming.claim == .init(deviceClass: "gpu.nvidia.com", count: 2, selectors: ["device.driver == 'x'"]))
        #expect(claiming.perWorker == 0 && claiming.devicesPerWorker == 2 && claiming.devices == 2)
        let template = try deployment(["resourceClaim": ["template": "mine"]])
        #expect(template.claimTemplate == "mine" && template.claim == nil && template.devices == 0)
    }

    @Test(
        arguments: [
            ([:], 1, false), (["multinode": ["nodeCount": 2]], 2, true), (["mode": "disaggregated"], 1, true),
            (["mode": "disaggregated", "multinode": ["nodeCount": 2, "prefillNodeCount": 4]], 4, true),
            (["mode": "disaggregated", "multinode": ["decodeNodeCount": 3]], 3, true),
            (["multinode": ["decodeNodeCount": 3]], 1, false),
        ] as [(Object, Int64, Bool)])
    func replicasOnSeveralNodesAreTold(_ values: Object, _ size: Int64, _ isDistributed: Bool) throws {
        let found = try deployment(values, provider: "dynamo")
        #expect(found.groupSize == size && found.isDistributed == isDistributed)
    }

    @Test(
        arguments: [
            ("8B", 16_000_000_000), ("0.6B", 1_200_000_000), ("1.5T", 3_000_000_000_000), ("70M", 140_000_000),
            ("many", 0), ("", 0), ("8", 0), ("-1B", 0),
        ] as [(String, Int64)])
    func weightsAreEstimatedByParameters_R16(_ parameters: String, _ bytes: Int64) throws {
        let model: Value = ["id": "a/b", "parameters": .string(parameters)]
        #expect(try deployment([:], model: model).download == bytes)
        // A volume keeps them.
        #expect(try deployment(["modelCache": ["claim": "c"]], model: model).download == 0)
    }

    /// What checks see names everything that was told.
    @Test func checksSeeAll() throws {
        let value = try subject(["resourceClaim": ["deviceClass": "c"]]).value["deployments"]?[0]
        #expect(value?["claim"]?["count"] == 1 && value?["use"]?["milliCPU"] == 2000)
        #expect(value?["topology"] == Value.null)
    }
}
