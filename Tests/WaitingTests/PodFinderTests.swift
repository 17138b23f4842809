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

    @Test func aFormerPodOfTheNameIsAnother() throws {
        var event = try #require(Objects.event("Pod", "web-1", "Failed").object)
        event["involvedObject"] = ["kind": "Pod", "name": "web-1", "uid": "another"]
        #expect(!PodFinder.isAbout(.object(event), Objects.deployment(), "web", [Objects.pod("web-1")]))
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
