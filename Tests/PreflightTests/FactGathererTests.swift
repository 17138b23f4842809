import Events
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing
import Value

@testable import Preflight

@Suite struct FactGathererTests {
    func gatherer(
        _ answers: [String: StubTransport.Answer] = [:], greetings: [String: StubTransport.Answer] = [:],
        processes: any ProcessRunning = NoPrograms(), clock: PreflightClock = .continuous
    ) throws -> (FactGatherer, StubTransport) {
        let stub = StubTransport(
            StubTransport.cluster.merging(answers) { $1 }, greetings: greetings)
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: stub, options: options)
        return (
            FactGatherer(
                client: client, transport: stub, processes: processes, environment: ["PATH": "/bin"], clock: clock),
            stub
        )
    }

    func gather(
        _ name: FactName, for want: Object = [:], _ answers: [String: StubTransport.Answer] = [:],
        greetings: [String: StubTransport.Answer] = [:]
    ) async throws -> Fact {
        try await gatherer(answers, greetings: greetings).0.gather([name], for: Subject(want))[name]
    }

    // MARK: The cluster

    @Test func versionIsWithoutWhatDistributionsAppend() async throws {
        #expect(
            try await gather(.kubernetes) == .known(["gitVersion": "v1.33.1-gke.5", "version": "1.33.1"]))
    }

    @Test func onlyNeededFactsAreGatheredEachOnce() async throws {
        let (gatherer, stub) = try gatherer()
        let facts = try await gatherer.gather([.nodes, .kubernetes], for: Subject())
        #expect(Set(facts.facts.keys) == [.nodes, .kubernetes])
        #expect(
            stub.requests.map { String($0.prefix { $0 != "?" }) }.sorted()
                == ["/api/v1/namespaces/kube-system", "/api/v1/nodes", "/version"])
    }

    @Test func nothingIsAskedForNothing() async throws {
        let (gatherer, stub) = try gatherer()
        #expect(try await gatherer.gather([], for: Subject()).facts.isEmpty)
        #expect(stub.requests.isEmpty)
    }

    @Test(arguments: [
        (StubTransport.Answer.error(.connectionRefused), UnknownReason.Code.unreachable),
        (.error(.nameNotResolved), .unreachable), (.error(.connectTimedOut), .timeout),
        (.error(.firstByteTimedOut), .timeout), (.error(.certificateNotTrusted), .untrusted),
        (StubTransport.refusal(401, "Unauthorized"), .unauthorized),
        (.text(200, "<html>sign in</html>"), .failed),
    ])
    func f51aClusterThatDoesNotAnswerIsAskedOnce(_ answer: StubTransport.Answer, _ code: UnknownReason.Code)
        async throws
    {
        let (gatherer, stub) = try gatherer(["/version": answer])
        let facts = try await gatherer.gather([.nodes, .pods, .crds, .resourceSlices, .kubernetes], for: Subject())
        #expect(stub.requests == ["/version"])
        for name in [FactName.nodes, .pods, .crds, .resourceSlices, .kubernetes] {
            guard case .unknown(let reason) = facts[name] else {
                Issue.record("\(name) is \(facts[name])")
                continue
            }
            #expect(reason.code == code)
        }
        #expect(facts.cluster?.server == "https://cluster.test")
        #expect(facts.cluster?.uid == nil)
    }

    @Test func aForbiddenVersionDoesNotHideTheRest() async throws {
        let (gatherer, _) = try gatherer(["/version": StubTransport.refusal(403, "Forbidden")])
        let facts = try await gatherer.gather([.kubernetes, .nodes], for: Subject())
        #expect(facts[.nodes] == .known([]))
        guard case .unknown(let reason) = facts[.kubernetes] else {
            Issue.record("\(facts[.kubernetes])")
            return
        }
        #expect(reason.resource == "/version")
    }

    @Test(arguments: [
        (FactName.nodes, "/api/v1/nodes", "nodes"), (.pods, "/api/v1/pods", "pods"),
        (.resourceSlices, "/apis/resource.k8s.io/v1/deviceclasses", "deviceclasses.resource.k8s.io"),
        (.resourceSlices, "/apis/resource.k8s.io/v1/devicetaintrules", "devicetaintrules.resource.k8s.io"),
    ])
    func f32aForbiddenOrTimedOutListIsUnknown(_ name: FactName, _ path: String, _ resource: String) async throws {
        let served: [String: StubTransport.Answer] = [
            "/apis/resource.k8s.io": .json(
                200,
                ["name": "resource.k8s.io", "versions": [["groupVersion": "resource.k8s.io/v1", "version": "v1"]]]),
            "/apis/resource.k8s.io/v1": Self.resources("DeviceTaintRule"),
            "/apis/resource.k8s.io/v1/deviceclasses": StubTransport.list([]),
            "/apis/resource.k8s.io/v1/resourceslices": StubTransport.list([]),
            "/apis/resource.k8s.io/v1/resourceclaims": StubTransport.list([]),
        ]
        for (answer, code) in [
            (StubTransport.refusal(403, "Forbidden"), UnknownReason.Code.forbidden),
            (.error(.firstByteTimedOut), .timeout), (.text(200, "no JSON"), .failed),
            (StubTransport.refusal(404, "NotFound"), .failed),
        ] {
            let fact = try await gather(name, served.merging([path: answer]) { $1 })
            guard case .unknown(let reason) = fact else {
                Issue.record("\(fact)")
                continue
            }
            #expect(reason.code == code)
            #expect(reason.verb == "list" && reason.resource == resource, "\(reason)")
        }
    }

    // MARK: Time

    /// An etcd that hangs behind its API server: the version is known, lists do not come.
    @Test func whatIsNotReadInTimeIsUnknownAndTheRestIsKnown() async throws {
        let events = JudgeTests.Recorder()
        let (gatherer, _) = try gatherer(
            ["/api/v1/nodes": .silence, "/api/v1/pods": .silence],
            clock: .endingWhen { events.events.contains { $0.details["done"] == 2 } })
        let facts = try await gatherer.gather([.kubernetes, .nodes, .pods, .crds], for: Subject(), events: events)
        #expect(facts[.kubernetes].value?["version"] == "1.33.1")
        #expect(facts[.crds] == .known([]))
        for name in [FactName.nodes, .pods] {
            guard case .unknown(let reason) = facts[name] else {
                Issue.record("\(facts[name])")
                continue
            }
            #expect(reason.code == .timeout)
            #expect(
                reason.message
                    == "there was no answer about \(name.rawValue) within 120 s, the time for reading everything")
        }
        let warnings = events.events.filter { $0.kind == .warning }.map(\.message)
        #expect(warnings.count == 1 && warnings[0].hasSuffix(": nodes, pods"), "\(warnings)")
    }

    @Test func aClusterThatSaysNothingAtAllCostsTheTimeOnce() async throws {
        let (gatherer, stub) = try gatherer(["/version": .silence], clock: .endingWhen { true })
        let facts = try await gatherer.gather([.kubernetes, .nodes], for: Subject())
        #expect(Set(stub.requests).isSubset(of: ["/version"]))
        #expect(facts.cluster?.server == "https://cluster.test")
        #expect(facts.cluster?.note?.contains("no answer") == true)
        for name in [FactName.kubernetes, .nodes] {
            guard case .unknown(let reason) = facts[name] else {
                Issue.record("\(facts[name])")
                continue
            }
            #expect(reason.code == .timeout)
        }
    }

    @Test func aCancelledGatheringSaysSoAndIsNoTimeOut() async throws {
        let (gatherer, _) = try gatherer(["/api/v1/nodes": .silence])
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Facts.self) { group in
                group.addTask { try await gatherer.gather([.nodes], for: Subject()) }
                try await Task.sleep(for: .milliseconds(100))
                group.cancelAll()
                _ = try await group.next()
            }
        }
    }

    // MARK: Fleets

    @Test func nodesKeepWhatPlacementNeeds() async throws {
        let node: Value = [
            "metadata": [
                "name": "n",
                "labels": ["nvidia.com/gpu.present": "true", "zone": "a", "feature.node.kubernetes.io/cpu-x": "y"],
            ],
            "spec": ["unschedulable": true, "taints": [["key": "k", "effect": "NoSchedule"]]],
            "status": [
                "capacity": ["cpu": "8", "nvidia.com/gpu": "8", "memory": "1Ti"],
                "allocatable": ["cpu": "8", "nvidia.com/gpu": 7],
                "conditions": [["type": "DiskPressure", "status": "False"], ["type": "Ready", "status": "Unknown"]],
            ],
        ]
        let want: Object = ["deployments": [["name": "d", "nodeSelector": ["zone": "a"]]]]
        #expect(
            try await gather(.nodes, for: want, ["/api/v1/nodes": StubTransport.list([node])])
                == .known([
                    [
                        "name": "n", "ready": false, "cordoned": true,
                        "labels": ["nvidia.com/gpu.present": "true", "zone": "a"], "capacity": ["nvidia.com/gpu": 8],
                        "allocatable": ["nvidia.com/gpu": 7],
                        "taints": [["key": "k", "value": "", "effect": "NoSchedule"]],
                    ]
                ]))
    }

    @Test func aQuantityThatIsNoneIsNoNode() async throws {
        let node: Value = ["metadata": ["name": "n"], "status": ["allocatable": ["nvidia.com/gpu": "many"]]]
        let fact = try await gather(.nodes, ["/api/v1/nodes": StubTransport.list([node])])
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.message.contains("many"))
    }

    @Test func onlyPodsThatHoldAcceleratorsStay() async throws {
        func pod(_ name: String, node: String?, phase: String, gpus: String?) -> Value {
            let resources: Value = gpus.map { ["limits": ["nvidia.com/gpu": .string($0)]] } ?? [:]
            return [
                "metadata": ["name": .string(name), "namespace": "a"],
                "spec": ["nodeName": node.map(Value.string) ?? .null, "containers": [["resources": resources]]],
                "status": ["phase": .string(phase)],
            ]
        }
        let pods = [
            pod("holds", node: "n", phase: "Running", gpus: "2"),
            pod("pending", node: "n", phase: "Pending", gpus: "1"),
            pod("waits", node: nil, phase: "Pending", gpus: "1"), pod("none", node: "n", phase: "Running", gpus: nil),
            pod("done", node: "n", phase: "Succeeded", gpus: "1"), pod("dead", node: "n", phase: "Failed", gpus: "1"),
        ]
        let fact = try await gather(.pods, ["/api/v1/pods": StubTransport.list(pods)])
        #expect(fact.value?.array?.compactMap { $0["name"]?.string } == ["holds", "pending"])
    }

    // MARK: DRA

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
                    "taints": [], "problems": [],
                ]))
    }

    /// What a version of `resource.k8s.io` serves.
    static func resources(_ kinds: String...) -> StubTransport.Answer {
        .json(
            200,
            [
                "kind": "APIResourceList",
                "resources": .array(
                    kinds.map {
                        ["name": .string($0.lowercased() + "s"), "kind": .string($0), "namespaced": false, "verbs": []]
                    }),
            ])
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

    // MARK: CRDs

    static let wantedCRDs: Object = ["crds": [["name": "a.test", "versions": ["v1"]], ["name": "b.test"]]]
    static let crdPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"

    static func absentCRD(_ name: String) -> StubTransport.Answer {
        var status = StubTransport.status(404, "NotFound").object ?? [:]
        status["details"] = ["name": .string(name)]
        return .json(404, .object(status))
    }

    @Test func crdsArePresentOrAbsent() async throws {
        let crd: Value = [
            "metadata": ["name": "a.test", "deletionTimestamp": "2026-01-01T00:00:00Z"],
            "spec": ["versions": [["name": "v1", "served": true], ["name": "v0", "served": false]]],
            "status": [
                "conditions": [
                    ["type": "NamesAccepted", "status": "False", "message": "taken"],
                    ["type": "Established", "status": "False", "message": "not all names are accepted"],
                ]
            ],
        ]
        let fact = try await gather(
            .crds, for: Self.wantedCRDs,
            [Self.crdPath + "a.test": .json(200, crd), Self.crdPath + "b.test": Self.absentCRD("b.test")])
        #expect(
            fact.value?[0]
                == [
                    "name": "a.test", "present": true, "served": ["v1"], "established": false, "namesRefused": true,
                    "message": "taken", "terminating": true, "manager": "", "release": "",
                ])
        #expect(fact.value?[1] == ["name": "b.test", "present": false])
    }

    @Test(arguments: [
        StubTransport.refusal(403, "Forbidden"), .error(.firstByteTimedOut), StubTransport.refusal(404, "NotFound"),
    ])
    func f32aCRDThatCannotBeReadIsNotAbsent(_ answer: StubTransport.Answer) async throws {
        let fact = try await gather(
            .crds, for: Self.wantedCRDs,
            [Self.crdPath + "a.test": Self.absentCRD("a.test"), Self.crdPath + "b.test": answer])
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.verb == "get")
        #expect(reason.resource == "customresourcedefinitions.apiextensions.k8s.io")
    }

    // MARK: Helm

    struct NoPrograms: ProcessRunning {
        func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
            throw ProcessError(.notFound, "\(command.executable) is not installed")
        }
    }

    struct Slow: ProcessRunning {
        func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
            throw ProcessError(.timedOut, "\(command.executable) did not end within 10 s")
        }
    }

    @Test func helmThatIsNotThereIsAbsent() async throws { #expect(try await gather(.helm) == .absent) }

    @Test func f32helmThatDoesNotEndIsUnknown() async throws {
        let facts = try await gatherer(processes: Slow()).0.gather([.helm], for: Subject())
        #expect(
            facts[.helm]
                == .unknown(UnknownReason(.timeout, "helm did not end within 10 s")))
    }
}

extension PreflightClock {
    /// The time that gathering may take is over when `isTime` says so.
    static func endingWhen(_ isTime: @escaping @Sendable () -> Bool) -> PreflightClock {
        PreflightClock {
            .zero
        } sleep: { _ in
            while !isTime() { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
