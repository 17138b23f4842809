import Kubernetes
import Readiness
import Testing
import Value

@testable import Deployments

@Suite struct ServiceTargetTests {
    private static func service(_ ports: Value, selector: Value = ["app": "m", "tier": "front"]) -> Value {
        [
            "metadata": ["name": "front", "namespace": "models"],
            "spec": ["ports": ports, "selector": selector],
        ]
    }

    private static func pod(
        _ name: String, isReady: Bool = true, isGoing: Bool = false, ports: Value = [], initPorts: Value = []
    ) -> Value {
        var metadata: Object = ["name": .string(name)]
        if isGoing { metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
        return [
            "metadata": .object(metadata),
            "spec": [
                "containers": [["name": "m", "ports": ports]],
                "initContainers": [["name": "i", "ports": initPorts]],
            ],
            "status": [
                "conditions": [
                    ["type": "Initialized", "status": "True"], ["type": "Ready", "status": isReady ? "True" : "False"],
                ]
            ],
        ]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var target: Value?
        var pods: [Value]
        var found: [EndpointPod]
        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "the Service's own", pods: [pod("a")], found: [EndpointPod(name: "a", port: 80)]),
        Case(name: "a number", target: 8000, pods: [pod("a")], found: [EndpointPod(name: "a", port: 8000)]),
        Case(name: "a number as text", target: "8000", pods: [pod("a")], found: [EndpointPod(name: "a", port: 8000)]),
        Case(
            name: "a name", target: "http",
            pods: [
                pod("a", ports: [["name": "other", "containerPort": 1], ["name": "http", "containerPort": 8001]]),
                pod("b", ports: [["name": "http", "containerPort": 8002]]), pod("none"),
            ], found: [EndpointPod(name: "a", port: 8001), EndpointPod(name: "b", port: 8002)]),
        Case(
            name: "a name in a sidecar", target: "http",
            pods: [pod("a", initPorts: [["name": "http", "containerPort": 9]])],
            found: [EndpointPod(name: "a", port: 9)]),
        Case(
            name: "ready ones alone, sorted", target: 1,
            pods: [pod("c"), pod("b", isReady: false), pod("d", isGoing: true), pod("a")],
            found: [EndpointPod(name: "a", port: 1), EndpointPod(name: "c", port: 1)]),
        Case(name: "no pods", target: 1, pods: [], found: []),
        Case(name: "no status", target: 1, pods: [["metadata": ["name": "a"]]], found: []),
    ]

    @Test(arguments: cases) func findsThePortOfReadyPods(test: Case) throws {
        var port: Object = ["port": 80]
        port["targetPort"] = test.target
        let target = try ServiceTarget(Self.service([["port": 81], .object(port)]), port: 80)
        #expect(target.selector == "app=m,tier=front")
        #expect(target.ready(test.pods) == test.found)
    }

    @Test func aServiceWithoutThePortIsRefused() throws {
        let error = try #require(throws: DeploymentError.self) {
            try ServiceTarget(Self.service([["port": 80], ["port": 81]]), port: 9)
        }
        #expect(error.code == .invalidRequest)
        #expect(error.message == "service models/front has no port 9, only 80, 81")
    }

    @Test(arguments: [.null, [:]] as [Value]) func aServiceThatChoosesNoPodsIsRefused(selector: Value) throws {
        let error = try #require(throws: DeploymentError.self) {
            try ServiceTarget(Self.service([["port": 80]], selector: selector), port: 80)
        }
        #expect(error.code == .notFound)
        #expect(error.message.hasPrefix("service models/front has no selector"))
    }
}

@Suite struct EndpointRouteTests {
    struct Choice: Sendable {
        var ready: [String]
        var failed: Set<String> = []
        var lost: String?
        var chosen: String?
    }

    @Test(arguments: [
        Choice(ready: [], chosen: nil), Choice(ready: ["a", "b"], chosen: "a"),
        Choice(ready: ["a", "b"], failed: ["a"], chosen: "b"), Choice(ready: ["a"], failed: ["a"], chosen: nil),
        Choice(ready: ["a", "b"], lost: "a", chosen: "b"), Choice(ready: ["a"], lost: "a", chosen: "a"),
        Choice(ready: ["a", "b"], failed: ["b"], lost: "a", chosen: "a"),
    ])
    func thePodThatWasLostComesLast(test: Choice) {
        let pod = EndpointRoute.choice(
            among: test.ready.map { EndpointPod(name: $0, port: 1) }, failed: test.failed, lost: test.lost)
        #expect(pod?.name == test.chosen)
    }

    @Test(arguments: KubernetesError.Code.allCases) func onlyWhatIsThePodsOwnIsTriedElsewhere(
        code: KubernetesError.Code
    ) {
        let elsewhere: Set<KubernetesError.Code> = [
            .notFound, .resourceTypeNotFound, .badRequest, .conflict, .timeout, .tooManyRequests, .unavailable,
            .serverError, .unreachable, .webhookFailed,
        ]
        #expect(EndpointRoute.isOfPod(KubernetesError(code, "words")) == elsewhere.contains(code))
    }
}

@Suite struct ForwardedEndpointTests {
    private static func forwarded(
        _ name: String? = "qwen", address: String = "127.0.0.1", servicePort: Int64 = 80
    ) -> ForwardedEndpoint {
        let endpoint = DeploymentStatus.Endpoint(
            service: "front", namespace: "models", port: 80, scheme: "http", path: "/v1")
        var status = DeploymentStatus(
            name: "qwen3", namespace: "models", provider: "dynamo", model: nil, engine: nil, phase: .running,
            message: "", desired: nil, ready: nil, pods: [], causes: [], endpoint: endpoint)
        status.servedName = name
        return ForwardedEndpoint(
            status, endpoint, servicePort: servicePort, address: address, port: 8080,
            pod: EndpointPod(name: "p", port: 8000))
    }

    @Test func theLineAsksTheModelWhereItIsForwarded() {
        let forwarded = Self.forwarded()
        #expect(forwarded.url == "http://127.0.0.1:8080/v1")
        #expect(
            forwarded.curl
                == "curl http://127.0.0.1:8080/v1/chat/completions -H 'Content-Type: application/json' "
                + #"-d '{"model":"qwen","messages":[{"role":"user","content":"Hello"}]}'"#)
        #expect(
            forwarded.value == [
                "name": "qwen3", "namespace": "models", "service": "front", "servicePort": 80, "pod": "p",
                "address": "127.0.0.1", "port": 8080, "url": "http://127.0.0.1:8080/v1", "model": "qwen",
                "curl": .string(forwarded.curl ?? ""),
            ])
    }

    @Test func withoutAKnownNameItAsksWhatIsServed() {
        #expect(Self.forwarded(nil).curl == "curl http://127.0.0.1:8080/v1/models")
        #expect(Self.forwarded(nil).value["model"] == .null)
    }

    @Test func anotherPortOfTheServiceIsNoAPI() {
        let forwarded = Self.forwarded(servicePort: 9090)
        #expect(forwarded.url == nil && forwarded.curl == nil)
        #expect(forwarded.value["url"] == .null)
        #expect(forwarded.place == "127.0.0.1:8080")
    }

    @Test func anAddressWithColonsStandsInBrackets() {
        #expect(Self.forwarded(address: "::1").url == "http://[::1]:8080/v1")
    }
}
