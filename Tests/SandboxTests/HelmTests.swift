import Sandbox
import TestParts
import Testing

/// Both real Helms against the sandbox on loopback.
@Suite(
    .enabled(if: TestParts.has(.helm3, .helm4), "helm3 or helm4 is missing: run 'make parts'"), .timeLimit(.minutes(5)))
struct HelmTests {
    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func installsUpgradesRollsBackAndUninstalls(helm: TestParts.Part) async throws {
        let chart = "\(TestParts.projectRoot)/charts/sandbox-operator"
        try await ServedSandbox.with { served in
            let installed = try await served.run(
                helm, "install", "dynamo-platform", chart, "-n", "dynamo-system", "--create-namespace", "--wait",
                "--timeout", "60s")
            #expect(installed.isSuccess, "\(installed)")
            #expect(installed.standardOutput.contains("STATUS: deployed"), "\(installed)")
            let upgraded = try await served.run(
                helm, "upgrade", "dynamo-platform", chart, "-n", "dynamo-system", "--set", "replicas=2", "--wait",
                "--timeout", "60s")
            #expect(upgraded.isSuccess, "\(upgraded)")
            let replicas = try await served.kubectl(
                "get", "deployments", "-n", "dynamo-system", "-o", "jsonpath={.items[0].status.readyReplicas}")
            #expect(replicas.standardOutput == "2", "\(replicas)")
            let listed = try await served.run(helm, "list", "-n", "dynamo-system", "-o", "json")
            #expect(listed.standardOutput.contains("\"revision\":\"2\""), "\(listed)")
            let status = try await served.run(helm, "status", "dynamo-platform", "-n", "dynamo-system")
            #expect(status.standardOutput.contains("is simulated"), "\(status)")
            let rolled = try await served.run(
                helm, "rollback", "dynamo-platform", "1", "-n", "dynamo-system", "--wait", "--timeout", "60s")
            #expect(rolled.isSuccess, "\(rolled)")
            let history = try await served.run(helm, "history", "dynamo-platform", "-n", "dynamo-system")
            #expect(history.standardOutput.contains("Rollback to 1"), "\(history)")
            let removed = try await served.run(
                helm, "uninstall", "dynamo-platform", "-n", "dynamo-system", "--wait", "--timeout", "60s")
            #expect(removed.isSuccess, "\(removed)")
            let left = try await served.kubectl("get", "deployments,clusterroles", "-A", "-o", "name")
            #expect(!left.standardOutput.contains("dynamo"), "\(left)")
        }
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func aFailedInstallSaysWhy(helm: TestParts.Part) async throws {
        let chart = "\(TestParts.projectRoot)/charts/sandbox-operator"
        var file = SandboxFile.standard
        file.faults = [
            SandboxFault(kind: "Pod", name: "dynamo-platform-*", fault: PodFault.imagePullBackOff.rawValue)
        ]
        try await ServedSandbox.with(SandboxOptions(file: file)) { served in
            let installed = try await served.run(
                helm, "install", "dynamo-platform", chart, "-n", "dynamo-system", "--create-namespace", "--wait",
                "--timeout", "3s")
            #expect(!installed.isSuccess, "\(installed)")
            let pods = try await served.kubectl("get", "pods", "-n", "dynamo-system")
            #expect(pods.standardOutput.contains("ImagePullBackOff"), "\(pods)")
        }
    }
}
