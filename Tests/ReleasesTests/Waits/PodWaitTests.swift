import Kubernetes
import Testing
import Value

@testable import Releases

/// Faults of pods that end a wait, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct PodWaitTests {
    @Test func aCrashLoopEndsTheWaitWithItsLogF41() async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(.neverReady, in: namespace) { client in
            try await WaitingInstall.report(
                ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off"]], client, namespace,
                more: [
                    "lastState": [
                        "terminated": [
                            "exitCode": 3, "reason": "Error", "startedAt": .null, "finishedAt": .null,
                            "message": "cannot reach nats",
                        ]
                    ]
                ])
        }
        #expect(error?.code == .notReady)
        #expect(error?.hasChanged == true)
        let message = error?.message ?? ""
        #expect(
            message.hasPrefix("Deployment.apps \(namespace)/demo-web cannot become ready: pod/demo-web-"), "\(message)")
        #expect(message.contains("the container ended with exit code 3, 7 restarts: cannot reach nats"))
        #expect(error?.hint?.contains("kubectl logs --previous") == true)
    }

    @Test(arguments: [
        ("ErrImagePull", "no such image", "pull secret"),
        ("CreateContainerConfigError", "secret \"token\" not found", "secret or config map"),
    ])
    func aContainerThatCannotStartEndsTheWait(reason: String, words: String, hint: String) async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(.neverReady, in: namespace) { client in
            try await WaitingInstall.report(
                ["waiting": ["reason": .string(reason), "message": .string(words)]], client, namespace)
        }
        #expect(error?.code == .notReady)
        #expect(error?.message.contains("\(reason): \(words)") == true, "\(String(describing: error))")
        #expect(error?.hint?.contains(hint) == true)
    }

    @Test func aContainerWithoutMemoryEndsTheWait() async throws {
        let namespace = Live.unique()
        let error = try await WaitingInstall.install(.neverReady, in: namespace) { client in
            try await WaitingInstall.report(
                ["waiting": ["reason": "CrashLoopBackOff"]], client, namespace,
                more: [
                    "lastState": [
                        "terminated": [
                            "exitCode": 137, "reason": "OOMKilled", "startedAt": .null, "finishedAt": .null,
                        ]
                    ]
                ])
        }
        #expect(error?.message.contains("used more memory than its limit") == true, "\(String(describing: error))")
        #expect(error?.hint == "raise the container's memory limit")
    }
}
