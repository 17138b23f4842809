import Readiness
import Testing
import Value

@Suite struct PodDiagnosisTests {
    static func pod(_ name: String = "w-0", status: String, spec: String = "") throws -> Value {
        try Value(
            jsonText:
                #"{"kind":"Pod","metadata":{"name":"\#(name)","uid":"u-\#(name)"},"spec":{\#(spec)},"status":{\#(status)}}"#
        )
    }

    static func waiting(_ reason: String, _ message: String = "", rest: String = "") -> String {
        #""phase":"Pending","containerStatuses":[{"name":"main","image":"repo/vllm:1","state":{"waiting":{"reason":"\#(reason)","message":"\#(message)"}}\#(rest)}]"#
    }

    static func event(
        _ reason: String, _ message: String, kind: String = "Pod", name: String = "w-0",
        time: String = "2026-01-01T00:00:00Z", uid: String = ""
    ) -> Value {
        [
            "involvedObject": ["kind": .string(kind), "name": .string(name), "uid": .string(uid)],
            "reason": .string(reason), "message": .string(message),
            "lastTimestamp": .string(time),
        ]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var status: String
        var events: [Value]
        var cause: PodDiagnosis.Cause?
        var message: String
        init(
            _ name: String, _ status: String, events: [Value] = [], _ cause: PodDiagnosis.Cause?, _ message: String = ""
        ) {
            self.name = name
            self.status = status
            self.events = events
            self.cause = cause
            self.message = message
        }
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case("pull failed", waiting("ErrImagePull", "manifest unknown"), .imagePull, "ErrImagePull: manifest unknown"),
        Case(
            "backing off shows the last attempt", waiting("ImagePullBackOff", "Back-off pulling image"),
            events: [
                event("Failed", "Failed to pull image \"repo/vllm:1\": 401 Unauthorized"), event("BackOff", "Back-off"),
            ], .imagePull,
            "ImagePullBackOff: Failed to pull image \"repo/vllm:1\": 401 Unauthorized"),
        Case(
            "backing off without events", waiting("ImagePullBackOff", "Back-off pulling image"), .imagePull,
            "ImagePullBackOff: Back-off pulling image"),
        Case("a bad name", waiting("InvalidImageName"), .imagePull, "InvalidImageName"),
        Case(
            "a missing secret", waiting("CreateContainerConfigError", "secret hf-token-secret not found"),
            .containerConfiguration, "CreateContainerConfigError: secret hf-token-secret not found"),
        Case(
            "F39 crashes with its last words",
            waiting(
                "CrashLoopBackOff", "back-off 5m",
                rest:
                    #","restartCount":4,"lastState":{"terminated":{"exitCode":1,"reason":"Error","message":"loading\n401 Client Error: gated repo\n\n"}}"#
            ),
            .crashLoop, "the container ended with exit code 1, 4 restarts: 401 Client Error: gated repo"),
        Case("crashes silently", waiting("CrashLoopBackOff"), .crashLoop, "the container ended with unknown exit code"),
        Case(
            "out of memory",
            waiting(
                "CrashLoopBackOff",
                rest: #","restartCount":2,"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}"#),
            .outOfMemory,
            "the container used more memory than its limit and was killed, 2 restarts"),
        Case(
            "ended",
            #""phase":"Running","containerStatuses":[{"name":"main","state":{"terminated":{"exitCode":2,"reason":"Error"}}}]"#,
            .crashLoop, "the container ended with exit code 2"),
        Case(
            "ended well",
            #""phase":"Running","containerStatuses":[{"name":"main","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]"#,
            nil),
        Case(
            "an init container",
            #""phase":"Pending","initContainerStatuses":[{"name":"load","state":{"waiting":{"reason":"ErrImagePull"}}}]"#,
            .imagePull, "ErrImagePull"),
        Case(
            "unschedulable",
            #""phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available: 3 Insufficient nvidia.com/gpu."}]"#,
            .unschedulable, "0/3 nodes are available: 3 Insufficient nvidia.com/gpu."),
        Case(
            "unschedulable by event", #""phase":"Pending""#,
            events: [event("FailedScheduling", "0/1 nodes are available")], .unschedulable, "0/1 nodes are available"),
        Case(
            "failed after it had waited for a node",
            #""phase":"Failed","message":"Boom","conditions":[{"type":"PodScheduled","status":"False","message":"0/4 nodes are available"}]"#,
            events: [event("FailedScheduling", "0/4 nodes are available")], nil),
        Case(
            "scheduled after a try", #""phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"}]"#,
            events: [event("FailedScheduling", "0/1 nodes are available")], nil),
        Case(
            "a volume",
            #""phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"}],"containerStatuses":[{"name":"main","image":"i","state":{"waiting":{"reason":"ContainerCreating"}}}]"#,
            events: [event("FailedMount", "MountVolume.SetUp failed: configmap \"x\" not found")], .volume,
            "MountVolume.SetUp failed: configmap \"x\" not found"),
        Case(
            "evicted", #""phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory.""#,
            .evicted, "The node was low on resource: memory."),
        Case(
            "F44 a slow pull is not a fault", waiting("ContainerCreating"),
            events: [event("Pulling", "Pulling image \"repo/vllm:1\"")], .pullingImage, "Pulling image \"repo/vllm:1\""),
        Case(
            "pulled", waiting("ContainerCreating"),
            events: [
                event("Pulling", "Pulling image \"repo/vllm:1\""),
                event("Pulled", "done", time: "2026-01-01T00:09:00Z"),
            ], nil),
        Case(
            "a probe",
            #""phase":"Running","conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"False"}],"containerStatuses":[{"name":"main","ready":false,"state":{"running":{}}}]"#,
            events: [event("Unhealthy", "Readiness probe failed: connection refused")], .failingProbe,
            "Readiness probe failed: connection refused"),
        Case(
            "ready",
            #""phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"main","ready":true,"state":{"running":{}}}]"#,
            events: [event("Unhealthy", "once")], nil),
        Case("done", #""phase":"Succeeded""#, nil), Case("nothing known", "", nil),
        Case("of the wrong types", #""phase":3,"containerStatuses":"x","conditions":{}"#, nil),
    ]) func findsTheCause(_ test: Case) throws {
        let found = PodDiagnosis.causes(pods: [try Self.pod(status: test.status)], events: test.events)
        #expect(found.first?.cause == test.cause)
        #expect(found.count == (test.cause == nil ? 0 : 1))
        if let first = found.first {
            #expect(first.message == test.message)
            #expect(first.object == "pod/w-0")
            #expect(!first.hint.isEmpty)
            #expect(first.isFault == (test.cause != .pullingImage))
        }
    }

    @Test func f26AQuotaThatRefusesPodsIsFoundWithoutAnyPod() {
        let refusal = "pods \"w-x\" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=8"
        let events = [
            Self.event("FailedCreate", "Error creating: " + refusal, kind: "ReplicaSet", name: "w-1"),
            Self.event("ScalingReplicaSet", "up", kind: "Deployment", name: "w"),
        ]
        let found = PodDiagnosis.causes(pods: [], events: events)
        #expect(
            found == [PodDiagnosis(cause: .notCreated, message: "Error creating: " + refusal, object: "replicaset/w-1")]
        )
    }

    @Test func f26ARefusalThatIsOverIsNotShown() {
        let events = [
            Self.event(
                "SuccessfulCreate", "Created pod", kind: "ReplicaSet", name: "w-1", time: "2026-01-01T00:05:00Z"),
            Self.event("FailedCreate", "exceeded quota", kind: "ReplicaSet", name: "w-1", time: "2026-01-01T00:01:00Z"),
        ]
        #expect(PodDiagnosis.causes(pods: [], events: events).isEmpty)
    }

    @Test func podsWithTheSameCauseAreCounted() throws {
        let pods = try (0..<8).map { try Self.pod("w-\($0)", status: Self.waiting("ErrImagePull", "manifest unknown")) }
        let found = PodDiagnosis.causes(pods: pods, events: [])
        #expect(found.map(\.count) == [8])
        #expect(found.first?.object == "pod/w-0")
        #expect(found.first?.container == "main")
    }

    @Test func theWorstComesFirst() throws {
        let pods = [
            try Self.pod("a", status: Self.waiting("CrashLoopBackOff")),
            try Self.pod("b", status: Self.waiting("ErrImagePull")),
            try Self.pod(
                "c",
                status:
                    #""phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","message":"no room"}]"#),
        ]
        let events = [Self.event("FailedCreate", "exceeded quota", kind: "StatefulSet", name: "s")]
        #expect(
            PodDiagnosis.causes(pods: pods, events: events).map(\.cause) == [
                .notCreated, .unschedulable, .imagePull, .crashLoop,
            ])
    }

    @Test func eventsOfAnOlderPodOfTheSameNameDoNotCount() throws {
        let pod = try Self.pod(status: #""phase":"Pending""#)
        #expect(
            PodDiagnosis.causes(pods: [pod], events: [Self.event("FailedScheduling", "old", uid: "u-other")]).isEmpty)
        #expect(
            PodDiagnosis.causes(pods: [pod], events: [Self.event("FailedScheduling", "new", uid: "u-w-0")]).count == 1)
    }

    @Test func eventsOfTheNewerGroupAreRead() throws {
        let event: Value = [
            "regarding": ["kind": "Pod", "name": "w-0"], "reason": "FailedScheduling",
            "note": "0/2 nodes are available",
            "series": ["lastObservedTime": "2026-01-01T00:00:00.000000Z"],
        ]
        let found = PodDiagnosis.causes(pods: [try Self.pod(status: #""phase":"Pending""#)], events: [event])
        #expect(found.first?.message == "0/2 nodes are available")
    }

    @Test func theNewestEventSpeaks() throws {
        let events = [
            Self.event("FailedScheduling", "newest", time: "2026-01-02T00:00:00Z"),
            Self.event("FailedScheduling", "oldest", time: "2026-01-01T00:00:00Z"),
        ]
        let found = PodDiagnosis.causes(pods: [try Self.pod(status: #""phase":"Pending""#)], events: events)
        #expect(found.first?.message == "newest")
    }
}
