import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// A release that Helm 3 applied client-side, planned and taken over: the plan is what the run does.
@Suite(.timeLimit(.minutes(5)))
struct HandoverTests {
    private static let chart = TestChart(
        "old", values: "{text: one, extra: true, replicas: 2}",
        [
            "templates/map.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: map
              annotations: {note: "{{ .Values.text }}"{{ if .Values.extra }}, former: "yes"{{ end }}}
            data: {text: "{{ .Values.text }}"{{ if .Values.extra }}, extra: "yes"{{ end }}}
            """,
            "templates/web.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              {{- if .Values.extra }}
              replicas: {{ .Values.replicas }}
              {{- end }}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: "nowhere.invalid/{{ .Values.text }}"}
                  {{- if .Values.extra }}
                  - {name: side, image: nowhere.invalid/side}
                  {{- end }}
            """,
        ])

    private func installWithHelm3(_ cluster: ControlPlane, _ namespace: String) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/chart.tgz"
            try TestFiles.write(try Self.chart.packed(), to: path)
            try await cluster.helm(
                "install", "demo", path, "-n", namespace, "--create-namespace", version: .helm3
            ).require()
        }
    }

    private func request(_ namespace: String, _ values: Object) throws -> ReleaseRequest {
        var request = try Self.chart.request("demo", in: namespace, values: values)
        request.options.mode = .upgrade
        return request
    }

    @Test(
        arguments: [
            ["text": "one"], ["text": "two"], ["text": "two", "extra": false], ["extra": false],
        ] as [Value])
    func thePlanOfATakeoverIsWhatTheRunDoes(_ values: Value) async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let cluster = try await ControlPlane.shared()
        let namespace = Live.unique()
        try await installWithHelm3(cluster, namespace)
        let wanted = try request(namespace, try #require(values.object))
        let changes = try await engine.plan(wanted)
        #expect(changes.refused.isEmpty)
        #expect(changes.objects.map(\.handsOver) == [true, true], "\(changes)")
        #expect(changes.objects.map(\.change) == [.change, .change])
        _ = try await engine.ensure(wanted)
        for planned in changes.objects {
            let type: ResourceType = planned.object.hasPrefix("ConfigMap") ? .configMaps : .deployments
            let live = try await client.get(type, type == .configMaps ? "map" : "web", namespace: namespace)
            // The controller counts its revisions in an annotation.
            func essence(_ value: Value) -> Value {
                var value = value.forDisplay
                value[ValuePath(["metadata", "annotations", "deployment.kubernetes.io/revision"].map { .key($0) })] =
                    nil
                return value
            }
            #expect(planned.after.map(essence) == essence(live), "\(planned.object)")
            let managers = (live["metadata"]?["managedFields"]?.array ?? []).filter { $0["manager"] == "helm" }
            #expect(managers.map { $0["operation"] } == ["Apply"])
        }
        // Once is enough.
        let again = try await engine.plan(wanted)
        #expect(again.objects.map(\.handsOver) == [false, false])
        #expect(again.objects.map(\.change) == [.unchanged, .unchanged])
    }

    @Test func fieldsOfOthersStayTheirsInATakeover() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let cluster = try await ControlPlane.shared()
        let namespace = Live.unique()
        try await installWithHelm3(cluster, namespace)
        try await cluster.kubectl(
            "patch", "deployment/web", "-n", namespace, "--type=merge", "-p", #"{"spec":{"replicas":4}}"#
        ).require()
        let wanted = try request(namespace, ["text": "two"])
        let conflicts = try await engine.plan(wanted).objects.flatMap(\.conflicts)
        #expect(conflicts.map(\.field) == [".spec.replicas"])
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
        #expect(error?.hasChanged == false)
        // Refused, so that nothing has changed hands.
        let live = try await client.get(.deployments, "web", namespace: namespace)
        let managers = (live["metadata"]?["managedFields"]?.array ?? []).filter { $0["manager"] == "helm" }
        #expect(managers.map { $0["operation"] } == ["Update"])
        var chosen = wanted
        chosen.options.fieldChoices = FieldChoices(leave: [try FieldSelector(".spec.replicas")])
        _ = try await engine.ensure(chosen)
        let web = try await client.get(.deployments, "web", namespace: namespace)
        #expect(web["spec"]?["replicas"] == 4)
    }
}
