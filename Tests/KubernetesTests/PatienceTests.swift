import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

/// A client of running work, whose server goes and comes back.
@Suite struct PatienceTests {
    private let map: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "n"], "data": ["k": "v"],
    ]
    private let refused = ScriptedTransport.Answer.failure(HTTPError(.connectionRefused, "refused"))
    private let reset = ScriptedTransport.Answer.failure(HTTPError(.connectionReset, "reset"))
    private let absent = ScriptedTransport.Answer.status(
        404, "NotFound", "configmaps \"a\" not found", details: ["name": "a"])

    private func stored(_ version: String, data: Value = ["k": "v"]) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": "a", "namespace": "n", "resourceVersion": .string(version), "uid": "u",
                "creationTimestamp": "2026-01-01T00:00:00Z",
            ], "data": data,
        ]
    }

    private func methods(_ transport: ScriptedTransport) -> [String] { transport.requests.map { "\($0.method)" } }

    @Test func readsAndWritesWaitForAServerThatIsAway() async throws {
        let clock = InstantClock()
        let transport = ScriptedTransport(
            Array(repeating: refused, count: 20) + [.json(map)] + [refused, .json(map)])
        let client = try KubernetesClient.scripted(transport, clock: clock).patient()
        _ = try await client.get(.configMaps, "a", namespace: "n")
        #expect(clock.sleeps.reduce(.zero, +) > .seconds(30))
        _ = try await client.create(map, as: .configMaps)
        #expect(transport.requests.count == 23)
    }

    @Test func patienceEnds() async throws {
        let clock = InstantClock()
        let transport = ScriptedTransport(Array(repeating: refused, count: 200))
        let client = try KubernetesClient.scripted(transport, clock: clock).patient(for: .seconds(20))
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.configMaps, "a") }
        #expect(error.code == .unreachable)
        #expect(clock.sleeps.reduce(.zero, +) >= .seconds(20))
        #expect(clock.sleeps.reduce(.zero, +) <= .seconds(23))
    }

    @Test func theClientItCameFromStaysImpatient() async throws {
        let transport = ScriptedTransport([refused, refused])
        let client = try KubernetesClient.scripted(transport)
        _ = client.patient()
        await #expect(throws: KubernetesError.self) { try await client.get(.configMaps, "a") }
        #expect(transport.requests.count == 1)
    }

    @Test func rightsThatAreStillLoadingAreAskedForAgain() async throws {
        let forbidden = ScriptedTransport.Answer.status(
            403, "Forbidden", "configmaps \"a\" is forbidden: User \"me\" cannot get resource \"configmaps\"")
        let transport = ScriptedTransport([refused, forbidden, .json(map), forbidden])
        let client = try KubernetesClient.scripted(transport).patient()
        _ = try await client.get(.configMaps, "a", namespace: "n")
        #expect(transport.requests.count == 3)
    }

    // MARK: - Answers that were lost

    @Test func aCreateThatWasCarriedOutIsFoundAndNotRepeated() async throws {
        let transport = ScriptedTransport([reset, refused, .json(stored("7"))])
        let client = try KubernetesClient.scripted(transport).patient()
        let made = try await client.create(map, as: .configMaps)
        #expect(made["metadata"]?["resourceVersion"] == "7")
        #expect(methods(transport) == ["POST", "GET", "GET"])
    }

    @Test func aCreateThatWasNotCarriedOutIsSentAgain() async throws {
        let transport = ScriptedTransport([reset, absent, .json(stored("7"), status: 201)])
        let client = try KubernetesClient.scripted(transport).patient()
        _ = try await client.create(map, as: .configMaps)
        #expect(methods(transport) == ["POST", "GET", "POST"])
    }

    /// A server that takes reads and no writes is given its time, and not all at once.
    @Test func aCreateIsSentAgainForAsLongAsPatienceLasts() async throws {
        let unable = ScriptedTransport.Answer.status(503, "ServiceUnavailable", "no store")
        let clock = InstantClock()
        let transport = ScriptedTransport(
            Array(repeating: [unable, absent], count: 8).flatMap(\.self) + [.json(stored("7"), status: 201)])
        let client = try KubernetesClient.scripted(transport, clock: clock).patient()
        _ = try await client.create(map, as: .configMaps)
        #expect(methods(transport) == Array(repeating: ["POST", "GET"], count: 8).flatMap(\.self) + ["POST"])
        #expect(clock.sleeps.count == 8)
        #expect(clock.sleeps.reduce(.zero, +) < .seconds(90))

        let never = ScriptedTransport(Array(repeating: [unable, absent], count: 200).flatMap(\.self))
        let brief = try KubernetesClient.scripted(never, clock: InstantClock()).patient(for: .seconds(20))
        let error = try await #require(throws: KubernetesError.self) { try await brief.create(map, as: .configMaps) }
        #expect(error.code == .unavailable)
        #expect(error.message == "no store")
    }

    @Test func aCreateThatWasCarriedOutLateMeetsItself() async throws {
        let exists = ScriptedTransport.Answer.status(409, "AlreadyExists", "configmaps \"a\" already exists")
        let transport = ScriptedTransport([reset, absent, exists, .json(stored("7"))])
        let client = try KubernetesClient.scripted(transport).patient()
        #expect(try await client.create(map, as: .configMaps)["metadata"]?["resourceVersion"] == "7")
    }

    @Test func anotherObjectOfThatNameIsNotTakenForOurs() async throws {
        let transport = ScriptedTransport([reset, .json(stored("7", data: ["k": "theirs"]))])
        let client = try KubernetesClient.scripted(transport).patient()
        let error = try await #require(throws: KubernetesError.self) { try await client.create(map, as: .configMaps) }
        #expect(error.code == .alreadyExists)
        #expect(methods(transport) == ["POST", "GET"])
    }

    @Test func anObjectThatWasThereBeforeIsAnErrorAtOnce() async throws {
        let exists = ScriptedTransport.Answer.status(409, "AlreadyExists", "configmaps \"a\" already exists")
        let transport = ScriptedTransport([exists])
        let client = try KubernetesClient.scripted(transport).patient()
        let error = try await #require(throws: KubernetesError.self) { try await client.create(map, as: .configMaps) }
        #expect(error.code == .alreadyExists)
        #expect(transport.requests.count == 1)
    }

    @Test func aNameThatTheServerMakesUpIsNotSentTwice() async throws {
        let transport = ScriptedTransport([reset])
        let client = try KubernetesClient.scripted(transport).patient()
        let nameless: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "a-"]]
        await #expect(throws: KubernetesError.self) { try await client.create(nameless, as: .configMaps) }
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        // Carried out; not carried out; overtaken by somebody else.
        ("8", "v", ["PUT", "GET"], nil), ("7", "old", ["PUT", "GET", "PUT"], nil),
        ("9", "theirs", ["PUT", "GET"], KubernetesError.Code.conflict),
    ])
    func aConditionalReplaceIsLookedUp(
        version: String, data: String, methods: [String], code: KubernetesError.Code?
    ) async throws {
        let transport = ScriptedTransport([
            reset, .json(stored(version, data: ["k": .string(data)])), .json(stored("8")),
        ])
        let client = try KubernetesClient.scripted(transport).patient()
        var failure: KubernetesError?
        do {
            let live = try await client.replace(stored("7"), as: .configMaps)
            #expect(live["metadata"]?["resourceVersion"] == "8")
        } catch let error as KubernetesError {
            failure = error
        }
        #expect(failure?.code == code)
        #expect(self.methods(transport) == methods)
    }

    @Test func patchesAreRepeatedWhenASecondRunDoesNoHarm() async throws {
        let pinned: [Value] = [
            ["op": "replace", "path": "/data/k", "value": "v"],
            ["op": "replace", "path": "/metadata/resourceVersion", "value": "7"],
        ]
        for (patch, count) in [
            (Patch.merge(["data": ["k": "v"]]), 2), (.strategic(["data": ["k": "v"]]), 2), (.json(pinned), 2),
            (.json([["op": "add", "path": "/data/-", "value": "v"]]), 1),
        ] {
            let transport = ScriptedTransport([reset, .json(map)])
            let client = try KubernetesClient.scripted(transport).patient()
            do {
                _ = try await client.patch(.configMaps, "a", namespace: "n", with: patch)
                #expect(count == 2)
            } catch is KubernetesError {
                #expect(count == 1)
            }
            #expect(transport.requests.count == count)
        }
    }

    @Test func aDeleteIsRepeatedOnlyOfOneObject() async throws {
        for (options, count) in [(DeleteOptions(uid: "u"), 2), (DeleteOptions(), 1)] {
            let transport = ScriptedTransport([reset, absent])
            let client = try KubernetesClient.scripted(transport).patient()
            do {
                let deletion = try await client.deleteIfPresent(.configMaps, "a", namespace: "n", options: options)
                #expect(deletion == nil && count == 2)
            } catch is KubernetesError {
                #expect(count == 1)
            }
            #expect(transport.requests.count == count)
        }
    }
}
