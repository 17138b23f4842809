import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Webhooks of others that stand in the way of an install, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct StaleWebhookTests {
    /// A clock on which a second takes so small a part of one.
    private static func client(times factor: Int = 10) async throws -> KubernetesClient {
        var options = ClientOptions()
        options.clock = FastClock(times: factor)
        return try await Live.client(options: options)
    }

    /// A namespace of which a webhook is asked about every ConfigMap, once the server knows of it.
    private static func guarded(by title: String, at url: String, trusting authority: String) async throws -> String {
        let client = try await Live.client()
        let namespace = Live.unique()
        _ = try await client.create(GuardedNamespace.namespace(namespace))
        _ = try await client.create(
            GuardedNamespace.webhook(
                title, of: namespace, at: url, trusting: authority, operations: ["CREATE", "UPDATE"]))
        let probe: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "probe"]]
        while true {
            do {
                _ = try await client.create(probe, namespace: namespace, options: WriteOptions(dryRun: true))
                try await Task.sleep(for: .milliseconds(50))
            } catch let error as KubernetesError where error.code == .webhookFailed {
                return namespace
            }
        }
    }

    /// The name of the configuration is that of its namespace.
    private static func remove(_ namespace: String) async throws {
        let client = try await Live.client()
        let type = try await client.resourceType(
            apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingWebhookConfiguration")
        _ = try await client.delete(type, namespace)
    }

    /// An install there fails for the webhook, in the server's words.
    private static func expectRefusal(_ namespace: String, by title: String, _ more: String) async throws {
        let engine = WaitingInstall.driver(try await Self.client())
        let error = try await #require(throws: ReleaseError.self) {
            _ = try await engine.ensure(
                try TestChart.plain.request("demo", in: namespace, timeout: WaitingInstall.time))
        }
        #expect(error.code == .applyFailed, "\(error)")
        let words = ["cannot apply ConfigMap \(namespace)/demo-map", "failed calling webhook \"\(title)\"", more]
        for word in words { #expect(error.message.contains(word), "\(error)") }
        let record = try await engine.record("demo", namespace: namespace)
        #expect(record?.status == "failed")
    }

    /// Its operator is gone, and it stands in the way of everybody: it is named, and with it out of the way the next run
    /// goes on.
    @Test func aStaleWebhookIsNamedAndTheNextRunGoesOnF23() async throws {
        let authority = try await ControlPlane.shared().certificateAuthority
        let title = "stale.example.com"
        // Nobody listens on the first port.
        let namespace = try await Self.guarded(by: title, at: "https://127.0.0.1:1", trusting: authority)
        try await Self.expectRefusal(namespace, by: title, "connection refused")
        try await Self.remove(namespace)
        // The server takes a moment to forget it, which the run bears.
        let outcome = try await WaitingInstall.driver(try await Self.client()).ensure(
            try TestChart.plain.request("demo", in: namespace, timeout: WaitingInstall.time))
        #expect(outcome.record.revision == 2)
        #expect(outcome.record.status == "deployed")
    }

    /// A certificate that it does not trust, and a line break in place of one, as charts have it until somebody puts it in.
    @Test(arguments: [nil, "\n"] as [String?])
    func aWebhookWithAnInvalidCABundleIsNamedF25(_ authority: String?) async throws {
        try await WebhookServer.withPlace { place in
            let foreign = try await ControlPlane.shared().certificateAuthority
            try await WebhookServer.with(at: place) { server in
                let title = "distrusted.example.com"
                let namespace = try await Self.guarded(by: title, at: place.url, trusting: authority ?? foreign)
                try await Self.expectRefusal(namespace, by: title, "certificate")
                let reviews = try server.reviews()
                #expect(reviews.isEmpty)
                try await Self.remove(namespace)
            }
        }
    }

    /// As cert-manager does, a while after the webhook has come.
    @Test func aCABundleThatIsPutInMeanwhileIsWaitedForF25() async throws {
        try await WebhookServer.withPlace { place in
            try await WebhookServer.with(at: place) { server in
                let title = "late.example.com"
                let namespace = try await Self.guarded(by: title, at: place.url, trusting: "\n")
                // A minute is given to a webhook: 20 s of this clock.
                let engine = WaitingInstall.driver(try await Self.client(times: 3))
                async let outcome = engine.ensure(
                    try TestChart.plain.request("demo", in: namespace, timeout: WaitingInstall.time))
                _ = try await WaitingInstall.wait(for: {
                    try await engine.record("demo", namespace: namespace)?.status == "pending-install" ? true : nil
                })
                _ = try await Live.client().apply(
                    GuardedNamespace.webhook(
                        title, of: namespace, at: place.url, trusting: place.certificateAuthority,
                        operations: ["CREATE", "UPDATE"]),
                    options: ApplyOptions(fieldManager: "cert-manager-cainjector", force: true))
                let change = try await outcome.change
                #expect(change == .created)
                let reviews = try server.reviews()
                #expect(!reviews.isEmpty)
                try await Self.remove(namespace)
            }
        }
    }
}
