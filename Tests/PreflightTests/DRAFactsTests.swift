import Kubernetes
import Testing
import Value

@testable import Preflight

/// What is counted of devices, their classes, claims and taints.
@Suite struct DRAFactsTests: FactGathering {
    @Test func f36slicesClassesAndClaimsAreCounted() async throws {
        func slice(_ node: String, _ generation: Int64, _ devices: Int) -> Value {
            [
                "metadata": ["name": "s"],
                "spec": [
                    "driver": "gpu.nvidia.com", "nodeName": .string(node),
                    "pool": ["name": .string(node), "generation": .integer(generation), "resourceSliceCount": 1],
                    "devices": .array((0..<devices).map { ["name": .string("gpu-\($0)")] }),
                ],
            ]
        }
        func claim(_ device: String, admin: Bool = false) -> Value {
            [
                "status": [
                    "allocation": [
                        "devices": [
                            "results": [
                                [
                                    "driver": "gpu.nvidia.com", "pool": "a", "device": .string(device),
                                    "adminAccess": .bool(admin),
                                ]
                            ]
                        ]
                    ]
                ]
            ]
        }
        let fact = try await gather(
            .resourceSlices,
            [
                "/apis/resource.k8s.io": .json(
                    200,
                    [
                        "name": "resource.k8s.io",
                        "versions": [
                            ["groupVersion": "resource.k8s.io/v1beta1", "version": "v1beta1"],
                            ["groupVersion": "resource.k8s.io/v1beta2", "version": "v1beta2"],
                        ],
                    ]),
                "/apis/resource.k8s.io/v1beta2/resourceslices": StubTransport.list([
                    slice("a", 1, 8), slice("a", 2, 4), slice("b", 1, 2),
                ]),
                "/apis/resource.k8s.io/v1beta2/deviceclasses": StubTransport.list([
                    [
                        "metadata": ["name": "whole-gpus"],
                        "spec": [
                            "extendedResourceName": "nvidia.com/gpu",
                            "selectors": [["cel": ["expression": "device.driver == 'gpu.nvidia.com'"]]],
                        ],
                    ],
                    ["metadata": ["name": "mig.nvidia.com"], "spec": [:]],
                ]),
                "/apis/resource.k8s.io/v1beta2/resourceclaims": StubTransport.list([
                    claim("gpu-0"), claim("gpu-0"), claim("gpu-1"), claim("gpu-2", admin: true), ["metadata": [:]],
                ]),
            ])
        func count(_ node: String, _ devices: Int64, free: Int64) -> Value {
            [
                "driver": "gpu.nvidia.com", "node": .string(node), "devices": .integer(devices),
                "free": .integer(free), "parts": 0, "tainted": 0,
            ]
        }
        let counts: Value = [count("a", 4, free: 2), count("b", 2, free: 2)]
        #expect(
            fact
                == .known([
                    "version": "v1beta2",
                    "drivers": ["gpu.nvidia.com"], "devices": counts,
                    "extended": [
                        ["resource": "nvidia.com/gpu", "class": "whole-gpus", "devices": counts, "undecided": []]
                    ],
                    "classes": [
                        ["class": "mig.nvidia.com", "devices": counts, "undecided": []],
                        ["class": "whole-gpus", "devices": counts, "undecided": []],
                    ],
                    "empty": [], "holders": [], "taints": [], "problems": [],
                ]))
    }

    /// In the versions in which the rules came, were off by default, and stay.
    @Test(arguments: [
        (["v1", "v1beta1", "v1alpha3"], "v1alpha3"), (["v1", "v1beta2", "v1alpha3"], "v1beta2"), (["v1"], "v1"),
        (["v1", "v1beta2"], ""),
    ])
    func rulesThatTaintDevicesAreReadWhereTheyAreServed(_ versions: [String], _ version: String) async throws {
        let group = "/apis/resource.k8s.io"
        var answers: [String: StubTransport.Answer] = [
            group: .json(
                200,
                [
                    "name": "resource.k8s.io",
                    "versions": .array(
                        versions.map { ["groupVersion": .string("resource.k8s.io/\($0)"), "version": .string($0)] }),
                ]),
            "\(group)/v1/resourceslices": StubTransport.list([
                [
                    "spec": [
                        "driver": "gpu.nvidia.com", "nodeName": "a",
                        "pool": ["name": "a", "generation": 1, "resourceSliceCount": 1],
                        "devices": [["name": "gpu-0"], ["name": "gpu-1"]],
                    ]
                ]
            ]),
            "\(group)/v1/deviceclasses": StubTransport.list([]), "\(group)/v1/resourceclaims": StubTransport.list([]),
        ]
        for other in versions { answers["\(group)/\(other)"] = Self.resources("ResourceSlice") }
        if !version.isEmpty { answers["\(group)/\(version)"] = Self.resources("ResourceSlice", "DeviceTaintRule") }
        answers["\(group)/\(version)/devicetaintrules"] = StubTransport.list([
            [
                "metadata": ["name": "repair"],
                "spec": [
                    "deviceSelector": ["pool": "a", "device": "gpu-1"], "taint": ["key": "x", "effect": "NoExecute"],
                ],
            ]
        ])
        guard case .known(let fact) = try await gather(.resourceSlices, answers) else {
            Issue.record("the fact is not known")
            return
        }
        let isRead = !version.isEmpty
        #expect(fact["devices"]?[0]?["devices"]?.integer == (isRead ? 1 : 2))
        #expect(fact["devices"]?[0]?["tainted"]?.integer == (isRead ? 1 : 0))
        #expect(fact["taints"] == (isRead ? ["x:NoExecute (rule repair)"] : []))
    }

    @Test func anAPIThatIsNotServedIsAbsent() async throws {
        #expect(try await gather(.resourceSlices) == .absent)
    }
}
