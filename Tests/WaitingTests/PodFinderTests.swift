import HTTP
import Kubernetes
import Readiness
import Testing
import Value

@testable import Waiting

/// What is found about an object's pods, and what is said when it may not be looked for.
@Suite struct PodFinderTests {
    private func findings(
        of live: Value = Objects.deployment(), selector: String? = nil,
        _ answer: @escaping @Sendable (String) throws -> HTTPResponse?
    ) async throws -> (Findings, [String]) {
        let meddler = Meddler { _, path in try answer(path) }
        let found = try await PodFinder(client: try meddler.client()).findings(of: live, selector: selector)
        return (found, meddler.requests)
    }

    private static func lists(pods: [Value] = [], events: [Value] = []) -> @Sendable (String) -> HTTPResponse? {
        { path in
            if path.contains("/pods?") { return .list(pods) }
            guard path.contains("/events?") else { return nil }
            let type = path.contains("type%3DWarning") || path.contains("type=Warning") ? "Warning" : "Normal"
            return .list(events.filter { $0["type"]?.string == type })
        }
    }

    @Test func podsAreFoundByTheObjectsOwnSelector() async throws {
        let (found, requests) = try await findings(Self.lists(pods: [Objects.pod("web-1", waiting: "ErrImagePull")]))
        #expect(found.pods.count == 1)
        #expect(found.causes.map(\.cause) == [.imagePull])
        #expect(requests.first?.contains("labelSelector=app%3Dweb") == true, "\(requests)")
    }

    @Test func podsAreFoundByAGivenSelector() async throws {
        let (_, requests) = try await findings(
            of: Objects.model("Pending"), selector: "model=qwen",
            Self.lists())
        #expect(requests.first?.contains("labelSelector=model%3Dqwen") == true, "\(requests)")
    }

    @Test(
        arguments: [
            ("Deployment", ["matchLabels": ["b": "2", "a": "1"]], "a=1,b=2"),
            (
                "Deployment",
                [
                    "matchLabels": ["a": "1"],
                    "matchExpressions": [
                        ["key": "tier", "operator": "In", "values": ["x", "y"]],
                        ["key": "old", "operator": "DoesNotExist"], ["key": "new", "operator": "Exists"],
                        ["key": "zone", "operator": "NotIn", "values": ["z"]],
                    ],
                ], "a=1,tier in (x,y),!old,new,zone notin (z)"
            ),
            ("ReplicationController", ["a": "1"], "a=1"), ("Deployment", [:], nil),
            // What a claim selects are volumes.
            ("PersistentVolumeClaim", ["matchLabels": ["a": "1"]], nil),
        ] as [(String, Value, String?)])
    func selectorsAreWrittenWhole(kind: String, selector: Value, text: String?) {
        #expect(PodFinder.selector(of: ["kind": .string(kind), "spec": ["selector": selector]]) == text)
    }

    // MARK: - Pods of a former template

    private func pod(_ name: String, _ template: String, made minute: Int, _ waiting: String? = nil) throws -> Value {
        var pod = try #require(Objects.pod(name, waiting: waiting).object)
        var metadata = try #require(pod["metadata"]?.object)
        metadata["labels"] = ["app": "web", "pod-template-hash": .string(template)]
        metadata["creationTimestamp"] = .string("2026-11-29T12:0\(minute):00Z")
        pod["metadata"] = .object(metadata)
        return .object(pod)
    }

    private func rolling(replicas: Int64, updated: Int64, seen: Int64 = 2) throws -> Value {
        var live = try #require(Objects.deployment().object)
        var metadata = try #require(live["metadata"]?.object)
        metadata["generation"] = 2
        live["metadata"] = .object(metadata)
        live["status"] = [
            "observedGeneration": .integer(seen), "replicas": .integer(replicas), "updatedReplicas": .integer(updated),
        ]
        return .object(live)
    }

    /// What is wrong with them goes with them.
    @Test func whatIsWrongWithFormerPodsExplainsNothing() async throws {
        let pods = [
            try pod("web-old", "a", made: 1, "CrashLoopBackOff"), try pod("web-new", "b", made: 5, "ErrImagePull"),
        ]
        let (found, _) = try await findings(of: try rolling(replicas: 2, updated: 1), Self.lists(pods: pods))
        #expect(found.causes.map(\.object) == ["pod/web-new"])
        #expect(found.pods.count == 2)
    }

    @Test(
        arguments: [
            // All are of the newest template.
            (2, 2, 2, ["web-old", "web-new"]), (2, 1, 2, ["web-new"]),
            // None is made of it yet, or its controller has not seen it.
            (2, 0, 2, []), (2, 2, 1, []),
        ] as [(Int64, Int64, Int64, [String])])
    func podsOfTheNewestTemplateCount(replicas: Int64, updated: Int64, seen: Int64, names: [String]) throws {
        let pods = [try pod("web-old", "a", made: 1), try pod("web-new", "b", made: 5)]
        let live = try rolling(replicas: replicas, updated: updated, seen: seen)
        let newest = PodFinder.newest(pods, of: live)
        #expect(newest.compactMap { $0["metadata"]?["name"]?.string } == names)
        #expect(PodFinder.newest(pods, of: Objects.model("Pending")) == pods)
    }

    /// A pod of the former template that was evicted and made anew is the youngest.
    @Test(
        arguments: [
            ([("web-old", "a", 1), ("web-new", "b", 5), ("web-anew", "a", 6)], ["web-old", "web-new", "web-anew"]),
            ([("web-old", "a", 1), ("web-new", "b", 5), ("web-more", "b", 6)], ["web-new", "web-more"]),
            ([("web-old", "a", 1), ("web-new", "b", 5), ("web-anew", "a", 5)], ["web-old", "web-new", "web-anew"]),
            ([("web-new", "b", 5)], ["web-new"]),
        ] as [([(String, String, Int)], [String])])
    func whereAgesDoNotTellTheNewestTemplateAllPodsCount(pods: [(String, String, Int)], names: [String]) throws {
        let all = try pods.map { try pod($0.0, $0.1, made: $0.2) }
        let newest = PodFinder.newest(all, of: try rolling(replicas: 3, updated: 1))
        #expect(newest.compactMap { $0["metadata"]?["name"]?.string } == names)
    }

    @Test func objectsWithoutPodsAreNotLookedInto() async throws {
        let (found, requests) = try await findings(of: Objects.configMap()) { _ in nil }
        #expect(found == Findings())
        #expect(requests.isEmpty)
    }

    @Test func whoIsReadyNeedsNoEvents() async throws {
        let (found, requests) = try await findings(Self.lists(pods: [Objects.pod("web-1")]))
        #expect(found.causes.isEmpty)
        #expect(requests.count == 1)
    }

    /// One try each: a diagnosis holds nothing up.
    @Test func whatCannotBeReadIsSaid() async throws {
        let (found, requests) = try await findings { path in
            if path.contains("/pods?") { return .status(503, "ServiceUnavailable", "not now") }
            return .status(403, "Forbidden", #"User "tina" cannot list resource "events""#)
        }
        #expect(found.pods.isEmpty)
        #expect(found.unread.count == 2)
        #expect(found.unreadText.hasPrefix("; not looked at: cannot list pods in namespace \"ns\": not now; "))
        #expect(found.unreadText.contains("tina"))
        #expect(requests.count == 2 || requests.count { $0.contains("/pods?") } <= 5)
    }

    @Test func f44anImageOnItsWayIsSeen() async throws {
        let pod = Objects.pod("web-1", waiting: "ContainerCreating")
        let (found, _) = try await findings(
            Self.lists(pods: [pod], events: [Objects.event("Pod", "web-1", "Pulling", "Pulling image \"img\"")]))
        #expect(found.causes.map(\.cause) == [.pullingImage])
        #expect(found.isPulling)
    }

    /// Refusals of a former attempt live on as events for an hour.
    @Test func f26aRefusalThatWasFollowedByAPodIsOver() async throws {
        let refused = Objects.event("ReplicaSet", "web-abc", "FailedCreate", "exceeded quota")
        let made = Objects.event(
            "ReplicaSet", "web-abc", "SuccessfulCreate", "created pod", time: "2026-11-29T12:01:00Z")
        let (over, _) = try await findings(Self.lists(events: [refused, made]))
        #expect(over.causes.isEmpty)
        let (still, _) = try await findings(Self.lists(events: [refused]))
        #expect(still.causes.map(\.message) == ["exceeded quota"])
        #expect(still.causes.map(\.object) == ["replicaset/web-abc"])
    }

    @Test func theObjectsOwnConditionIsNewerThanAnyEventF26() async throws {
        var live = try #require(Objects.deployment().object)
        live["status"] = [
            "conditions": [["type": "ReplicaFailure", "status": "True", "message": "exceeded quota: none"]]
        ]
        let (found, _) = try await findings(of: .object(live), Self.lists())
        #expect(
            found.causes == [
                PodDiagnosis(cause: .notCreated, message: "exceeded quota: none", object: "deployment/web")
            ])
    }

    @Test(arguments: ["TriggeredScaleUp", "Nominated"])
    func anAutoscalerAtWorkIsSeen(reason: String) {
        #expect(
            PodFinder.scalesUp([
                Objects.event("Pod", "web-1", reason), Objects.event("Pod", "web-2", "NotTriggerScaleUp"),
            ]) == ["pod/web-1"])
    }

    @Test(arguments: [
        ("Pod", "web-1", true), ("Pod", "web-2", false), ("Deployment", "web", true), ("ReplicaSet", "web-abc", true),
        // Another Deployment's.
        ("ReplicaSet", "web-admin-abc", false), ("ReplicaSet", "other-abc", false),
    ])
    func eventsAreTheObjectsOwn(kind: String, name: String, isOwn: Bool) {
        #expect(
            PodFinder.isAbout(
                Objects.event(kind, name, "FailedCreate"), Objects.deployment(), "web", [Objects.pod("web-1")]) == isOwn
        )
    }

    @Test func aProvidersObjectMakesWhatBearsItsName() {
        #expect(
            PodFinder.isAbout(
                Objects.event("ReplicaSet", "qwen-worker-abc", "FailedCreate"), Objects.model("Pending"), "qwen", []))
    }

    /// A hook's Job of the run before had the same name.
    @Test(arguments: [("uid-web", true), ("another", false), ("", true)])
    func aFormerObjectOfTheNameIsAnother(uid: String, isOwn: Bool) throws {
        var event = try #require(Objects.event("Deployment", "web", "FailedCreate").object)
        event["involvedObject"] = ["kind": "Deployment", "name": "web", "uid": .string(uid)]
        #expect(PodFinder.isAbout(.object(event), Objects.deployment(), "web", []) == isOwn)
    }

    @Test func aFormerPodOfTheNameIsAnother() throws {
        var event = try #require(Objects.event("Pod", "web-1", "Failed").object)
        event["involvedObject"] = ["kind": "Pod", "name": "web-1", "uid": "another"]
        #expect(!PodFinder.isAbout(.object(event), Objects.deployment(), "web", [Objects.pod("web-1")]))
    }

    // MARK: - Secrets

    /// The last words of a container come from its own log.
    @Test func whatAContainerWroteIsRedacted() async throws {
        var pod = try #require(Objects.pod("web-1", waiting: "CrashLoopBackOff").object)
        pod["status"] = [
            "phase": "Running",
            "containerStatuses": [
                [
                    "name": "main", "ready": false, "state": ["waiting": ["reason": "CrashLoopBackOff"]],
                    "lastState": [
                        "terminated": ["exitCode": 1, "message": "cannot reach postgres://me:hunter2@db with that"]
                    ],
                ]
            ],
        ]
        let (found, _) = try await findings(Self.lists(pods: [.object(pod)]))
        #expect(
            found.causes.map(\.message) == [
                "the container ended with exit code 1: cannot reach postgres://(masked)@db with that"
            ])
    }

    @Test func aLogIsQuotedWithoutSecrets() async throws {
        let fault = Fault(.crashLoop, "exit code 1", object: "pod/web-1", container: "main")
        let (text, _) = try await quotation(.deployment(), fault) { _ in
            .text("using HF_TOKEN=hf_abcdefghij1234567890\nAuthorization: Bearer abcdefgh12345\nboom\n")
        }
        #expect(text == "; its log ends:\nusing HF_TOKEN=(masked)\nAuthorization: (masked)\nboom\n")
    }

    @Test func aHooksLogIsQuotedWithoutSecrets() async throws {
        let (text, _) = try await quotation(.job(), Fault(.runFailed, "failed")) { path in
            path.contains("/pods?")
                ? .list([["metadata": ["name": "setup-1", "creationTimestamp": "2026-11-29T12:00:00Z"]]])
                : .text("login with password: hunter2")
        }
        #expect(text == "; its log ends:\nlogin with password: (masked)")
    }

    // MARK: - Logs

    private func quotation(
        _ awaited: Awaited, _ fault: Fault, _ answer: @escaping @Sendable (String) -> HTTPResponse?
    ) async throws -> (String, [String]) {
        let meddler = Meddler { _, path in answer(path) }
        return (try await LogQuotation(client: try meddler.client()).text(of: awaited, fault), meddler.requests)
    }

    @Test func aCrashLoopQuotesTheFormerRun() async throws {
        let fault = Fault(.crashLoop, "exit code 1", object: "pod/web-1", container: "main")
        let (text, requests) = try await quotation(.deployment(), fault) { _ in .text("a\nboom\n") }
        #expect(text == "; its log ends:\na\nboom\n")
        #expect(requests.count == 1)
        #expect(requests[0].hasPrefix("GET /api/v1/namespaces/ns/pods/web-1/log?"))
        for part in ["container=main", "previous=true", "tailLines=10"] { #expect(requests[0].contains(part)) }
    }

    @Test func withoutAFormerRunThePresentOneIsQuoted() async throws {
        let fault = Fault(.crashLoop, "exit code 1", object: "pod/web-1", container: "main")
        let (text, requests) = try await quotation(.deployment(), fault) { path in
            path.contains("previous") ? .status(400, "BadRequest", "previous container not found") : .text("boom")
        }
        #expect(text == "; its log ends:\nboom")
        #expect(requests.count == 2)
    }

    @Test func aJobsNewestPodIsQuoted() async throws {
        @Sendable func pod(_ name: String, _ time: String) -> Value {
            ["metadata": ["name": .string(name), "creationTimestamp": .string(time)]]
        }
        let (text, requests) = try await quotation(.job(), Fault(.runFailed, "failed")) { path in
            path.contains("/pods?")
                ? .list([pod("setup-new", "2026-11-29T12:01:00Z"), pod("setup-old", "2026-11-29T12:00:00Z")])
                : .text("boom")
        }
        #expect(text == "; its log ends:\nboom")
        #expect(requests.last?.contains("/pods/setup-new/log") == true)
    }

    @Test func aLogThatCannotBeReadHidesNothing() async throws {
        let (text, _) = try await quotation(
            Awaited(.pods, "setup", namespace: "ns", .ended), Fault(.runFailed, "failed")
        ) { _ in .status(403, "Forbidden", "no") }
        #expect(text.hasPrefix("; its log could not be read: "))
    }

    @Test func whereThereIsNoPodThereIsNoLog() async throws {
        let (text, _) = try await quotation(.job(), Fault(.runFailed, "failed")) { _ in .list([]) }
        #expect(text.isEmpty)
    }
}
