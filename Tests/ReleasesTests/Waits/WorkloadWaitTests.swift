import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// What workloads themselves say, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct WorkloadWaitTests {
    @Test func aDeploymentPastItsDeadlineHasFailed() async throws {
        let chart = TestChart(
            "late",
            [
                "templates/web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  progressDeadlineSeconds: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: nowhere.invalid/web}]}
                """
            ])
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(chart, in: namespace)
        #expect(error?.code == .notReady)
        #expect(
            error?.message.hasPrefix(
                "Deployment.apps \(namespace)/web has failed: progress deadline exceeded, ready 0/1") == true,
            "\(String(describing: error))")
    }

    /// A success that does nothing is told.
    @Test func aDaemonSetWithoutNodesIsAWarningThatNamesItsSelector() async throws {
        let chart = TestChart(
            "plugin",
            [
                "templates/plugin.yaml": """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: plugin}
                spec:
                  selector: {matchLabels: {app: plugin}}
                  template:
                    metadata: {labels: {app: plugin}}
                    spec:
                      nodeSelector: {example.com/gpu: "true"}
                      containers: [{name: plugin, image: nowhere.invalid/plugin}]
                """
            ])
        let namespace = Live.unique()
        let log = EventLog()
        #expect(try await WaitingInstall.install(chart, in: namespace, log: log) == nil)
        #expect(
            log.messages.contains(
                "DaemonSet.apps \(namespace)/plugin wants 0 pods: no node fits its nodeSelector example.com/gpu=true"),
            "\(log.messages)")
    }
}
