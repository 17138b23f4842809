import FoundationEssentials
import TestParts
import Testing

@Suite struct ControlPlaneTests {
    @Test func answersWithItsVersion() async throws {
        try await ControlPlane.with { cluster in
            let answer = try await cluster.kubectl("get", "--raw", "/version")
            #expect(answer.standardOutput.contains("\"gitVersion\": \"v1."), "\(answer)")
            #expect(cluster.server.hasPrefix("https://127.0.0.1:"))
        }
    }

    @Test func isGoneAfterwards() async throws {
        let (folder, server) = try await ControlPlane.with { ($0.folder, $0.server) }
        #expect(!FileManager.default.fileExists(atPath: folder))
        let answer = try await TestParts.run("curl", ["--silent", "--insecure", "\(server)/version"])
        #expect(answer.exitCode == 7, "curl's code for a refused connection: \(answer)")
    }

    @Test func oneTestCanHaveTwo() async throws {
        try await ControlPlane.with { first in
            try await ControlPlane.with { second in
                #expect(first.server != second.server)
                let answer = try await second.kubectl("get", "namespaces")
                #expect(answer.isSuccess, "\(answer)")
            }
        }
    }

    @Test func isGoneAfterCancellation() async throws {
        let folder = try await withThrowingTaskGroup(of: Void.self) { group in
            let (folders, found) = AsyncStream<String>.makeStream()
            group.addTask {
                defer { found.finish() }
                try await ControlPlane.with { cluster in
                    found.yield(cluster.folder)
                    try await Task.sleep(for: .seconds(600))
                }
            }
            var iterator = folders.makeAsyncIterator()
            let folder = try #require(await iterator.next())
            group.cancelAll()
            await #expect(throws: (any Error).self) {
                try await group.next()
            }
            return folder
        }
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test(arguments: [
        (ControlPlane.Context.admin, true), (.adminCertificate, true), (.viewer, false), (.nobody, false),
    ])
    func lets(context: ControlPlane.Context, readSecrets isAllowed: Bool) async throws {
        let cluster = try await ControlPlane.shared()
        let answer = try await cluster.kubectl("get", "secrets", "--all-namespaces", context: context)
        #expect(answer.isSuccess == isAllowed, "\(answer)")
        #expect(isAllowed || answer.standardError.contains("Forbidden"), "\(answer)")
    }

    @Test func letsTheViewerReadPods() async throws {
        let cluster = try await ControlPlane.shared()
        let answer = try await cluster.kubectl("get", "pods", "--all-namespaces", context: .viewer)
        #expect(answer.isSuccess, "\(answer)")
    }

    @Test func isSharedByAllWhoAsk() async throws {
        let servers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { try await ControlPlane.shared().server }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(servers.count == 1)
    }

    @Test func keepsHelmAwayFromTheUsersHome() async throws {
        let cluster = try await ControlPlane.shared()
        let answer = try await cluster.helm("env")
        #expect(answer.standardOutput.contains("HELM_CONFIG_HOME=\"\(cluster.folder)/"), "\(answer)")
    }

    /// Map iteration in the server's JSON code crashed it when it was built with a newer go than it was made for.
    @Test func survivesServerSideApplyOfDefinitions() async throws {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: foos.example.com}
            spec:
              group: example.com
              names: {kind: Foo, plural: foos}
              scope: Namespaced
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      text: {type: string, default: ""}
            """
        try await ControlPlane.with { cluster in
            let answer = try await cluster.kubectl("apply", "--server-side", "--filename", "-", input: definition)
            #expect(answer.isSuccess, "\(answer)")
            let condition = "--for=condition=Established"
            let waited = try await cluster.kubectl("wait", condition, "crd/foos.example.com", "--timeout=20s")
            #expect(waited.isSuccess, "\(waited)")
        }
    }

    @Test func makesPodsOfDeploymentsAndBindsThem() async throws {
        let node = """
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "gpu-1"}, "status": {
                "capacity": {"cpu": "8", "memory": "64Gi", "pods": "110", "nvidia.com/gpu": "8"},
                "conditions": [{"type": "Ready", "status": "True"}]}}
            """
        try await ControlPlane.with(controllers: true) { cluster in
            let made = try await cluster.kubectl("create", "--filename", "-", input: node)
            #expect(made.isSuccess, "\(made)")
            let deployed = try await cluster.kubectl("create", "deployment", "web", "--image=web")
            #expect(deployed.isSuccess, "\(deployed)")
            let bound = "--for=condition=PodScheduled"
            var waited = try await cluster.kubectl("wait", bound, "pod", "--selector=app=web", "--timeout=20s")
            // Right after the deployment there is no pod to wait for.
            for _ in 0..<50 where !waited.isSuccess {
                try await Task.sleep(for: .milliseconds(200))
                waited = try await cluster.kubectl("wait", bound, "pod", "--selector=app=web", "--timeout=20s")
            }
            #expect(waited.isSuccess, "\(waited)")
        }
    }
}
