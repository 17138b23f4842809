import Bootstrap
import Deployments
import Events
import Kubernetes
import Operators
import Preflight
import Providers
import Readiness
import Releases
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@Suite(.timeLimit(.minutes(10)))
struct BootstrapRunTests {
    @Test func theFirstRunInstallsAndServesAndTheSecondChangesNothing() async throws {
        try await SandboxRun.with { sandbox in
            let log = EventLog()
            let first = try await sandbox.bootstrap(SandboxRun.oneModel, log: log)
            #expect(first.stopped == nil)
            #expect(first.operators.map(\.change) == [.created])
            #expect(first.deployments.map(\.change) == [.created])
            #expect(first.deployments[0].status.phase == .running)
            #expect(first.deployments[0].answer?.models == ["Qwen/Qwen3-0.6B"])
            #expect(first.phases.map(\.phase) == [.preflight, .operators, .models])
            #expect(!first.changedNothing)
            #expect(first.fields["outcome"] == "served")
            #expect(first.fields["error"] == .null)

            let second = try await sandbox.bootstrap(SandboxRun.oneModel)
            #expect(second.changedNothing)
            #expect(second.operators.map(\.change) == [.unchanged])
            #expect(second.deployments.map(\.change) == [.unchanged])
            #expect(second.operators.compactMap(\.release?.record.revision) == [1])
            #expect(second.deployments[0].answer != nil)
            #expect(second.fields["changedNothing"] == true)
        }
    }

    @Test func everyPhaseStartsAndEndsInOrder() async throws {
        try await SandboxRun.with { sandbox in
            let log = EventLog()
            _ = try await sandbox.bootstrap(SandboxRun.oneModel, log: log)
            let phases = log.all.filter { $0.kind == .phaseStarted || $0.kind == .phaseFinished }
            #expect(
                phases.map { "\($0.phase.rawValue) \($0.kind.rawValue)" } == [
                    "preflight phaseStarted", "preflight phaseFinished", "operators phaseStarted",
                    "operators phaseFinished", "models phaseStarted", "models phaseFinished",
                ])
            #expect(Set(phases.map(\.message)).count == phases.count, "a line is said twice")
            for started in log.all where started.kind != .warning && started.step != nil {
                #expect(log.all.contains { $0.kind == .stepFinished && $0.step == started.step }, "\(started)")
            }
        }
    }

    @Test func aRunThatStoppedAfterTheOperatorsGoesOn() async throws {
        try await SandboxRun.with { sandbox in
            let log = EventLog()
            // Cancelled once the operators are done, as Ctrl-C would.
            let interruption = await withTaskGroup(of: (any Error)?.self) { group in
                group.addTask {
                    do {
                        _ = try await sandbox.bootstrap(SandboxRun.oneModel, log: log)
                        return nil
                    } catch { return error }
                }
                while !log.all.contains(where: { $0.phase == .operators && $0.kind == .phaseFinished }) {
                    await Task.yield()
                }
                group.cancelAll()
                return await group.next() ?? nil
            }
            let stopped = try #require(interruption as? BootstrapInterruption)
            #expect(stopped.underlying is CancellationError)
            #expect(stopped.result.operators.map(\.change) == [.created])
            #expect(stopped.result.hasChanged)
            #expect(!stopped.result.changedNothing)
            #expect(stopped.result.fields["outcome"] == "stopped")
            #expect(stopped.result.fields["error"] == "interrupted")
            #expect(stopped.result.remaining == ["model models/qwen3"])
            let again = try await sandbox.bootstrap(SandboxRun.oneModel)
            #expect(again.operators.map(\.change) == [.unchanged])
            #expect(again.deployments[0].status.phase == .running)
        }
    }

    @Test func failingPreflightChangesNothing() async throws {
        try await SandboxRun.with(nodes: [SandboxFile.Node(name: "cpu-0")]) { sandbox in
            let reports = Mutex<[PreflightReport]>([])
            let plan = try await sandbox.run.plan(try SandboxRun.file(SandboxRun.oneModel))
            let result = try await sandbox.run.run(plan, events: NoEvents()) { report in
                reports.withLock { $0.append(report) }
            }
            #expect(result.stopped == .failed)
            #expect(result.operators.isEmpty && result.deployments.isEmpty)
            #expect(result.fields["outcome"] == "notReady")
            #expect(!result.changedNothing)
            #expect(result.preflight?.results.contains { $0.id == "gpu-nodes" && $0.verdict == .fail } == true)
            #expect(reports.withLock { $0.count } == 1)
            #expect(try await sandbox.releases.isEmpty)
            #expect(try await sandbox.client.getIfPresent(.namespaces, "dynamo-system") == nil)
        }
    }

    @Test func whatCannotBeReadStopsTheRunAsUndecided_F32() async throws {
        try await SandboxRun.with(token: "restricted") { sandbox in
            let result = try await sandbox.bootstrap(SandboxRun.oneModel + "preflight: {skip: [permissions]}\n")
            #expect(result.stopped == .undecided)
            #expect(result.fields["outcome"] == "undecided")
        }
    }

    @Test func missingRightsStopTheRunBeforeTheFirstChange_F27() async throws {
        try await SandboxRun.with(token: "restricted") { sandbox in
            let result = try await sandbox.bootstrap(SandboxRun.oneModel)
            #expect(result.stopped == .failed && !result.hasChanged)
            let permissions = try #require(result.preflight?.results.first { $0.id == "permissions" })
            #expect(permissions.verdict == .fail)
            let line = #"get, list, create, update, delete secrets in namespace "models""#
            #expect(permissions.message.contains(line), "\(permissions.message)")
            #expect(permissions.hint?.contains("--print-role") == true)
            let admin = try sandbox.client(token: Sandbox.adminToken)
            #expect(try await admin.getIfPresent(.namespaces, "dynamo-system") == nil)
        }
    }

    @Test func checksCanBeSkippedEvenTwice() async throws {
        try await SandboxRun.with(nodes: [SandboxFile.Node(name: "cpu-0")]) { sandbox in
            var file = try SandboxRun.file(
                SandboxRun.oneModel + "preflight: {skip: [gpu-nodes, gpu-nodes]}\ntimeouts: {models: 20}\n")
            file.preflight.skip.append("gpu-nodes")
            let plan = try await sandbox.run.plan(file)
            // No node has a GPU, so that the pods stay pending.
            let result = try await sandbox.run.run(plan, events: NoEvents())
            let check = result.preflight?.results.first { $0.id == "gpu-nodes" }
            #expect(check?.verdict.name == "skipped")
            #expect(result.failures.map(\.deployment) == ["models/qwen3"])
            #expect(result.phases.map(\.phase) == [.preflight, .operators, .models])
        }
    }

    @Test func anUnknownCheckIsNamed() async throws {
        try await SandboxRun.with { sandbox in
            let error = try await #require(throws: BootstrapError.self) {
                try await sandbox.bootstrap(SandboxRun.oneModel + "preflight: {skip: [gpu]}\n")
            }
            #expect("\(error)".contains("preflight.skip[0] is 'gpu', which is no check"))
        }
    }

    // MARK: The cluster

    @Test func anotherClusterIsRefusedBeforeAnythingIsRead_F28() async throws {
        try await SandboxRun.with { sandbox in
            let log = EventLog()
            let error = try await #require(throws: BootstrapError.self) {
                try await sandbox.bootstrap(SandboxRun.oneModel + "cluster: {uid: not-this-one}\n", log: log)
            }
            #expect(error.code == .wrongCluster)
            #expect(error.message.contains("not-this-one"))
            #expect(log.all.isEmpty)
            #expect(try await sandbox.releases.isEmpty)
        }
    }

    @Test func theRightClusterIsTaken_F28() async throws {
        try await SandboxRun.with { sandbox in
            let uid = try #require(try await sandbox.client.identity().kubeSystemUID)
            let result = try await sandbox.bootstrap(SandboxRun.oneModel + "cluster: {uid: \(uid)}\n")
            #expect(result.deployments.count == 1)
        }
    }

    @Test func aClusterThatCannotBeToldIsNotCalledWrong_F28_F32() async throws {
        try await SandboxRun.with(token: "restricted") { sandbox in
            let error = try await #require(throws: BootstrapError.self) {
                try await sandbox.bootstrap(SandboxRun.oneModel + "cluster: {uid: some}\n")
            }
            #expect(error.code == .unknownCluster)
        }
    }

    // MARK: Models

    @Test func severalModelsAreServedInOrder() async throws {
        try await SandboxRun.with { sandbox in
            let text =
                SandboxRun.oneModel + """
                      - id: TinyLlama/TinyLlama-1.1B-Chat-v1.0
                        name: tiny
                        namespace: other
                        engine: sglang

                    """
            let result = try await sandbox.bootstrap(text)
            #expect(result.operators.count == 1)
            #expect(result.deployments.map(\.plan.id) == ["models/qwen3", "other/tiny"])
            #expect(result.deployments.map(\.plan.selection.engine) == ["vllm", "sglang"])
            #expect(
                result.deployments.compactMap(\.answer?.models) == [
                    ["Qwen/Qwen3-0.6B"], ["TinyLlama/TinyLlama-1.1B-Chat-v1.0"],
                ])
            #expect(
                try await sandbox.releases == ["dynamo-system/dynamo-platform", "models/qwen3", "other/tiny"])
        }
    }

    @Test func aFailingModelKeepsNoneOfTheOthersAway() async throws {
        let fault = SandboxFault(
            kind: "DynamoGraphDeployment", name: "broken", fault: "failed", message: "the engine is broken")
        try await SandboxRun.with(faults: [fault]) { sandbox in
            let log = EventLog()
            let text = SandboxRun.oneModel.replacing(
                "models:\n", with: "models:\n  - {id: Qwen/Qwen3-0.6B, name: broken, namespace: models}\n")
            let result = try await sandbox.bootstrap(text, log: log)
            #expect(result.operators.count == 1)
            #expect(result.deployments.map(\.plan.id) == ["models/qwen3"])
            #expect(result.failures.map(\.deployment) == ["models/broken"])
            #expect(result.failures[0].message.contains("the engine is broken"))
            #expect(result.fields["outcome"] == "notServed")
            #expect(!result.changedNothing)
            #expect(log.all.last?.outcome == .failed)
        }
    }

    /// One report tells it, with the place in the file, beside whatever else is not ready.
    @Test(arguments: [
        ("", "is gated, and models/llama (test.yaml:4:5) names no Secret with a token"),
        ("hfTokenSecret: hf, ", "Secret models/hf, which models/llama (test.yaml:4:5) names, is not there"),
    ])
    func aGatedModelWithoutATokenStopsBeforeAnythingIsInstalled_F39(field: String, words: String) async throws {
        try await SandboxRun.with { sandbox in
            let text = "models:\n  - {id: meta-llama/Llama-3.2-1B-Instruct, name: llama, \(field)namespace: models}\n"
            let result = try await sandbox.bootstrap(text)
            #expect(result.stopped == .failed)
            let report = try #require(result.preflight)
            let failing = report.results.filter(report.isFailure)
            #expect(failing.map(\.id) == ["model-token"], "\(failing)")
            #expect(failing.first?.message.contains(words) == true, "\(failing)")
            #expect(report.results.count { $0.verdict == .pass } > 3)
            // Whoever skips the check is refused all the same.
            let error = try await #require(throws: DeploymentError.self) {
                try await sandbox.bootstrap(text + "preflight: {skip: [model-token]}\n")
            }
            #expect(error.code == .tokenMissing)
            #expect(try await sandbox.releases.isEmpty)
        }
    }

    @Test func withoutASmokeTestNoModelIsAsked() async throws {
        try await SandboxRun.with { sandbox in
            let log = EventLog()
            let result = try await sandbox.bootstrap(SandboxRun.oneModel + "smokeTest: false\n", log: log)
            #expect(result.deployments[0].answer == nil)
            #expect(!log.all.contains { $0.phase == .endpoint })
        }
    }

    // MARK: Plans

    @Test func planningChangesNothing() async throws {
        try await SandboxRun.with { sandbox in
            let plan = try await sandbox.run.plan(try SandboxRun.file(SandboxRun.oneModel))
            #expect(plan.operators.map(\.name) == ["dynamo-platform"])
            #expect(plan.models.map(\.id) == ["models/qwen3"])
            #expect(try await sandbox.releases.isEmpty)
        }
    }

    @Test func anOverrideOfAnOperatorThatNobodyNeedsIsASpellingMistake() async throws {
        try await SandboxRun.with { sandbox in
            let error = try await #require(throws: BootstrapError.self) {
                try await sandbox.run.plan(
                    try SandboxRun.file(SandboxRun.oneModel + "operators: {dynmo: {version: 1.0.0}}\n"))
            }
            #expect(error.code == .unknownOperator)
            #expect(error.message.hasPrefix("test.yaml:8:13: operators.dynmo is not an operator"), "\(error.message)")
            #expect(error.hint?.contains("dynamo-platform") == true)
        }
    }
}
