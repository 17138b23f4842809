import Charts
import Events
import Kubernetes
import Processes
import TestSupport
import Testing
import Value

@testable import Releases

/// Releases whose records are ConfigMaps, by the user's word or for want of rights; on the real and on the simulated cluster.
@Suite(.timeLimit(.minutes(5)))
struct ConfigMapReleaseTests {
    private static let rights = ["configmaps", "leases"]

    private static let secretive = TestChart(
        "secretive", values: "{text: hello, hidden: true}",
        [
            "templates/map.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: "{{ .Release.Name }}-map"}
            data: {text: "{{ .Values.text }}"}
            """,
            "templates/secret.yaml": """
            {{- if .Values.hidden }}
            apiVersion: v1
            kind: Secret
            metadata: {name: "{{ .Release.Name }}-key"}
            stringData: {key: s3cret}
            {{- end }}
            """,
        ])

    private func refusal(_ engine: ReleaseEngine, _ request: ReleaseRequest) async throws -> ReleaseError {
        try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
    }

    // MARK: - By the user's word

    @Test(arguments: EitherCluster.allCases)
    func namedConfigMapsHoldAllOfARelease(_ cluster: EitherCluster) async throws {
        try await NarrowCluster.with(cluster, Self.rights) { cluster in
            let engine = cluster.engine(cluster.admin, records: .configMap)
            func request(_ values: Object) throws -> ReleaseRequest {
                try TestChart.changing.request("demo", in: cluster.namespace, values: values)
            }
            let first = try await engine.ensure(try request(["text": "one", "extra": true]))
            #expect(first.change == .created && first.record.recordKind == .configMap)
            let second = try await engine.ensure(try request(["text": "two"]))
            #expect(second.change == .changed)
            let again = try await engine.ensure(try request(["text": "two"]))
            #expect(again.change == .unchanged)
            let back = try await engine.rollback(
                RollbackRequest(name: "demo", namespace: cluster.namespace, revision: 1, waits: false),
                phase: .releases, events: NoEvents())
            #expect(back.record.revision == 3)
            let maps = try await cluster.records(.configMap)
            #expect(maps == (1...3).map { "sh.helm.release.v1.demo.v\($0)" })
            let secrets = try await cluster.records(.secret)
            #expect(secrets.isEmpty)
            // Whoever has named nothing finds it, and goes on where it is.
            let other = cluster.engine(cluster.admin)
            let statuses = try await other.history("demo", namespace: cluster.namespace).map(\.status)
            #expect(statuses == ["superseded", "superseded", "deployed"])
            let listed = try await other.list(namespace: cluster.namespace).releases
            #expect(listed.map(\.recordKind) == [.configMap])
            let fourth = try await other.ensure(try request(["text": "four"]))
            #expect(fourth.record.revision == 4 && fourth.record.recordKind == .configMap)
            let adopted = try await other.adopt("demo", namespace: cluster.namespace, labels: ["team": "red"])
            #expect(adopted)
            let labels = try await other.record("demo", namespace: cluster.namespace)?.labels
            #expect(labels == ["team": "red"])
            let gone = try await other.uninstall(try request([:]))
            #expect(gone?.status == "uninstalled")
            let left = try await cluster.records(.configMap)
            #expect(left.isEmpty)
            let map = try await cluster.admin.getIfPresent(.configMaps, "demo-map", namespace: cluster.namespace)
            #expect(map == nil)
        }
    }

    /// Nothing moves a release that is there.
    @Test(arguments: RecordKind.allCases)
    func aReleaseStaysWhereItsRecordsAre(_ kind: RecordKind) async throws {
        try await NarrowCluster.with(.sandbox, Self.rights) { cluster in
            let other = RecordKind.allCases.first { $0 != kind }
            let texts: [Object] = [["text": "one"], ["text": "two"]]
            for (records, values) in zip([kind, other], texts) {
                let request = try TestChart.plain.request("demo", in: cluster.namespace, values: values)
                let outcome = try await cluster.engine(cluster.admin, records: records).ensure(request)
                #expect(outcome.record.recordKind == kind)
            }
            let names = try await cluster.records(kind)
            #expect(names.count == 2)
        }
    }

    // MARK: - For want of rights

    @Test(arguments: EitherCluster.allCases)
    func whoMayNotHaveSecretsGetsConfigMapsAndIsToldOnce(_ cluster: EitherCluster) async throws {
        try await NarrowCluster.with(cluster, Self.rights) { cluster in
            let engine = cluster.engine()
            let log = EventLog()
            func request(_ name: String, _ text: String = "one") throws -> ReleaseRequest {
                var request = try TestChart.plain.request(name, in: cluster.namespace, values: ["text": .string(text)])
                request.createsNamespace = false
                return request
            }
            let planned = try await engine.plan(try request("first"))
            #expect(planned.warnings.contains { $0.contains(" are ConfigMaps, because ") }, "\(planned.warnings)")
            for name in ["first", "second"] {
                let outcome = try await engine.ensure(try request(name), phase: .releases, events: log)
                #expect(outcome.change == .created && outcome.record.recordKind == .configMap)
            }
            let changed = try await engine.ensure(try request("first", "two"), phase: .releases, events: log)
            #expect(changed.change == .changed)
            let warnings = log.all.filter { $0.kind == .warning }.map(\.message).filter { $0.contains("ConfigMaps") }
            #expect(
                warnings == [
                    "records of releases in namespace \(cluster.namespace) are ConfigMaps, because the caller may not create "
                        + "and list Secrets there: whoever reads ConfigMaps reads the values in them; helm sees them "
                        + "with HELM_DRIVER=configmap"
                ])
            let record = try await engine.record("first", namespace: cluster.namespace)
            #expect(record?.revision == 2)
            let listing = try await engine.list(namespace: cluster.namespace, allowsGaps: true)
            #expect(listing.releases.map(\.name) == ["first", "second"])
            #expect(listing.gaps.map(\.kind) == [.secret])
            let gone = try await engine.uninstall(try request("first"))
            #expect(gone?.revision == 2)
            let left = try await cluster.records(.configMap)
            #expect(left == ["sh.helm.release.v1.second.v1"])
        }
    }

    @Test(arguments: [["configmaps", "leases", "secrets"], ["secrets", "configmaps"]])
    func whoMayHaveSecretsGetsSecrets(_ resources: [String]) async throws {
        try await NarrowCluster.with(.sandbox, resources) { cluster in
            var request = try TestChart.plain.request("demo", in: cluster.namespace)
            request.createsNamespace = false
            let outcome = try await cluster.engine().ensure(request)
            #expect(outcome.record.recordKind == .secret)
        }
    }

    /// What is missing is told of the kind that would be taken.
    @Test func whoMayDoLittleIsToldWhatIsMissing() async throws {
        try await NarrowCluster.with(.sandbox, ["configmaps"], verbs: ["get", "list", "create", "patch"]) { cluster in
            let request = try TestChart.plain.request("demo", in: cluster.namespace)
            let error = try await refusal(cluster.engine(), request)
            #expect(error.code == .forbidden)
            #expect(
                error.message == "the caller may not update, delete configmaps in namespace \"\(cluster.namespace)\"")
        }
        try await NarrowCluster.with(.sandbox, ["pods"]) { cluster in
            let request = try TestChart.plain.request("demo", in: cluster.namespace)
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await cluster.engine().ensure(request)
            }
            #expect(error?.code == .forbidden && error?.request?.resource == "secrets")
        }
    }

    @Test func aWordAgainstTheRightsIsRefused() async throws {
        try await NarrowCluster.with(.sandbox, Self.rights) { cluster in
            let request = try TestChart.plain.request("demo", in: cluster.namespace)
            let error = try await refusal(cluster.engine(records: .secret), request)
            #expect(error.code == .forbidden)
            #expect(error.message.contains("create, update, delete secrets"), "\(error)")
        }
    }

    // MARK: - Secrets in the record

    @Test(arguments: EitherCluster.allCases)
    func dataOfSecretsGoesIntoNoConfigMapUnasked(_ cluster: EitherCluster) async throws {
        try await NarrowCluster.with(cluster, Self.rights) { cluster in
            let request = try Self.secretive.request("demo", in: cluster.namespace)
            let error = try await refusal(cluster.engine(), request)
            #expect(error.code == .invalidRequest && !error.hasChanged)
            #expect(error.message.hasPrefix("the chart makes Secrets (demo-key), and the release's record"), "\(error)")
            #expect(
                error.hint
                    == "ask for the right to create and list secrets in namespace \(cluster.namespace), or accept that "
                    + "with HELM_DRIVER=configmap before the command; nothing was changed")
            let none = try await cluster.records(.configMap)
            #expect(none.isEmpty)
            // Without the Secret it goes, and with it, later, it does not.
            let plain = try Self.secretive.request("demo", in: cluster.namespace, values: ["hidden": false])
            let outcome = try await cluster.engine().ensure(plain)
            #expect(outcome.record.recordKind == .configMap)
            let later = try await refusal(cluster.engine(cluster.admin), request)
            #expect(later.hint == "accept that with HELM_DRIVER=configmap before the command; nothing was changed")
            // Who accepts it has accepted it for the revisions to come.
            let accepted = try await cluster.engine(cluster.admin, records: .configMap).ensure(request)
            #expect(accepted.record.revision == 2 && accepted.record.recordKind == .configMap)
            let next = try Self.secretive.request("demo", in: cluster.namespace, values: ["text": "bye"])
            let third = try await cluster.engine(cluster.admin).ensure(next)
            #expect(third.record.revision == 3)
        }
    }

    // MARK: - What cannot be seen

    /// A release that the caller cannot see is not taken over.
    @Test(arguments: EitherCluster.allCases)
    func objectsOfAHiddenReleaseAreLeft(_ cluster: EitherCluster) async throws {
        try await NarrowCluster.with(cluster, Self.rights) { cluster in
            let request = try TestChart.plain.request("demo", in: cluster.namespace, values: ["text": "admin's"])
            _ = try await cluster.engine(cluster.admin).ensure(request)
            let mine = try TestChart.plain.request("demo", in: cluster.namespace, values: ["text": "mine"])
            let error = try await refusal(cluster.engine(), mine)
            #expect(error.code == .forbidden && !error.hasChanged)
            #expect(
                error.message.hasPrefix(
                    "it is there already (ConfigMap \(cluster.namespace)/demo-map), but none of its records: releases "
                        + "kept as Secrets in namespace \(cluster.namespace) cannot be seen: "), "\(error)")
            #expect(error.hint?.hasSuffix(", or choose another name; nothing was changed") == true)
            let map = try await cluster.admin.get(.configMaps, "demo-map", namespace: cluster.namespace)
            #expect(map["data"]?["text"] == "admin's")
            // Nobody knows that it is not there.
            let unseen = await #expect(throws: KubernetesError.self) {
                _ = try await cluster.engine().record("demo", namespace: cluster.namespace)
            }
            #expect(unseen?.code == .forbidden)
            // Under another name there is room.
            let other = try TestChart.plain.request("other", in: cluster.namespace)
            let outcome = try await cluster.engine().ensure(other)
            #expect(outcome.change == .created)
        }
    }

    // MARK: - Plans for later

    @Test func aSavedPlanKeepsItsKind() async throws {
        try await NarrowCluster.with(.sandbox, Self.rights) { cluster in
            let request = try Self.secretive.request("demo", in: cluster.namespace)
            let planner = cluster.engine(cluster.admin, records: .configMap)
            let forecast = try await planner.forecast(request, saving: true)
            let plan = try #require(forecast.saved)
            let read = try SavedPlan(file: plan.fileBytes(), name: "plan")
            let applied = try await cluster.engine(cluster.admin).apply(
                read, phase: .releases, events: NoEvents())
            guard case .made(let outcome) = applied else {
                Issue.record("another kind of work")
                return
            }
            #expect(outcome.record.recordKind == .configMap)
        }
    }

    /// The caller may look at ConfigMaps alone, also where a plan of before is carried out.
    @Test func aSavedPlanOfOneWithoutSecretsIsCarriedOut() async throws {
        try await NarrowCluster.with(.sandbox, Self.rights) { cluster in
            let request = try TestChart.plain.request("demo", in: cluster.namespace)
            let engine = cluster.engine()
            let forecast = try await engine.forecast(request, saving: true)
            let plan = try #require(forecast.saved)
            let applied = try await engine.apply(plan, phase: .releases, events: NoEvents())
            guard case .made(let outcome) = applied else {
                Issue.record("another kind of work")
                return
            }
            #expect(outcome.record.recordKind == .configMap)
            #expect(outcome.warnings.contains { $0.contains(" are ConfigMaps, because ") })
        }
    }

    // MARK: - Helm

    /// Helm is told where the release's records are, whatever the environment says.
    @Test(arguments: [nil, .secret, .configMap] as [RecordKind?])
    func helmIsToldOfTheRecords(_ named: RecordKind?) async throws {
        try await NarrowCluster.with(.sandbox, Self.rights) { cluster in
            let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
            let helm = PlayedHelm { command, _ in
                let kind = RecordKind(rawValue: command.environment["HELM_DRIVER"] ?? "")
                #expect(kind == (named ?? .secret))
                // Nothing is stored by a rehearsal.
                guard !command.arguments.contains("--dry-run=server") else { return .ended("{}") }
                var record = StoredRelease(body: [
                    "name": "demo", "namespace": .string(cluster.namespace), "version": 1,
                    "info": ["status": "deployed"], "config": [:], "manifest": .string(map),
                ])
                record.kind = kind ?? .secret
                try await ReleaseStorage(client: cluster.admin).create(&record, keeping: [], limit: 0)
                return .ended("{}")
            }
            let engine = ReleaseEngine.helm(
                client: cluster.admin, charts: ChartResolver(remote: UnreachableCharts()), access: HelmAccess(),
                processes: helm, environment: ["HELM_DRIVER": "sql"], records: named)
            let request = try TestChart.plain.request("demo", in: cluster.namespace)
            let outcome = try await engine.ensure(request)
            #expect(outcome.change == .created && outcome.record.recordKind == (named ?? .secret))
        }
    }
}
