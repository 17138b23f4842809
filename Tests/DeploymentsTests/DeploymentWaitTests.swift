import Deployments
import Events
import Kubernetes
import Providers
import Readiness
import Releases
import Sandbox
import Testing
import Value

/// From a plan to a model that answers, or to the reason why it does not.
@Suite(.timeLimit(.minutes(2)))
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
            request.servedModelName = "chat"
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
                    cluster, try SandboxCluster.request(fault: "never-ready"), timeout: .seconds(8))
            }
            #expect(error.code == .timedOut)
            #expect(error.message.hasPrefix("models/qwen3 was not running after 8 s: "))
            #expect(!error.message.contains("no status seen"))
            #expect(error.hint?.isEmpty == false)
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
            request.gpu = 9
            let error = try await #require(throws: DeploymentError.self) {
                try await deploy(cluster, request, patience: .milliseconds(100), timeout: .seconds(8))
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
            let start = ContinuousClock.now
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await deploy(cluster, try SandboxCluster.request(fault: "never-ready"))
                }
                while (try? await cluster.exists("qwen3")) != true { await Task.yield() }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test func aServiceThatNobodyStandsBehindIsSilent() async throws {
        let fault = SandboxFault(kind: "Pod", name: "qwen3-frontend*", namespace: "models", fault: "never-ready")
        try await SandboxCluster.with(faults: [fault]) { cluster in
            let engine = cluster.engine()
            let plan = try await engine.plan(try SandboxCluster.request())
            await #expect(throws: DeploymentError.self) {
                try await engine.deploy(plan, timeout: .seconds(8), events: NoEvents())
            }
        }
    }
}
