import FoundationEssentials
import Subprocess
import Synchronization
import TestParts
import Testing

/// A wait for something of which nothing is known any more ends as soon as somebody wants it to, and gives all back.
@Suite(.timeLimit(.minutes(10))) struct UnknownWaitTests {
    /// What the server says of it from some moment on.
    enum Silence: String, CaseIterable, CustomTestStringConvertible {
        case unavailable, nothing
        var testDescription: String { rawValue }

        var fault: FaultProxy.Fault { self == .unavailable ? .unavailable : .slow(.seconds(300)) }
    }

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

    @Test(arguments: Silence.allCases, [Signal.interrupt, .terminate])
    func aSignalEndsAWaitOfWhichNothingIsKnownF5(_ silence: Silence, _ signal: Signal) async throws {
        let cluster = try await ControlPlane.shared()
        try await TestParts.withTemporaryFolder { folder in
            let chart = "\(folder)/web"
            try FileManager.default.createDirectory(atPath: "\(chart)/templates", withIntermediateDirectories: true)
            for (path, text) in Self.files {
                try text.write(toFile: "\(chart)/\(path)", atomically: true, encoding: .utf8)
            }
            try await FaultProxy.with(cluster) { proxy in
                let namespace = "unknown-\(silence.rawValue)-\(signal == .interrupt ? "interrupt" : "terminate")"
                let arguments = [
                    "release", "install", "web", chart, "-n", namespace, "--create-namespace", "--wait", "--timeout",
                    "10m", "--kubeconfig", proxy.kubeconfig,
                ]
                let injected = Mutex<FaultProxy.Rule?>(nil)
                let end = try await RunningGroundcrew.interrupt(arguments, on: cluster, with: signal) {
                    if let rule = injected.withLock({ $0 }) { return try proxy.injections(of: rule) >= 1 }
                    let made = try await cluster.kubectl("get", "deployment", "web", "-n", namespace)
                    guard made.isSuccess else { return false }
                    // What is open is cut, and what is asked anew finds nothing out.
                    let rule = try proxy.inject(silence.fault, .reads(path: "/deployments"))
                    injected.withLock { $0 = rule }
                    try proxy.restart(refusingFor: .zero)
                    return false
                }
                #expect(end.exitCode == 130, "\(end)")
                // Within a second by itself; others are at work here.
                #expect(end.took < .seconds(5), "\(end)")
                #expect(end.leftBehind.isEmpty, "\(end)")
                #expect(end.standardError.contains("groundcrew: interrupted"), "\(end)")

                let records = try await cluster.kubectl(
                    "get", "secrets", "-n", namespace, "-l", "owner=helm,status=failed", "-o", "name")
                #expect(records.standardOutput.contains("sh.helm.release.v1.web.v1"), "\(records)")
                let lease = try await cluster.kubectl("get", "lease", "groundcrew.web", "-n", namespace)
                #expect(!lease.isSuccess, "the lock is left behind: \(lease)")
            }
        }
    }
}
