import Events
import Kubernetes
import Readiness
import TestSupport
import Testing
import Value
import Waiting

@testable import Releases

/// What a release waits for, object by object.
@Suite struct ReadinessWaitTests {
    private static func object(_ apiVersion: Value, _ kind: Value, _ name: Value, _ spec: Value = [:]) throws
        -> ReleaseObject
    {
        let value: Value = [
            "apiVersion": apiVersion, "kind": kind, "metadata": ["name": name, "namespace": "apps"], "spec": spec,
        ]
        let version = apiVersion.string ?? ""
        return ReleaseObject(
            value: value,
            type: ResourceType(
                group: version.contains("/") ? String(version.prefix { $0 != "/" }) : "", version: "v1",
                kind: kind.string ?? "", plural: "\((kind.string ?? "").lowercased())s", isNamespaced: true),
            path: "templates/all.yaml")
    }

    private func awaited(
        _ objects: [ReleaseObject], waitsForJobs: Bool = false, mustRun: [String] = []
    ) throws -> [Awaited] {
        let client = try ScriptedServer().client()
        return ReadinessWait(
            client: client, deadline: Deadline(.seconds(60), clock: client.options.clock), release: "apps/demo",
            progress: Progress(sink: EventLog(), phase: .releases, release: "apps/demo"), waitsForJobs: waitsForJobs,
            mustRun: mustRun
        ).awaited(objects)
    }

    /// Each with what is waited for.
    private func words(_ awaited: [Awaited]) -> [String] {
        awaited.map { awaited in
            let condition =
                switch awaited.condition {
                case .ready(let mustRun): mustRun ? "must run" : "ready"
                case .ended: "ended"
                case .judged, .served, .gone: "else"
                }
            return "\(awaited.type.kind) \(awaited.namespace ?? "")/\(awaited.name) \(condition)"
                + (awaited.isRemovedAtItsEnd ? ", removed at its end" : "")
        }
    }

    private static func objects() throws -> [ReleaseObject] {
        [
            try object("apps/v1", "Deployment", "web"), try object("batch/v1", "Job", "setup"),
            try object("batch/v1", "Job", "sweep", ["ttlSecondsAfterFinished": 0]),
            try object("apps/v1", "DaemonSet", "plugin"), try object("apps/v1", "DaemonSet", "worker"),
            // Custom resources need never say that they are ready (F45).
            try object("example.com/v1", "Job", "gear"), try object("example.com/v1", "DaemonSet", "worker"),
        ]
    }

    @Test func builtInKindsAreWaitedForByTheirRulesF45() throws {
        let all = try awaited(try Self.objects())
        #expect(
            words(all) == [
                "Deployment apps/web ready", "Job apps/setup ready", "Job apps/sweep ready, removed at its end",
                "DaemonSet apps/plugin ready", "DaemonSet apps/worker ready",
            ])
    }

    @Test func jobsMustHaveEndedWhereThatIsAskedFor() throws {
        let all = try awaited(try Self.objects(), waitsForJobs: true)
        #expect(
            words(all).filter { $0.hasPrefix("Job") } == [
                "Job apps/setup ended", "Job apps/sweep ended, removed at its end",
            ])
        #expect(words(all).count == 5)
    }

    /// What the release does not have its operator makes, in its namespace.
    @Test func whatMustRunIsWaitedForWhoeverMakesIt() throws {
        let all = try awaited(try Self.objects(), mustRun: ["worker", "driver"])
        #expect(
            words(all).filter { $0.hasPrefix("DaemonSet") } == [
                "DaemonSet apps/plugin ready", "DaemonSet apps/worker must run", "DaemonSet apps/driver must run",
            ])
        let alone = try awaited([], mustRun: ["driver"])
        #expect(words(alone) == ["DaemonSet apps/driver must run"])
    }

    // MARK: - News

    private func report(_ message: String, hasRelapsed: Bool) -> WaitReport {
        var report = WaitReport(
            index: 0, title: "Deployment.apps apps/web", object: nil, isMet: false,
            status: ResourceStatus(.inProgress, message))
        report.hasRelapsed = hasRelapsed
        return report
    }

    /// Objects one by one would be too much; one that turns is another matter.
    @Test func onlyObjectsThatTurnAreToldOneByOne() {
        let log = EventLog()
        let progress = Progress(sink: log, phase: .releases, release: "apps/demo")
        progress.tell(.changed(report("available 0/1", hasRelapsed: false)))
        #expect(log.messages.isEmpty)
        progress.tell(.changed(report("available 0/1", hasRelapsed: true)))
        progress.tell(.pending("Deployment.apps apps/web available 0/1"))
        #expect(
            log.messages == [
                "Deployment.apps apps/web was ready, and is not any more: available 0/1",
                "waiting for Deployment.apps apps/web available 0/1",
            ])
        #expect(log.all.map(\.kind) == [.warning, .progress])
    }
}
