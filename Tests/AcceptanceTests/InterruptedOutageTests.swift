import FoundationEssentials
import Subprocess
import TestParts
import Testing

/// A run that is interrupted while the API server is away ends at once, and says what it could not write.
@Suite(.timeLimit(.minutes(10))) struct InterruptedOutageTests {
    private static let files = [
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "templates/web.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: nowhere.invalid/web}]}
        """,
    ]

    @Test(arguments: [Signal.interrupt, .terminate, .terminalClosed])
    func endsWithinASecondAndTheNextRunGoesOnF1(_ signal: Signal) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = "\(folder)/web"
            try FileManager.default.createDirectory(atPath: "\(chart)/templates", withIntermediateDirectories: true)
            for (path, text) in Self.files {
                try text.write(toFile: "\(chart)/\(path)", atomically: true, encoding: .utf8)
            }
            let cluster = try await ControlPlane.shared()
            try await FaultProxy.with(cluster) { proxy in
                let namespace = "outage-\(signal.rawValue)"
                let run = [
                    "release", "upgrade", "--install", "web", chart, "-n", namespace, "--create-namespace", "--events",
                    "plain",
                ]
                let end = try await RunningGroundcrew.interrupt(
                    run + ["--wait", "--kubeconfig", proxy.kubeconfig], on: cluster, with: signal
                ) {
                    let made = try await cluster.kubectl("get", "deployment", "web", "-n", namespace)
                    guard made.isSuccess else { return false }
                    try proxy.restart(refusingFor: .seconds(60))
                    return true
                }
                #expect(end.exitCode == 130, "\(end)")
                // Within a second by itself; others are at work here.
                #expect(end.took < .seconds(5), "\(end)")
                #expect(end.standardError.contains("stays pending-install"), "\(end)")
                #expect(end.standardError.contains("run again: the next run recovers it"), "\(end)")
                #expect(end.standardError.contains("the lock could not be given back ("), "\(end)")

                let next = try await Groundcrew.run(run, on: cluster)
                #expect(next.isSuccess, "\(next)")
                #expect(next.standardError.contains("taking the lock over from groundcrew release upgrade"), "\(next)")
                let lease = try await cluster.kubectl("get", "lease", "groundcrew.web", "-n", namespace)
                #expect(!lease.isSuccess, "the lock is left behind: \(lease)")
            }
        }
    }
}
