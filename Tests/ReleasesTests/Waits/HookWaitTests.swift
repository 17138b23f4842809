import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// Waits for hooks, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct HookWaitTests {
    private static func hook(_ name: String) -> TestChart {
        TestChart(
            "hooked",
            [
                "templates/job.yaml": """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  \(name)
                  annotations: {helm.sh/hook: pre-install}
                spec:
                  backoffLimit: 0
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: setup, image: nowhere.invalid/setup}]
                """
            ])
    }

    private static func end(_ condition: String, _ client: KubernetesClient, _ namespace: String) async throws {
        let job = try await WaitingInstall.wait(for: {
            try await client.listAll(.jobs, namespace: namespace).items.first?["metadata"]?["name"]?.string
        })
        /// As newer servers want it: what leads to the end, times, and no pod that is active any more.
        func ended(_ live: Value) -> Value {
            let isComplete = condition == "Complete"
            var status: Object = [
                "conditions": .array(
                    [isComplete ? "SuccessCriteriaMet" : "FailureTarget", condition].map {
                        ["type": .string($0), "status": "True", "reason": "Because", "message": "of the test"]
                    }),
                "startTime": live["status"]?["startTime"] ?? "2026-01-01T00:00:00Z", "active": 0, "ready": 0,
            ]
            if isComplete { status["completionTime"] = "2099-01-01T00:00:00Z" }
            return ["status": .object(status)]
        }
        // The controller of Kubernetes 1.20 writes a status over one that came before it: until it has seen the end.
        var looks = 0
        while looks < 3 {
            let live = try await client.getIfPresent(.jobs, job, namespace: namespace)
            let conditions = live?["status"]?["conditions"]?.array ?? []
            if live == nil || conditions.contains(where: { $0["type"]?.string == condition }) {
                looks += 1
            } else {
                looks = 0
                _ = try await client.patch(
                    .jobs, job, namespace: namespace, with: .merge(ended(live ?? .null)),
                    options: WriteOptions(subresource: "status"))
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// It was taken for done while it ran.
    @Test func aHookThatTheServerNamesIsWaitedFor() async throws {
        let namespace = Live.unique()
        let log = EventLog()
        let error = try await WaitingInstall.install(Self.hook("generateName: setup-"), in: namespace, log: log) {
            client in
            _ = try await WaitingInstall.wait(for: {
                log.messages.contains { $0.hasPrefix("waiting for pre-install hook Job.batch \(namespace)/setup-") }
                    ? true : nil
            })
            #expect(
                try await Live.driver().record("demo", namespace: namespace)?.status == "pending-install")
            try await Self.end("Complete", client, namespace)
        }
        #expect(error == nil, "\(String(describing: error))")
    }

    @Test func aHookThatTheServerNamesMayFail() async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(Self.hook("generateName: setup-"), in: namespace) { client in
            try await Self.end("Failed", client, namespace)
        }
        #expect(error?.code == .hookFailed)
        #expect(
            error?.message.hasPrefix("pre-install hook Job.batch \(namespace)/setup-") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains(" failed: Because: of the test") == true)
    }

    @Test func aHookWhosePodsAreRefusedFailsF26() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "none"],
                "spec": ["hard": ["pods": "0"]],
            ], namespace: namespace)
        let error = try await WaitingInstall.install(Self.hook("name: setup"), in: namespace)
        #expect(error?.code == .hookFailed)
        #expect(
            error?.message.hasPrefix("pre-install hook Job.batch \(namespace)/setup cannot end: job/setup: ") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains("exceeded quota") == true)
    }
}
