import Charts
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// Waits for Jobs that are no hooks, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct JobWaitTests {
    private static let chart = TestChart(
        "working",
        [
            "templates/job.yaml": """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: setup}
            spec:
              backoffLimit: 0
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: setup, image: nowhere.invalid/setup}]
            """
        ])

    /// Its controller notes that it has started, whatever becomes of its pods.
    @Test func aJobWhosePodsAreRefusedIsNotReadyF26() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "none"],
                "spec": ["hard": ["pods": "0"]],
            ], namespace: namespace)
        let error = try await WaitingInstall.install(Self.chart, in: namespace)
        #expect(error?.code == .notReady)
        #expect(
            error?.message.hasPrefix("Job.batch \(namespace)/setup cannot become ready: job/setup: ") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains("exceeded quota") == true)
    }

    @Test func aJobNeedNotEndUnlessThatIsAskedFor() async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(Self.chart, in: namespace)
        #expect(error == nil, "\(String(describing: error))")
        let job = try await Live.client().get(.jobs, "setup", namespace: namespace)
        #expect(job["status"]?["succeeded"] == nil)
    }

    @Test func whereJobsAreWaitedForTheyMustEndWell() async throws {
        let namespace = Live.unique()
        let log = EventLog()
        let error = try await WaitingInstall.install(
            Self.chart, in: namespace, options: ReleaseOptions(waitsForJobs: true), log: log
        ) { _ in
            _ = try await WaitingInstall.wait {
                log.messages.contains { $0.hasPrefix("waiting for Job.batch \(namespace)/setup runs: ") } ? true : nil
            }
            _ = try await PlayedKubelet.play(namespace, until: 1)
        }
        #expect(error == nil, "\(String(describing: error))")
        let job = try await Live.client().get(.jobs, "setup", namespace: namespace)
        #expect(job["status"]?["succeeded"] == 1)
    }

    private static func fail(_ client: KubernetesClient, _ namespace: String) async throws {
        let pod = try await WaitingInstall.wait {
            try await client.listAll(
                .pods, namespace: namespace, options: ListOptions(labelSelector: "job-name=setup")
            ).items.first?["metadata"]?["name"]?.string
        }
        _ = try await client.patch(
            .pods, pod, namespace: namespace, with: .merge(["status": ["phase": "Failed"]]),
            options: WriteOptions(subresource: "status"))
    }

    @Test(arguments: [true, false])
    func aJobThatFailsEndsTheWait(waitsForJobs: Bool) async throws {
        let namespace = Live.unique()
        // What runs counts as ready: something else has to be waited for meanwhile.
        var chart = Self.chart
        chart.files += TestChart.neverReady.files.filter { $0.path == "templates/web.yaml" }
        let error = try await WaitingInstall.install(
            chart, in: namespace, options: ReleaseOptions(waitsForJobs: waitsForJobs)
        ) { client in try await Self.fail(client, namespace) }
        #expect(error?.code == .notReady)
        #expect(
            error?.message.hasPrefix("Job.batch \(namespace)/setup failed: BackoffLimitExceeded: ") == true,
            "\(String(describing: error))")
    }

    // MARK: - No activity

    @Test func aWaitInWhichNothingChangesEndsAndSaysWhatItSawLast() async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(
            .neverReady, in: namespace, options: ReleaseOptions(idleTimeout: .seconds(60)))
        #expect(error?.code == .timedOut)
        let message = error?.message ?? ""
        #expect(message.hasPrefix("nothing has changed for 60 s, since "), "\(message)")
        #expect(message.contains("seen last: Deployment.apps \(namespace)/demo-web available 0/1"), "\(message)")
    }
}
