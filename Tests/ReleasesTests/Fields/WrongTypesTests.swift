import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Objects that do not have the types of their kind, and those whose lists leave a key out; on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct WrongTypesTests {
    private func request(
        _ chart: TestChart, _ namespace: String, values: Object = [:],
        _ adjust: (inout ReleaseOptions) -> Void = { _ in }
    ) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace, values: values)
        request.options.mode = .upgradeOrInstall
        adjust(&request.options)
        return request
    }

    // MARK: - Values of Secrets

    private static let secret = TestChart(
        "secret", values: "{pw: firstsecret1, num: one}",
        [
            "templates/s.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: {name: s}
            stringData:
              pw: {{ .Values.pw }}
              num: {{ .Values.num }}
            """
        ])

    @Test func noValueOfASecretIsInARefusal() async throws {
        let engine = try await Live.driver()
        let namespace = try await Live.client().makeNamespace()
        let hidden = ["topsecret99", "firstsecret1", "Value:5"]
        for isThere in [false, true] {
            if isThere { _ = try await engine.ensure(try request(Self.secret, namespace)) }
            let wanted = try request(Self.secret, namespace, values: ["num": 5, "pw": "topsecret99"])
            let changes = try await engine.plan(wanted)
            let reason = try #require(changes.refused.first?.reason)
            #expect(reason.contains(".stringData.num: expected string, got (hidden)"), "\(reason)")
            let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
            #expect(error?.code == .invalidChart)
            #expect(error?.hasChanged == false)
            let said = "\(changes.value.json()) \(String(describing: error))"
            for word in hidden { #expect(!said.contains(word), "\(said)") }
        }
        let revisions = try await engine.history("demo", namespace: namespace).count
        #expect(revisions == 1)
    }

    // MARK: - Other objects

    @Test func aWrongTypeIsRefusedBeforeAnythingIsChanged() async throws {
        let chart = TestChart(
            "web",
            [
                "templates/aaa.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aaa}\n",
                "templates/web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: true}]}
                """,
            ])
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = try await client.makeNamespace()
        let wanted = try request(chart, namespace)
        let changes = try await engine.plan(wanted)
        #expect(changes.refused.map(\.object) == ["Deployment.apps \(namespace)/web"])
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(wanted) }
        #expect(error?.code == .invalidChart)
        #expect(error?.hasChanged == false)
        #expect(error?.message.contains("image: expected string") == true, "\(String(describing: error))")
        let map = try await client.getIfPresent(.configMaps, "aaa", namespace: namespace)
        #expect(map == nil)
        let record = try await engine.record("demo", namespace: namespace)
        #expect(record == nil)
    }

    // MARK: - Lists with a key left out

    private static let dns = TestChart(
        "dns", values: "{color: red}",
        [
            "templates/dns.yaml": """
            apiVersion: v1
            kind: Service
            metadata: {name: dns, labels: {color: "{{ .Values.color }}"}}
            spec:
              selector: {app: dns}
              ports: [{port: 53, name: a}, {port: 53, protocol: UDP, name: b}]
            """
        ])

    /// Servers before 1.21 apply no such Service; later ones know the default.
    @Test func aServiceOfTwoProtocolsOnOnePortIsUpgraded() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = try await client.makeNamespace()
        _ = try await engine.ensure(try request(Self.dns, namespace))
        let before = try await client.get(.services, "dns", namespace: namespace)
        for color in ["red", "blue"] {
            let wanted = try request(Self.dns, namespace, values: ["color": .string(color)])
            let changes = try await engine.plan(wanted)
            #expect(changes.refused.isEmpty && changes.unknown.isEmpty, "\(changes)")
            let outcome = try await engine.ensure(wanted)
            #expect(outcome.record.status == "deployed")
            for warning in outcome.warnings where warning.contains("applied client-side") {
                #expect(warning.contains("give protocol in each element"), "\(warning)")
            }
            let live = try await client.get(.services, "dns", namespace: namespace)
            #expect(live["metadata"]?["labels"]?["color"] == .string(color))
            let ports = (live["spec"]?["ports"]?.array ?? []).map {
                "\($0["name"]?.string ?? "") \($0["protocol"]?.string ?? "")"
            }
            #expect(ports == ["a TCP", "b UDP"])
            #expect(live["spec"]?["clusterIP"] == before["spec"]?["clusterIP"])
        }
    }
}
