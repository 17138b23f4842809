import Testing
import Value

@testable import Preflight

/// Quantities that cannot be read: what hangs on them is not known, and nothing passes without them.
@Suite struct UnreadQuantityTests {
    private static func container(requests: String = "{}", limits: String = "{}") -> String {
        PlannedCase.deployment(container: "resources: {requests: \(requests), limits: \(limits)}")
    }

    private static let place = "Deployment.apps keda/web, container main: "

    // MARK: - Quotas

    static let quotas: [PlannedCase] = [
        PlannedCase(
            "a limit", objects: container(requests: "{cpu: 1}", limits: "{cpu: lots}"),
            facts: PlannedCase.quota("{limits.cpu: '9'}"), verdict: "unknown",
            says: ["some quantities cannot be read: \(place)limits.cpu is \"lots\""]),
        PlannedCase(
            "a limit beside a request that can be read",
            objects: container(requests: "{cpu: 1}", limits: "{cpu: lots}"),
            facts: PlannedCase.quota("{requests.cpu: '9', cpu: '9'}"), verdict: "pass"),
        PlannedCase(
            "a limit that stands for the request", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.quota("{requests.cpu: '9'}"), verdict: "unknown", says: ["\(place)limits.cpu"]),
        PlannedCase(
            "the same by its bare name", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.quota("{cpu: '9'}"), verdict: "unknown", says: ["\(place)limits.cpu"]),
        PlannedCase(
            "a request", objects: container(requests: "{memory: 1GiB}"), facts: PlannedCase.quota("{memory: 9Gi}"),
            verdict: "unknown", says: ["\(place)requests.memory is \"1GiB\""]),
        PlannedCase(
            "a request is no limit", objects: container(requests: "{cpu: lots}", limits: "{cpu: 1}"),
            facts: PlannedCase.quota("{limits.cpu: '9'}"), verdict: "pass"),
        PlannedCase(
            "devices", objects: container(limits: "{nvidia.com/gpu: two}"),
            facts: PlannedCase.quota("{requests.nvidia.com/gpu: '9'}"), verdict: "unknown",
            says: ["limits.nvidia.com/gpu is \"two\""]),
        PlannedCase(
            "neither text nor number", objects: container(limits: "{cpu: {a: 1}}"),
            facts: PlannedCase.quota("{limits.cpu: '9'}"), verdict: "unknown", says: ["limits.cpu is \"{"]),
        PlannedCase(
            "overhead",
            objects: PlannedCase.deployment(pod: "overhead: {cpu: some}", container: PlannedCase.sized),
            facts: PlannedCase.quota("{requests.cpu: '9'}"), verdict: "unknown",
            says: ["Deployment.apps keda/web: overhead.cpu is \"some\""]),
        PlannedCase(
            "what a pod asks for as a whole",
            objects: PlannedCase.deployment(
                pod: "resources: {requests: {memory: some}}", container: PlannedCase.sized),
            facts: PlannedCase.quota("{requests.memory: 9Gi}"), verdict: "unknown",
            says: ["Deployment.apps keda/web: requests.memory is \"some\""]),
        PlannedCase(
            "no quota counts it", objects: container(requests: "{cpu: lots}", limits: "{memory: lots}"),
            facts: PlannedCase.quota("{pods: '9', services: '9'}"),
            verdict: "pass"),
        PlannedCase(
            "what can be read is too much already",
            objects: PlannedCase.deployment("other", container: PlannedCase.sized) + container(limits: "{cpu: lots}"),
            facts: PlannedCase.quota("{requests.cpu: 400m}"), verdict: "fail", says: ["400m of requests.cpu"]),
        PlannedCase(
            "another resource has to be stated", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.quota("{limits.cpu: '9', limits.memory: 9Gi}"), verdict: "fail",
            says: ["counts limits.memory"], omits: ["limits.cpu, of"]),
        PlannedCase(
            "what is there already adds nothing", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.quota("{limits.cpu: '9'}"), verdict: "pass"
        ) { $0.held = [0] },
        PlannedCase(
            "no pod comes of it",
            objects: PlannedCase.deployment(replicas: 0, container: "resources: {limits: {cpu: lots}}"),
            facts: PlannedCase.quota("{limits.cpu: '9'}"), verdict: "pass"),
        PlannedCase(
            "another namespace's",
            objects: PlannedCase.deployment(namespace: "other", container: "resources: {limits: {cpu: lots}}"),
            facts: PlannedCase.quota("{limits.cpu: '9'}"), verdict: "pass"),
        PlannedCase(
            "nothing is as good as left out", objects: container(limits: "{cpu: null}"),
            facts: PlannedCase.quota("{limits.cpu: '9'}"), verdict: "fail", says: ["counts limits.cpu"]),
    ]

    static let ofQuotas: [PlannedCase] = [
        PlannedCase(
            "what it allows", objects: container(requests: "{cpu: 1}"),
            facts: PlannedCase.quota("{requests.cpu: lots}"), verdict: "unknown",
            says: ["quota keda/q: hard.requests.cpu is \"lots\""]),
        PlannedCase(
            "what is taken", objects: container(requests: "{cpu: 1}"),
            facts: PlannedCase.quota("{requests.cpu: '9'}", used: "{requests.cpu: lots}"), verdict: "unknown",
            says: ["quota keda/q: used.requests.cpu is \"lots\""]),
        PlannedCase(
            "it allows less than is to come, whatever is taken", objects: container(requests: "{cpu: 2}"),
            facts: PlannedCase.quota("{requests.cpu: '1'}", used: "{requests.cpu: lots}"), verdict: "fail",
            says: ["allows 1 of requests.cpu, of which lots are taken, and 2 more"]),
        PlannedCase(
            "nothing is added of it", objects: container(requests: "{cpu: 1}"),
            facts: PlannedCase.quota("{services: lots}", used: "{services: lots}"), verdict: "pass"),
        PlannedCase(
            "both are told, each once",
            objects: PlannedCase.deployment(replicas: 2, container: "resources: {limits: {cpu: lots}}"),
            facts: PlannedCase.quota("{cpu: odd, requests.cpu: '9'}"), verdict: "unknown",
            says: [
                "some quantities cannot be read: \(place)limits.cpu is \"lots\"; quota keda/q: hard.cpu is \"odd\""
            ], omits: ["odd\"; "]),
    ]

    @Test(arguments: quotas + ofQuotas) func aQuotaIsNotKnownToLeaveRoom(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }

    /// Sums that are beyond any number are the largest, and not what is left of them.
    @Test(arguments: [
        PlannedCase(
            "requests",
            objects: PlannedCase.deployment(replicas: 2, container: "resources: {requests: {memory: 8Ei}}"),
            facts: PlannedCase.quota("{requests.memory: 1Gi}"), verdict: "fail",
            says: ["and 9223372036854775807 more"]),
        PlannedCase(
            "limits", objects: PlannedCase.deployment(replicas: 2, container: "resources: {limits: {memory: 8Ei}}"),
            facts: PlannedCase.quota("{limits.memory: 1Gi}"), verdict: "fail", says: ["more are to come"]),
        PlannedCase(
            "disk", objects: container(limits: "{ephemeral-storage: 10Gi}"),
            facts: PlannedCase.quota("{limits.ephemeral-storage: 5Gi}"), verdict: "fail",
            says: ["5Gi of limits.ephemeral-storage"]),
    ])
    func whatIsTooMuchIsNotLost(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }

    // MARK: - Limit ranges

    static let ranges: [PlannedCase] = [
        PlannedCase(
            "a limit", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 1}}"), verdict: "unknown",
            says: ["some quantities cannot be read: \(place)limits.cpu is \"lots\""]),
        PlannedCase(
            "a request", objects: container(requests: "{cpu: lots}"),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 1}}"), verdict: "unknown",
            says: ["\(place)requests.cpu"], omits: ["asks for no cpu"]),
        PlannedCase(
            "a limit that stands for the request", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 1}}"), verdict: "unknown",
            says: ["\(place)limits.cpu"]),
        PlannedCase(
            "a limit where requests alone are bounded", objects: container(requests: "{cpu: 1}", limits: "{cpu: lots}"),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 500m}}"), verdict: "pass"),
        PlannedCase(
            "a ratio", objects: container(requests: "{cpu: lots}", limits: "{cpu: 1}"),
            facts: PlannedCase.limits("{type: Container, maxLimitRequestRatio: {cpu: 2}}"), verdict: "unknown",
            says: ["\(place)requests.cpu"]),
        PlannedCase(
            "another resource", objects: container(requests: "{cpu: 1}", limits: "{memory: lots}"),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 1}}"), verdict: "pass"),
        PlannedCase(
            "one that is refused for certain", objects: container(requests: "{cpu: lots}", limits: "{cpu: 5}"),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 1}, max: {cpu: 2}}"), verdict: "fail",
            says: ["has the limit cpu 5, more than 2"], omits: ["lots"]),
        PlannedCase(
            "a whole pod", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.limits("{type: Pod, max: {cpu: 1}}"), verdict: "unknown",
            says: ["\(place)limits.cpu"]),
        PlannedCase(
            "one that an operator may refuse, too",
            objects: PlannedCase.graph + "\n" + container(limits: "{cpu: lots}"),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 1}}"), verdict: "unknown", says: ["lots"]),
        PlannedCase(
            "another namespace's",
            objects: PlannedCase.deployment(namespace: "other", container: "resources: {limits: {cpu: lots}}"),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 1}}"), verdict: "pass"),
    ]

    static let ofRanges: [PlannedCase] = [
        PlannedCase(
            "the most", objects: container(limits: "{cpu: 1}"),
            facts: PlannedCase.limits("{type: Container, max: {cpu: lots}}"), verdict: "unknown",
            says: ["LimitRange keda/l: max.cpu is \"lots\""]),
        PlannedCase(
            "the least", objects: container(limits: "{cpu: 1}"),
            facts: PlannedCase.limits("{type: Pod, min: {cpu: lots}}"), verdict: "unknown",
            says: ["LimitRange keda/l: min.cpu"]),
        PlannedCase(
            "the ratio", objects: container(limits: "{cpu: 1}"),
            facts: PlannedCase.limits("{type: Container, maxLimitRequestRatio: {cpu: lots}}"), verdict: "unknown",
            says: ["LimitRange keda/l: maxLimitRequestRatio.cpu"]),
        PlannedCase(
            "the limit that it fills in", objects: container(),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 2}, default: {cpu: lots}}"), verdict: "unknown",
            says: ["LimitRange keda/l: default.cpu"]),
        PlannedCase(
            "the request that it fills in", objects: container(),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 2}, defaultRequest: {cpu: lots}}"),
            verdict: "unknown", says: ["LimitRange keda/l: defaultRequest.cpu"], omits: ["asks for no cpu"]),
        PlannedCase(
            "what it need not fill in", objects: container(requests: "{cpu: 1}", limits: "{cpu: 1}"),
            facts: PlannedCase.limits(
                "{type: Container, max: {cpu: 2}, default: {cpu: lots}, defaultRequest: {cpu: lots}}"),
            verdict: "pass"),
        PlannedCase(
            "what is about claims", objects: container(limits: "{cpu: lots}"),
            facts: PlannedCase.limits("{type: PersistentVolumeClaim, max: {storage: lots}}"), verdict: "pass"),
        PlannedCase(
            "no pod is there to bound", facts: PlannedCase.limits("{type: Container, max: {cpu: lots}}"),
            verdict: "pass"),
    ]

    @Test(arguments: ranges + ofRanges) func aLimitRangeIsNotKnownToTakeThem(planned: PlannedCase) throws {
        try planned.expect(check: "limit-ranges")
    }

    // MARK: - One quantity

    private static func stated(_ value: Value?) -> StatedQuantity { StatedQuantity(value, at: "cpu") }

    @Test(
        arguments: [
            (nil, .absent), (.null, .absent), ("500m", stated(0.5)), (2, .known(Quantity(2))),
            ("lots", .unread(["cpu is \"lots\""])), ("", .unread(["cpu is \"\""])),
            (true, .unread(["cpu is \"true\""])),
            (["a"], .unread(["cpu is \"[\"a\"]\""])),
        ] as [(Value?, StatedQuantity)])
    func readableUnreadableAndAbsentAreToldApart(_ value: Value?, _ expected: StatedQuantity) {
        #expect(Self.stated(value) == expected)
    }

    @Test(
        arguments: [
            ([], .absent), ([1], stated(1)), ([1, 2], stated(3)), ([1, .null], .absent), ([.null, "lots"], .absent),
            (["lots", 1, "odd"], .unread(["cpu is \"lots\"", "cpu is \"odd\""])),
        ] as [([Value], StatedQuantity)])
    func aSumIsKnownWhereAllOfItIs(_ values: [Value], _ sum: StatedQuantity) {
        #expect(StatedQuantity.sum(values.map(Self.stated)) == sum)
    }

    @Test func onlyWhatIsAbsentIsFilledIn() {
        let (absent, one, odd) = (StatedQuantity.absent, Self.stated(1), Self.stated("odd"))
        #expect(absent.or(one) == one && absent.or(absent) == absent)
        #expect(one.or(odd) == one)
        #expect(odd.or(one) == odd, "what cannot be read is not made good by another")
    }
}
