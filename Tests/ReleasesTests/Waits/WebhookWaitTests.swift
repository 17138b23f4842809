import Events
import Formats
import HTTP
import Kubernetes
import Synchronization
import TestParts
import Testing
import Value

@testable import Releases

/// Webhooks, APIs and definitions of kinds that do not come, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct WebhookWaitTests {
    private static func webhook(_ caBundle: String, selector: String = "selector: {app: nobody}, ") -> TestChart {
        TestChart(
            "guard",
            [
                "templates/webhook.yaml": """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: "{{ .Release.Namespace }}"}
                webhooks:
                  - name: gears.example.com
                    failurePolicy: Fail
                    sideEffects: None
                    admissionReviewVersions: [v1]
                    rules:
                      - {apiGroups: [nowhere.example.com], apiVersions: [v1], resources: [gears], operations: [CREATE]}
                    clientConfig:
                      caBundle: "\(caBundle)"
                      service: {namespace: "{{ .Release.Namespace }}", name: guard}
                """,
                "templates/service.yaml": """
                apiVersion: v1
                kind: Service
                metadata: {name: guard}
                spec: {\(selector)ports: [{port: 443}]}
                """,
            ])
    }

    @Test func aWebhookWithoutAnyoneBehindItIsNotReadyF24() async throws {
        let namespace = Live.unique()
        let authority = Base64.encode(Array(try await ControlPlane.shared().certificateAuthority.utf8))
        let error = try await WaitingInstall.install(Self.webhook(authority), in: namespace)
        #expect(error?.code == .notReady)
        #expect(
            error?.message.contains(
                "the Service \(namespace)/guard of its webhook gears.example.com has no ready address") == true,
            "\(String(describing: error))")
        #expect(error?.hint?.contains("kubectl describe service guard --namespace \(namespace)") == true)
    }

    /// Has an address behind a Service without a selector, so that no controller says otherwise.
    private static func standBehind(_ service: Value, _ client: KubernetesClient, _ namespace: String) async throws {
        let endpoints: Value = [
            "apiVersion": "v1", "kind": "Endpoints", "metadata": ["name": service],
            "subsets": [["addresses": [["ip": "192.0.2.1"]], "ports": [["port": 443]]]],
        ]
        _ = try await WaitingInstall.wait {
            try await client.getIfPresent(.namespaces, namespace) == nil
                ? nil : try await client.create(endpoints, namespace: namespace)
        }
    }

    @Test func aWebhookWithoutACertificateIsNotReadyF24() async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(Self.webhook("", selector: ""), in: namespace) { client in
            try await Self.standBehind("guard", client, namespace)
        }
        #expect(error?.code == .notReady)
        #expect(
            error?.message.contains("its webhook gears.example.com has no caBundle yet") == true,
            "\(String(describing: error))")
    }

    /// The server takes any bytes for one, and then trusts nobody.
    @Test func aWebhookWithABrokenCertificateIsNotReadyF25() async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(Self.webhook("Z2FyYmFnZQ==", selector: ""), in: namespace) {
            client in
            try await Self.standBehind("guard", client, namespace)
        }
        #expect(error?.code == .notReady)
        #expect(
            error?.message.contains("the caBundle of its webhook gears.example.com cannot be used") == true,
            "\(String(describing: error))")
    }

    /// A webhook whose pod is just starting refuses everything for a moment.
    @Test(arguments: [3, Int.max])
    func aWebhookThatCannotBeAskedIsAskedAgainF24(failures: Int) async throws {
        let left = Mutex(failures)
        let transport = FaultyTransport { request in
            guard request.method == .patch, request.url.contains("/configmaps/") else { return nil }
            let fails = left.withLock { left in
                defer { left -= 1 }
                return left > 0
            }
            return fails
                ? .failure(500, "InternalError", "failed calling webhook a.example.com: connection refused") : nil
        }
        let driver = WaitingInstall.driver(try await transport.client(options: WaitingInstall.options()))
        let namespace = Live.unique()
        let request = try TestChart.plain.request("demo", in: namespace, timeout: WaitingInstall.time)
        guard failures == .max else {
            #expect(try await driver.ensure(request).change == .created)
            return
        }
        let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        #expect(error?.code == .applyFailed)
        #expect(
            error?.message.contains("cannot apply ConfigMap \(namespace)/demo-map") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains("failed calling webhook a.example.com: connection refused") == true)
    }

    @Test func anAPIServiceThatDoesNotAnswerIsNotReadyF22() async throws {
        let service: Value = [
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "metadata": ["name": "v1.broken.example.com"],
            "spec": [
                "group": "broken.example.com", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100,
                "insecureSkipTLSVerify": true, "service": ["name": "nobody", "namespace": "default"],
            ],
        ]
        // An API that does not answer is in everybody's way.
        try await ControlPlane.with { cluster in
            let client = try Live.client(of: cluster, options: WaitingInstall.options())
            // Kubernetes 1.20 panics at a server-side apply of one, so the release's own way is not open there.
            _ = try await client.create(service)
            let error = await #expect(throws: ReleaseError.self) {
                try await ReadinessWait(
                    client: client, deadline: Deadline(WaitingInstall.time, clock: client.options.clock),
                    release: "apps/demo",
                    progress: Progress(sink: NoEvents(), phase: .releases, release: "apps/demo")
                ).run([ReleaseObject(value: service, type: .apiServices, path: "api.yaml")])
            }
            #expect(error?.code == .notReady)
            #expect(
                error?.message.hasPrefix(
                    "APIService.apiregistration.k8s.io v1.broken.example.com cannot become ready: ") == true,
                "\(String(describing: error))")
        }
    }

    @Test func aCRDWhoseNamesAreTakenIsRefused() async throws {
        let gears = NativeOrderTests.Gears()
        let namespace = Live.unique()
        let first = TestChart("first", ["crds/gear.yaml": gears.crd("gears", "Gear")])
        #expect(try await WaitingInstall.install(first, in: namespace) == nil)
        let second = TestChart("second", ["crds/cog.yaml": gears.crd("cogs", "Gear")])
        let error = try await WaitingInstall.install(second, in: Live.unique())
        #expect(error?.code == .applyFailed)
        #expect(
            error?.message.hasPrefix("CRD cogs.\(gears.group) was refused its names: ") == true,
            "\(String(describing: error))")
    }
}
