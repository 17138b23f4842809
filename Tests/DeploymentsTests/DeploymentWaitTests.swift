import Deployments
import Events
import HTTP
import Kubernetes
import Providers
import Readiness
import Releases
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

/// From a plan to a model that answers, or to the reason why it does not.
@Suite(.timeLimit(.minutes(10)))
struct DeploymentWaitTests {
    private func deploy(
        _ cluster: SandboxCluster, _ request: DeploymentRequest, patience: Duration = .seconds(60),
        timeout: Duration = .seconds(60), log: EventLog = EventLog()
    ) async throws -> DeploymentResult {
        let engine = cluster.engine(patience: patience)
        return try await engine.deploy(try await engine.plan(request), timeout: timeout, events: log)
    }

    @Test func aModelIsServedAndAnswers() async throws {
        try await SandboxCluster.with { cluster in
            let log = EventLog()
            let result = try await deploy(cluster, try SandboxCluster.request(), log: log)
            #expect(result.change == .created)
            #expect(result.status.phase == .running)
            #expect(result.status.desired == 2)
            #expect(result.status.ready == 2)
            #expect(result.status.model == "Qwen/Qwen3-0.6B")
            let answer = try #require(result.answer)
            #expect(answer.models == ["Qwen/Qwen3-0.6B"])
            #expect(answer.text.contains("simulated"))
            #expect(result.status.endpoint?.url == "http://qwen3-frontend.models.svc:8000/v1")
            #expect(log.all.last?.phase == .endpoint)
            #expect(log.all.last?.outcome == .ready)
            #expect(result.value["answer"]?["models"] == ["Qwen/Qwen3-0.6B"])
            #expect(try await deploy(cluster, try SandboxCluster.request()).change == .unchanged)
        }
    }

    @Test func withoutWaitingItReturnsAtOnce() async throws {
        try await SandboxCluster.with { cluster in
            let engine = cluster.engine()
            let plan = try await engine.plan(try SandboxCluster.request(fault: "never-ready"))
            let result = try await engine.deploy(plan, waits: false, timeout: .seconds(30), events: NoEvents())
            #expect(result.change == .created)
            #expect(result.answer == nil)
            #expect(result.status.phase != .running)
        }
    }

    @Test func withoutASmokeTestNothingIsAsked() async throws {
        try await SandboxCluster.with { cluster in
            let engine = cluster.engine()
            let log = EventLog()
            let result = try await engine.deploy(
                try await engine.plan(try SandboxCluster.request()), smokeTest: false, timeout: .seconds(60),
                events: log)
            #expect(result.answer == nil)
            #expect(!log.all.contains { $0.phase == .endpoint })
        }
    }

    @Test func servedUnderAnotherName() async throws {
        try await SandboxCluster.with { cluster in
            var request = try SandboxCluster.request()
            request[.servedModelName] = "chat"
            #expect(try await deploy(cluster, request).answer?.models == ["chat"])
        }
    }

    @Test func aFailureOfTheOperatorEndsTheWaitWithItsWords() async throws {
        let fault = SandboxFault(
            kind: "DynamoGraphDeployment", name: "qwen3", fault: "failed", message: "no license for vllm")
        try await SandboxCluster.with(faults: [fault]) { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await deploy(cluster, try SandboxCluster.request())
            }
            #expect(error.code == .failed)
            #expect(error.message.contains("models/qwen3"))
            #expect(error.message.contains("no license for vllm"))
            #expect(error.hint?.isEmpty == false)
        }
    }

    @Test func aFailureByAnnotationEndsTheWait() async throws {
        try await SandboxCluster.with { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await deploy(cluster, try SandboxCluster.request(fault: "failed"))
            }
            #expect(error.code == .failed)
        }
    }

    @Test func whatNeverBecomesReadyTimesOutWithItsStatus() async throws {
        try await SandboxCluster.with { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await deploy(
                    cluster, try SandboxCluster.request(fault: "never-ready"), timeout: .seconds(25))
            }
            #expect(error.code == .timedOut)
            #expect(error.message.hasPrefix("models/qwen3 was not running after 25 s: "))
            #expect(!error.message.contains("no status seen"))
            #expect(error.hint?.isEmpty == false)
        }
    }

    /// The operator sets the state failed on any error and tries again.
    @Test func anErrorThatPassesDoesNotEndTheWait() async throws {
        let fault = SandboxFault(
            kind: "DynamoGraphDeployment", name: "qwen3", fault: "reconcile-error", message: "the API server is away")
        // It lasts ten times as long: seconds, so that it is seen on a busy machine, too.
        try await SandboxCluster.with(faults: [fault], notice: .seconds(150)) { cluster in
            let log = EventLog()
            let result = try await deploy(cluster, try SandboxCluster.request(), log: log)
            #expect(result.status.phase == .running)
            #expect(
                log.messages.contains { $0.hasSuffix(": the API server is away (the operator tries again)") },
                "\(log.messages)")
        }
    }

    @Test(arguments: [("image-pull-backoff", "image"), ("crash-loop", "the container ended")])
    func aPodsFaultEndsTheWaitWhenPatienceDoes(fault: String, words: String) async throws {
        let fault = SandboxFault(kind: "Pod", name: "qwen3-worker*", namespace: "models", fault: fault)
        try await SandboxCluster.with(faults: [fault]) { cluster in
            let log = EventLog()
            let error = try await #require(throws: DeploymentError.self) {
                try await deploy(cluster, try SandboxCluster.request(), patience: .milliseconds(500), log: log)
            }
            #expect(error.code == .failed)
            #expect(error.message.contains("qwen3-worker"))
            #expect(error.message.lowercased().contains(words))
            #expect(error.hint?.isEmpty == false)
            #expect(log.all.contains { $0.kind == .progress && $0.message.contains("qwen3-worker") })
        }
    }

    @Test func withoutRoomItWaitsAndNamesThePods_F37() async throws {
        try await SandboxCluster.with { cluster in
            var request = try SandboxCluster.request()
            request[.gpu] = 9
            let error = try await #require(throws: DeploymentError.self) {
                try await deploy(cluster, request, patience: .milliseconds(100), timeout: .seconds(25))
            }
            #expect(error.code == .timedOut)
            #expect(error.message.lowercased().contains("gpu"))
            #expect(error.hint?.contains("nodes") == true)
        }
    }

    @Test func deletedByAnotherWhileItIsWaitedFor() async throws {
        try await SandboxCluster.with { cluster in
            async let deployed = deploy(cluster, try SandboxCluster.request(fault: "never-ready"))
            while try await !cluster.exists("qwen3") { try await Task.sleep(for: .milliseconds(20)) }
            try await Task.sleep(for: .milliseconds(300))
            let type = try await cluster.client.resourceType(
                apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment")
            _ = try await cluster.client.deleteIfPresent(type, "qwen3", namespace: "models")
            do {
                _ = try await deployed
                Issue.record("a deployment that was deleted counts as served")
            } catch let error as DeploymentError {
                #expect(error.code == .failed)
                #expect(error.message.contains("deleted by someone else"))
            }
        }
    }

    @Test func cancellingTheWaitReturnsPromptly() async throws {
        try await SandboxCluster.with { cluster in
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await deploy(cluster, try SandboxCluster.request(fault: "never-ready"))
                }
                while (try? await cluster.exists("qwen3")) != true { await Task.yield() }
                let start = ContinuousClock.now
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
                #expect(ContinuousClock.now - start < .seconds(30))
            }
        }
    }

    @Test func aServiceThatNobodyStandsBehindIsSilent() async throws {
        let fault = SandboxFault(kind: "Pod", name: "qwen3-frontend*", namespace: "models", fault: "never-ready")
        try await SandboxCluster.with(faults: [fault]) { cluster in
            let engine = cluster.engine()
            let plan = try await engine.plan(try SandboxCluster.request())
            await #expect(throws: DeploymentError.self) {
                try await engine.deploy(plan, timeout: .seconds(25), events: NoEvents())
            }
        }
    }

    // MARK: Outages

    /// Breaks a number of requests that match, from the moment that the deployment is watched.
    private final class Outage: Sendable {
        private let state: Mutex<(hasBegun: Bool, left: Int)>
        private let matches: @Sendable (String) -> Bool
        private let fault: @Sendable () throws -> HTTPResponse

        init(
            of count: Int, matches: @escaping @Sendable (String) -> Bool,
            _ fault: @escaping @Sendable () throws -> HTTPResponse
        ) {
            state = Mutex((false, count))
            self.matches = matches
            self.fault = fault
        }

        func meddle(_ request: MeddlingTransport.Request) throws -> HTTPResponse? {
            let isHit = state.withLock { state in
                if request.path.contains("dynamographdeployments") && request.path.contains("fieldSelector") {
                    state.hasBegun = true
                }
                guard state.hasBegun, state.left > 0, request.method == "GET", matches(request.path) else {
                    return false
                }
                state.left -= 1
                return true
            }
            return isHit ? try fault() : nil
        }
    }

    private func deploy(
        during outage: Outage, timeout: Duration = .seconds(60), log: EventLog
    ) async throws -> DeploymentResult {
        // The wait begins before the operator has looked.
        try await SandboxCluster.with(
            notice: .seconds(750),
            transport: { MeddlingTransport($0) { request, _ in try outage.meddle(request) } }
        ) { cluster in
            let engine = cluster.engine(patience: .seconds(1))
            return try await engine.deploy(
                try await engine.plan(try SandboxCluster.request()), smokeTest: false, timeout: timeout, events: log)
        }
    }

    private static func isPods(_ path: String) -> Bool { path.hasPrefix("/api/v1/namespaces/models/pods?") }
    private static func isObject(_ path: String) -> Bool { path.hasSuffix("/dynamographdeployments/qwen3") }

    @Test(arguments: [
        (503, "ServiceUnavailable"), (500, "InternalError"), (429, "TooManyRequests"), (504, "Timeout"), (0, "refused"),
        (0, "reset"), (0, "silent"),
    ])
    func aClusterThatCannotBeReadForAWhileEndsNoWait_F30(code: Int, reason: String) async throws {
        let outage = Outage(of: 7, matches: Self.isPods) {
            switch reason {
            case "refused": throw HTTPError(.connectionRefused, "connection refused")
            case "reset": throw HTTPError(.connectionReset, "connection reset by peer")
            case "silent": throw HTTPError(.firstByteTimedOut, "no answer")
            default: .status(code, reason, "not now")
            }
        }
        let log = EventLog()
        let result = try await deploy(during: outage, log: log)
        #expect(result.status.phase == .running)
        #expect(log.messages.count { $0.contains("cannot be read, and the wait goes on") } <= 1)
    }

    @Test func anOutageIsSaidOnceAndToldWhenTimeIsOver_F30() async throws {
        let outage = Outage(of: .max, matches: { _ in true }) { throw HTTPError(.firstByteTimedOut, "no answer") }
        let log = EventLog()
        let error = try await #require(throws: DeploymentError.self) {
            try await deploy(during: outage, timeout: .seconds(20), log: log)
        }
        #expect(error.code == .timedOut)
        #expect(error.message.contains("; at the end the cluster could not be read: cannot "))
        #expect(error.message.contains("no answer"))
        let said = log.all.filter { $0.message.contains("the wait goes on") }
        #expect(said.count == 1, "\(log.messages)")
        #expect(said.first?.kind == .warning)
    }

    @Test func aRightThatIsTakenAwayEndsTheWaitInTheServersWords_F32() async throws {
        // A deployment that stays pending, so that it is polled.
        let outage = Outage(of: .max, matches: Self.isObject) {
            .status(403, "Forbidden", #"User \"tina\" cannot get resource \"dynamographdeployments\""#)
        }
        try await SandboxCluster.with(
            transport: { MeddlingTransport($0) { request, _ in try outage.meddle(request) } }
        ) { cluster in
            let engine = cluster.engine(patience: .seconds(1))
            let plan = try await engine.plan(try SandboxCluster.request(fault: "never-ready"))
            let start = ContinuousClock.now
            let error = try await #require(throws: KubernetesError.self) {
                try await engine.deploy(plan, timeout: .seconds(60), events: NoEvents())
            }
            #expect(error.code == .forbidden)
            #expect(error.message.contains("tina"))
            #expect(ContinuousClock.now - start < .seconds(50))
        }
    }

    /// A Role that lists and gets, and has no `watch`.
    @Test func whoMayNotWatchIsToldSoAndStillSeesItRun_F32() async throws {
        let outage = Outage(of: .max, matches: { $0.contains("watch=true") }) {
            .status(403, "Forbidden", #"User \"tina\" cannot watch resource \"dynamographdeployments\""#)
        }
        let log = EventLog()
        let result = try await deploy(during: outage, log: log)
        #expect(result.status.phase == .running)
        let said = log.all.filter {
            $0.message.hasPrefix("changes cannot be watched, so they are looked for every few seconds: ")
        }
        #expect(said.count == 1, "\(log.messages)")
        #expect(said.first?.kind == .warning)
        #expect(said.first?.message.contains("tina") == true)
    }

    /// Pods may be none of the caller's business; the provider's own word is enough.
    @Test func whoMayNotSeePodsStillSeesItRun_F32() async throws {
        let outage = Outage(of: .max, matches: Self.isPods) {
            .status(403, "Forbidden", #"User \"tina\" cannot list resource \"pods\""#)
        }
        let result = try await deploy(during: outage, log: EventLog())
        #expect(result.status.phase == .running)
        #expect(result.status.pods.isEmpty)
        #expect(
            result.status.unseen.map(\.text) == [
                "pods in namespace models cannot be seen: the caller may not list pods in namespace models"
            ])
    }
}
