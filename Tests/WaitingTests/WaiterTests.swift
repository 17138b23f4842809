import HTTP
import Kubernetes
import Readiness
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@testable import Waiting

/// The driver against a cluster in memory: watches, polling, explanations, and how it ends.
@Suite(.timeLimit(.minutes(5)))
struct WaiterTests {
    private static func deployment(_ name: String) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": [
                "replicas": 1, "selector": ["matchLabels": ["app": .string(name)]],
                "template": [
                    "metadata": ["labels": ["app": .string(name)]],
                    "spec": ["containers": [["name": "main", "image": "example.com/image"]]],
                ],
            ],
        ]
    }

    private static func awaited(_ name: String) -> Awaited {
        Awaited(.deployments, name, namespace: "default", .ready(mustRun: false))
    }

    /// A cluster whose pods of some names have a fault, behind a network that the test may meddle with.
    private func with(
        fault: SandboxFault? = nil,
        _ answer: @escaping @Sendable (String, String) throws -> HTTPResponse? = { _, _ in nil },
        _ body: (Meddler, KubernetesClient) async throws -> Void
    ) async throws {
        var file = SandboxFile.standard
        if let fault { file.faults = [fault] }
        try await withSandbox(SandboxOptions(file: file)) { sandbox in
            let meddler = Meddler(sandbox.transport, answer)
            try await body(meddler, try meddler.client())
        }
    }

    private static let neverReady = SandboxFault(kind: "Pod", name: "web-*", namespace: "default", fault: "never-ready")

    // MARK: - Ready

    @Test func objectsThatBecomeReadyAreReported() async throws {
        try await with { _, client in
            for name in ["a", "b"] { _ = try await client.create(Self.deployment(name)) }
            let log = NewsLog()
            let reports = try await Waiter(client: client, tell: log.add)
                .wait(for: [Self.awaited("a"), Self.awaited("b")], limits: WaitLimits(.seconds(6000)))
            #expect(reports.map(\.isMet) == [true, true])
            #expect(reports.map(\.title) == ["Deployment.apps default/a", "Deployment.apps default/b"])
            #expect(reports.allSatisfy { $0.status.message == "ready 1/1" })
        }
    }

    @Test func whatTakesLongIsWatchedNotPolled() async throws {
        try await with(fault: Self.neverReady) { meddler, client in
            _ = try await client.create(Self.deployment("web"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await Waiter(client: client)
                        .wait(for: [Self.awaited("web")], limits: WaitLimits(.seconds(60000)))
                }
                let watches = { meddler.requests.count { $0.contains("watch=true") && $0.contains("deployments") } }
                while watches() == 0 { try await Task.sleep(for: .milliseconds(5)) }
                let looks = { meddler.requests.count { $0.hasSuffix("/deployments/web") } }
                let before = looks()
                // Two minutes of it.
                try await FastClock().sleep(for: .seconds(120))
                group.cancelAll()
                #expect(looks() - before <= 25, "polled \(looks() - before) times in 120 s")
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }

    /// Neither may list nor watch, or may list alone.
    @Test(arguments: ["list", "watch"]) func whoMayNotWatchIsPolledForAndToldSo(verb: String) async throws {
        let log = NewsLog()
        try await with({ method, path in
            let isRefused = path.contains("deployments?") && (verb == "list" || path.contains("watch=true"))
            return isRefused && method == "GET"
                ? .status(403, "Forbidden", #"User "tina" cannot \#(verb) resource "deployments""#) : nil
        }) { meddler, client in
            async let waited: [WaitReport] = Waiter(client: client, tell: log.add)
                .wait(for: [Self.awaited("web")], limits: WaitLimits(.seconds(6000)))
            while !log.texts.contains(where: { $0.hasPrefix("changes cannot be watched") }) {
                try await Task.sleep(for: .milliseconds(5))
            }
            _ = try await client.create(Self.deployment("web"))
            #expect(try await waited.first?.isMet == true)
            #expect(log.texts.count { $0.contains(#"User "tina" cannot \#(verb)"#) } == 1, "\(log.texts)")
        }
    }

    @Test func aMissingRightToLookEndsTheWaitAndNamesItF32() async throws {
        try await with({ method, path in
            path.hasSuffix("/deployments/web")
                ? .status(403, "Forbidden", #"User "tina" cannot get resource "deployments""#) : nil
        }) { _, client in
            let error = try await #require(throws: KubernetesError.self) {
                try await Waiter(client: client)
                    .wait(for: [Self.awaited("web")], limits: WaitLimits(.seconds(600)))
            }
            #expect(error.code == .forbidden)
            #expect(error.description.contains("tina"))
        }
    }

    @Test func f30anOutageIsBorne() async throws {
        let left = Mutex(6)
        let log = NewsLog()
        try await with({ _, path in
            guard path.hasSuffix("/deployments/web") else { return nil }
            let isHit = left.withLock { left in
                left -= 1
                return left >= 0
            }
            if isHit { throw HTTPError(.connectionRefused, "connection refused") }
            return nil
        }) { _, client in
            _ = try await client.create(Self.deployment("web"))
            let reports = try await Waiter(client: client, tell: log.add)
                .wait(for: [Self.awaited("web")], limits: WaitLimits(.seconds(6000)))
            #expect(reports[0].isMet)
        }
    }

    @Test func aFaultOfAPodIsExplained() async throws {
        let fault = SandboxFault(
            kind: "Pod", name: "web-*", namespace: "default", fault: "image-pull-backoff", message: "no such image")
        try await with(fault: fault) { _, client in
            _ = try await client.create(Self.deployment("web"))
            let error = try await #require(throws: WaitError.self) {
                try await Waiter(client: client, policy: FaultPolicy.standard.with(patience: .seconds(1)))
                    .wait(for: [Self.awaited("web")], limits: WaitLimits(.seconds(6000)))
            }
            #expect(error.fault?.cause == .imagePull)
            #expect(error.message.hasPrefix("Deployment.apps default/web cannot become ready: pod/web-"))
            #expect(error.message.contains("no such image"))
            #expect(error.pending.first?.findings.pods.count == 1)
        }
    }

    @Test func cancellingEndsTheWatches() async throws {
        try await with(fault: Self.neverReady) { meddler, client in
            _ = try await client.create(Self.deployment("web"))
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await Waiter(client: client)
                        .wait(for: [Self.awaited("web")], limits: WaitLimits(.seconds(60000)))
                }
                while !meddler.requests.contains(where: { $0.contains("watch=true") }) { await Task.yield() }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }

    // MARK: - Gone

    @Test func f21anObjectIsGoneOnceNothingHoldsIt() async throws {
        try await with { _, client in
            let map = try await client.create([
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "held", "namespace": "default", "finalizers": ["example.com/held"]],
            ])
            _ = try await client.delete(.configMaps, "held", namespace: "default")
            let uid = try #require(map["metadata"]?["uid"]?.string)
            let awaited = Awaited(.configMaps, "held", namespace: "default", .gone(uid: uid))
            let error = try await #require(throws: WaitError.self) {
                try await Waiter(client: client).wait(for: [awaited], limits: WaitLimits(.seconds(5)))
            }
            #expect(
                error.message
                    == "still being deleted after 5 s: ConfigMap default/held (waits for finalizers example.com/held)")
            let log = NewsLog()
            async let gone: [WaitReport] = Waiter(client: client, tell: log.add)
                .wait(for: [awaited], limits: WaitLimits(.seconds(6000)))
            while !log.texts.contains(where: { $0.hasPrefix("waiting for") }) {
                try await Task.sleep(for: .milliseconds(5))
            }
            _ = try await client.patch(
                .configMaps, "held", namespace: "default", with: .merge(["metadata": ["finalizers": .null]]))
            #expect(try await gone[0].isMet)
        }
    }

    @Test func whatBearsTheNameAfterwardsIsAnother() async throws {
        try await with { _, client in
            let map: Value = [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "again", "namespace": "default"],
            ]
            let first = try await client.create(map)
            _ = try await client.delete(.configMaps, "again", namespace: "default")
            _ = try await client.create(map)
            let awaited = Awaited(
                .configMaps, "again", namespace: "default", .gone(uid: first["metadata"]?["uid"]?.string))
            #expect(
                try await Waiter(client: client).wait(for: [awaited], limits: WaitLimits(.seconds(60)))[0].isMet)
        }
    }

    @Test func anObjectOfATypeThatIsGoneIsGone() async throws {
        try await with { _, client in
            let type = ResourceType(
                group: "gone.example.com", version: "v1", kind: "Gear", plural: "gears", isNamespaced: true)
            let awaited = Awaited(type, "a", namespace: "default", .gone(uid: nil))
            let reports = try await Waiter(client: client).wait(for: [awaited], limits: WaitLimits(.seconds(60)))
            #expect(reports[0].isMet)
        }
    }

    // MARK: - CRDs

    @Test func f14aCRDIsAwaitedUntilDiscoveryHasIt() async throws {
        try await with { _, client in
            let crd: Value = [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": "gears.example.com"],
                "spec": [
                    "group": "example.com", "scope": "Namespaced", "names": ["kind": "Gear", "plural": "gears"],
                    "versions": [
                        [
                            "name": "v1", "served": true, "storage": true,
                            "schema": ["openAPIV3Schema": ["type": "object"]],
                        ]
                    ],
                ],
            ]
            async let served: [WaitReport] = Waiter(client: client)
                .wait(for: [.crd()], limits: WaitLimits(.seconds(6000)))
            _ = try await client.create(crd)
            #expect(try await served[0].status.message == "is served")
            _ = try await client.resourceType(apiVersion: "example.com/v1", kind: "Gear")
            let other = try await #require(throws: WaitError.self) {
                try await Waiter(client: client)
                    .wait(for: [.crd(.any(["v2"]))], limits: WaitLimits(.seconds(5)))
            }
            #expect(other.message == "CRD gears.example.com serves v1, not v2 after 5 s")
        }
    }

    // MARK: - Webhooks

    @Test func f24aWebhookIsReadyOnceItsServiceHasAnAddress() async throws {
        try await with { meddler, client in
            var hook = try #require(Objects.webhooks().object)
            hook["webhooks"] = [
                [
                    "name": "a.example.com", "failurePolicy": "Fail", "sideEffects": "None",
                    "admissionReviewVersions": ["v1"],
                    "clientConfig": [
                        "caBundle": .string(Objects.caBundle), "service": ["namespace": "default", "name": "hook"],
                    ],
                ]
            ]
            _ = try await client.create(.object(hook))
            let awaited = Awaited(.validatingWebhookConfigurations, "guard", .ready(mustRun: false))
            let error = try await #require(throws: WaitError.self) {
                try await Waiter(client: client).wait(for: [awaited], limits: WaitLimits(.seconds(5)))
            }
            #expect(
                error.message.contains("the Service default/hook of its webhook a.example.com does not exist"))
            _ = try await client.create(Self.deployment("hook"))
            _ = try await client.create([
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "hook", "namespace": "default"],
                "spec": ["selector": ["app": "hook"], "ports": [["port": 443]]],
            ])
            // By the machine's own clock, so that a busy one is no fault.
            let patient = try meddler.client(clock: ContinuousClock())
            #expect(
                try await Waiter(client: patient).wait(for: [awaited], limits: WaitLimits(.seconds(240)))[0].isMet)
        }
    }

    // MARK: - Asking

    @Test func aQuestionIsAskedUntilItIsProven() async throws {
        try await with { _, client in
            let asked = Mutex(0)
            let answer = try await Waiter(client: client).ask(AskLimits(.seconds(600))) {
                let count = asked.withLock { asked in
                    asked += 1
                    return asked
                }
                if count == 1 { throw KubernetesError(.unavailable, "503", httpStatus: 503) }
                return count < 3 ? Verdict<String>.notYet("starting") : .proven("hello")
            }
            #expect(answer == "hello")
            #expect(asked.withLock { $0 } == 3)
        }
    }

    @Test func aQuestionThatHangsEndsInTimeWithWhatWasHeard() async throws {
        try await with { _, client in
            let isFirst = Mutex(true)
            let error = try await #require(throws: AskError.self) {
                try await Waiter(client: client).ask(AskLimits(.seconds(20))) {
                    let first = isFirst.withLock { first in
                        defer { first = false }
                        return first
                    }
                    if !first { try await Task.sleep(for: .seconds(600)) }
                    return Verdict<String>.notYet("503")
                }
            }
            #expect(error == AskError(.timedOut, "503"))
        }
    }

    @Test func aRefusalEndsTheAsking() async throws {
        try await with { _, client in
            await #expect(throws: KubernetesError.self) {
                try await Waiter(client: client).ask(AskLimits(.seconds(20))) { () -> Verdict<String> in
                    throw KubernetesError(.forbidden, "no")
                }
            }
        }
    }
}
