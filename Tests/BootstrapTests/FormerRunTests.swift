import Events
import Kubernetes
import Operators
import Releases
import TestSupport
import Testing
import Value

@testable import Bootstrap

/// Going on from an earlier run: its journal is believed in nothing, and everything is looked at.
@Suite(.timeLimit(.minutes(5)))
struct FormerRunTests {
    /// A run whose journal is kept as the command line keeps it, in a sandbox.
    private func record(
        _ sandbox: SandboxRun, _ text: String, after former: FormerRun? = nil, fails: String? = nil,
        log: EventLog = EventLog()
    ) async throws -> BootstrapResult {
        var run = sandbox.run
        let plan = try await run.plan(try SandboxRun.file(text))
        let recorder = RunRecorder(
            FormerRun.command, namespace: plan.namespace, client: sandbox.client,
            cluster: try await sandbox.client.identity(), isSimulated: true, folder: nil)
        run.driver.recorder = recorder
        recorder.expect(plan.journal)
        return try await recorder.run(telling: log) { [run] events in
            let result = try await run.run(plan, after: former, events: events)
            if let fails { recorder.fail(fails) }
            return result
        }
    }

    private func last(_ sandbox: SandboxRun) async throws -> FormerRun? {
        try await FormerRun.last(
            in: "dynamo-system",
            RunReader(client: sandbox.client, cluster: try await sandbox.client.identity(), folder: nil))
    }

    @Test func aRunThatEndedWellIsNotGoneOnFrom() async throws {
        try await SandboxRun.with { sandbox in
            #expect(try await last(sandbox) == nil)
            _ = try await record(sandbox, SandboxRun.oneModel)
            #expect(try await last(sandbox) == nil)
        }
    }

    @Test func whatWasDoneIsKnownAndLookedAtAgain() async throws {
        try await SandboxRun.with { sandbox in
            _ = try await record(sandbox, SandboxRun.oneModel, fails: "somebody pulled the plug")
            let former = try #require(try await last(sandbox))
            #expect(former.run.state == .failed)
            #expect(
                former.done.map { "\($0.name) \($0.outcome)" } == [
                    "operator/dynamo-platform created", "model/models/qwen3 ready",
                ])
            let log = EventLog()
            let second = try await record(sandbox, SandboxRun.oneModel, after: former, log: log)
            #expect(second.resumption?.verified == ["operator/dynamo-platform", "model/models/qwen3"])
            #expect(second.resumption?.redone == [])
            #expect(log.messages.contains { $0.hasPrefix("going on from run \(former.run.id), which failed: ") })
            #expect(log.messages.contains("as run \(former.run.id) left it"))
            #expect(second.fields["resumed"]?["run"] == .string(former.run.id))
            #expect(second.fields["resumed"]?["verified"]?.array?.count == 2)
        }
    }

    /// A journal says what was, not what is.
    @Test func whatIsNoLongerTrueIsDoneAgain() async throws {
        try await SandboxRun.with { sandbox in
            _ = try await record(sandbox, SandboxRun.oneModel, fails: "somebody pulled the plug")
            let former = try #require(try await last(sandbox))
            let listed = try await sandbox.client.listAll(.deployments, namespace: "dynamo-system").items
            let name = try #require(listed.first?["metadata"]?["name"]?.string)
            _ = try await sandbox.client.delete(.deployments, name, namespace: "dynamo-system")
            let log = EventLog()
            let second = try await record(sandbox, SandboxRun.oneModel, after: former, log: log)
            #expect(second.resumption?.redone == ["operator/dynamo-platform"])
            #expect(second.resumption?.verified == ["model/models/qwen3"])
            #expect(second.operators.map(\.change) == [.changed])
            #expect(log.messages.contains { $0.hasSuffix("it was not as it should be any more, and was done again") })
        }
    }

    /// A run that its checks have stopped does not hide what the run before it had finished.
    @Test func whatEarlierRunsHadFinishedIsKnownBehindOneThatDidNothing() async throws {
        try await SandboxRun.with { sandbox in
            _ = try await record(sandbox, SandboxRun.oneModel, fails: "somebody pulled the plug")
            let first = try #require(try await last(sandbox))
            for _ in 1...2 {
                let former = try #require(try await last(sandbox))
                let recorder = RunRecorder(
                    FormerRun.command, namespace: "dynamo-system", client: sandbox.client,
                    cluster: try await sandbox.client.identity(), isSimulated: true, folder: nil)
                try await recorder.run(telling: NoEvents()) { _ in
                    await recorder.begin(FormerRun.verb, former.subject)
                    recorder.fail("the checks before the first change: failed")
                }
            }
            let third = try #require(try await last(sandbox))
            #expect(third.earlier.count == 2 && third.earlier.last == first.run.id, "\(third.earlier)")
            #expect(third.run.id != first.run.id && third.done == first.done, "\(third.done)")
            #expect(third.text.contains("it, or a run before it, had finished operator/dynamo-platform (created)"))
            let second = try await record(sandbox, SandboxRun.oneModel, after: third)
            #expect(second.resumption?.verified == ["operator/dynamo-platform", "model/models/qwen3"])
        }
    }

    @Test func aRunThatDidNothingIsNamedToo() async throws {
        try await SandboxRun.with { sandbox in
            let recorder = RunRecorder(
                FormerRun.command, namespace: "dynamo-system", client: sandbox.client,
                cluster: try await sandbox.client.identity(), isSimulated: true, folder: nil)
            _ = try await sandbox.client.create([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "dynamo-system"],
            ])
            try await recorder.run(telling: NoEvents()) { _ in
                await recorder.begin("bootstrap", "bootstrap")
                recorder.fail("x")
            }
            let former = try #require(try await last(sandbox))
            #expect(former.done.isEmpty)
            #expect(former.text.contains("it had finished nothing; everything is looked at again"))
        }
    }
}
