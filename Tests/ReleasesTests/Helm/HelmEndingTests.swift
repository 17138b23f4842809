import Charts
import Events
import Kubernetes
import Processes
import TestSupport
import Testing
import Value

@testable import Releases

/// A played Helm against the simulated cluster: it is judged by the records that it leaves.
@Suite(.timeLimit(.minutes(2)))
struct HelmEndingTests {
    private func engine(_ client: KubernetesClient, _ helm: PlayedHelm) -> ReleaseEngine {
        ReleaseEngine.helm(
            client: client, charts: ChartResolver(remote: UnreachableCharts()), access: HelmAccess(),
            processes: helm, environment: [:])
    }

    /// As Helm stores it.
    private static func store(
        _ client: KubernetesClient, _ namespace: String, revision: Int = 1, status: ReleaseStatus = .deployed,
        values: Object = [:], manifest: String = ""
    ) async throws {
        var record = StoredRelease(body: [
            "name": "demo", "namespace": .string(namespace), "version": .integer(Int64(revision)),
            "info": ["status": .string(status.rawValue), "description": "helm's words"], "config": .object(values),
            "manifest": .string(manifest),
        ])
        try await ReleaseStorage(client: client).create(&record, keeping: [], limit: 0)
    }

    private func refusal(_ engine: ReleaseEngine, _ request: ReleaseRequest) async throws -> ReleaseError {
        try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
    }

    // MARK: - It ends well

    @Test func whatHelmStoredIsWhatCameOfIt() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let helm = PlayedHelm { command, timeout in
                #expect(command.arguments.first == "upgrade")
                #expect(timeout == .seconds(90))
                // Helm's record bears no mark, so the lock says which revision is being made.
                let lease = try await client.get(.leases, "groundcrew.demo", namespace: namespace)
                #expect(LeaseRecord(lease).revision?.number == 1)
                let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
                try await Self.store(client, namespace, values: ["count": 3], manifest: map)
                return .ended("{}", saying: "W: deprecated\n")
            }
            let request = try TestChart.plain.request("demo", in: namespace, values: ["count": 3.0])
            let outcome = try await engine(client, helm).ensure(request)
            #expect(outcome.change == .created)
            #expect(outcome.objectCount == 1)
            #expect(outcome.warnings == ["W: deprecated"])
            #expect(try await client.getIfPresent(.leases, "groundcrew.demo", namespace: namespace) == nil)
        }
    }

    @Test func aReleaseWithoutARecordIsNoSuccess() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let engine = engine(client, PlayedHelm { _, _ in .ended() })
            let error = try await refusal(engine, try TestChart.plain.request("demo", in: namespace))
            #expect(error.code == .helmFailed)
            #expect(error.message == "helm ended well, but there is no record of the release")
            #expect(error.hasChanged)
        }
    }

    @Test func valuesThatHelmLostAreNoSuccess() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let helm = PlayedHelm { _, _ in
                try await Self.store(client, namespace, values: ["text": "one"])
                return .ended()
            }
            let request = try TestChart.plain.request("demo", in: namespace, values: ["text": "two"])
            let error = try await refusal(engine(client, helm), request)
            #expect(error.code == .helmFailed)
            #expect(error.message == "helm stored other values in revision 1 than it was given")
            #expect(error.hasChanged)
        }
    }

    /// Helm makes CRDs on the first install, and never looks at them again.
    @Test(
        arguments: [
            (.create, "--driver native --crds upgrade upgrades them"), (.upgrade, "--driver native upgrades them"),
            (.skip, nil),
        ] as [(ReleaseOptions.CRDs, String?)])
    func onUpgradesItIsSaidThatCRDsStay(_ crds: ReleaseOptions.CRDs, _ next: String?) async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let chart = TestChart("gears", ["crds/gear.yaml": NativeOrderTests.Gears().crd("gears", "Gear")])
            var request = try chart.request("demo", in: namespace)
            request.options.mode = .upgradeOrInstall
            request.options.crds = crds
            let warning = next.map { "helm leaves the CRDs of crds/ as they are on upgrades; \($0)" }
            for revision in 1...2 {
                let helm = PlayedHelm { _, _ in
                    try await Self.store(client, namespace, revision: revision)
                    return .ended()
                }
                let outcome = try await engine(client, helm).ensure(request)
                #expect(outcome.change == (revision == 1 ? .created : .changed))
                let told = outcome.warnings.filter { $0.hasPrefix("helm leaves the CRDs of crds/") }
                #expect(told == (revision == 2 ? [warning].compactMap(\.self) : []))
            }
        }
    }

    /// Helm takes a DaemonSet that wants no pod for ready, and does not look for one that an operator makes.
    @Test func whatMustRunAndDoesNotFailsTheRevision() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let helm = PlayedHelm { _, _ in
                try await Self.store(client, namespace)
                return .ended()
            }
            var request = try TestChart.plain.request("demo", in: namespace)
            request.mustRun = ["agent"]
            request.waits = true
            request.timeout = .seconds(3)
            let error = try await refusal(engine(client, helm), request)
            #expect([.notReady, .timedOut].contains(error.code), "\(error)")
            #expect(error.hasChanged)
            let record = try #require(try await ReleaseStorage(client: client).last("demo", namespace: namespace))
            #expect(record.status == .failed)
            #expect(record.description.hasPrefix("Release \"demo\" failed: "), "\(record.description)")
        }
    }

    // MARK: - It fails

    typealias Failure = (String, ProcessError.Code?, String)

    @Test(
        arguments: [
            ("pending-install", nil, "helm upgrade failed: no luck (exit code 1)"),
            ("pending-install", .timedOut, "helm upgrade did not end within 90 s"),
            ("pending-install", .outputTooLarge, "helm upgrade was ended: helm was killed"),
            // Its own last words stay.
            ("failed", nil, "helm upgrade failed: no luck (exit code 1)"),
        ] as [Failure])
    func whatItLeavesPendingIsMarkedFailed(
        _ status: String, _ code: ProcessError.Code?, _ message: String
    ) async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let helm = PlayedHelm { _, _ in
                try await Self.store(client, namespace, status: ReleaseStatus(rawValue: status))
                if let code { throw ProcessError(code, "helm was killed") }
                return .ended(saying: "no luck", code: 1)
            }
            let error = try await refusal(engine(client, helm), try TestChart.plain.request("demo", in: namespace))
            #expect(error.message == message)
            #expect(error.hasChanged)
            #expect(error.hint == "see what it left (helm status demo --namespace \(namespace)), then run again")
            let record = try #require(try await ReleaseStorage(client: client).last("demo", namespace: namespace))
            #expect(record.status == .failed)
            #expect(
                record.description
                    == (status == "failed" ? "helm's words" : "helm did not finish: \(message)"))
        }
    }

    /// It may have removed a part of the release by then.
    @Test func aRemovalThatFailsMayHaveBegun() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            try await Self.store(client, namespace)
            let helm = PlayedHelm { command, _ in
                #expect(command.arguments.prefix(4) == ["uninstall", "demo", "--namespace", namespace])
                return .ended(saying: "no luck", code: 1)
            }
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await engine(client, helm).uninstall(
                    "demo", namespace: namespace, timeout: .seconds(60), phase: .releases, events: NoEvents())
            }
            #expect(error.message == "helm uninstall failed: no luck (exit code 1)")
            #expect(error.hasChanged)
        }
    }

    // MARK: - Previews

    @Test(arguments: [("nonsense", "line 1"), ("[]", "is not an object"), ("", "line 1")])
    func aPreviewThatCannotBeReadIsSaid(_ output: String, _ words: String) async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let helm = PlayedHelm { command, _ in
                #expect(command.arguments.last == "--dry-run=server")
                return .ended(output)
            }
            let request = try TestChart.plain.request("demo", in: namespace)
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await engine(client, helm).preview(request)
            }
            #expect(error.code == .helmFailed)
            #expect(error.message.hasPrefix("what helm printed cannot be read: \(words)"), "\(error)")
        }
    }

    @Test func aPreviewWithoutNotesHasNone() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let hooks = #"[{"path": "plain/templates/h.yaml", "manifest": "kind: Job"}]"#
            let helm = PlayedHelm { _, _ in
                .ended(#"{"manifest": "---\na: b\n", "info": {"notes": ""}, "hooks": \#(hooks)}"#)
            }
            let preview = try await engine(client, helm).preview(
                try TestChart.plain.request("demo", in: namespace))
            #expect(preview.manifest == "---\na: b\n")
            #expect(preview.hooks == "---\n# Source: plain/templates/h.yaml\nkind: Job\n")
            #expect(preview.notes == nil)
            #expect(preview.chartName == "plain")
        }
    }
}
