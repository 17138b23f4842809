import Events
import HTTP
import Kubernetes
import Processes
import Synchronization
import TestSupport
import Testing
import Value

@testable import Preflight

/// Which facts are gathered, of a cluster that answers, refuses or says nothing; and how long that may take.
@Suite struct FactGathererTests: FactGathering {
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
        (.error(.tlsFailed), .unreachable), (StubTransport.refusal(401, "Unauthorized"), .unauthorized),
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

    /// What went by before, such as for planning, is not there to gather in.
    @Test(arguments: [(Duration.seconds(50), Duration.seconds(70)), (.seconds(120), .zero), (.seconds(500), .zero)])
    func theTimeBeforeGatheringCounts(spent: Duration, left: Duration) async throws {
        let slept = Mutex<[Duration]>([])
        let clock = PreflightClock {
            .zero
        } sleep: { time in
            slept.withLock { $0.append(time) }
            if time > .zero { try await Task.sleep(for: .seconds(600)) }
        }
        var (gatherer, _) = try gatherer(left > .zero ? [:] : ["/version": .silence], clock: clock)
        gatherer.spent = spent
        let facts = try await gatherer.gather([.kubernetes], for: Subject())
        #expect(slept.withLock { $0 } == [left])
        if case .unknown(let reason) = facts[.kubernetes] {
            #expect(left == .zero && reason.code == .timeout, "\(reason)")
            #expect(reason.message.hasSuffix("within 120 s, the time for reading everything"), "\(reason)")
        } else {
            #expect(left > .zero, "\(facts[.kubernetes])")
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
}
