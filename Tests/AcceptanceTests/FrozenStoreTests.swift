import FoundationEssentials
import TestParts
import Testing
import Value

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An etcd that hangs behind an API server that lives: what can be told is told, in the time that was given.
@Suite(.enabled(if: TestParts.has(.kubeAPIServer, .etcd), "needs the control plane"), .timeLimit(.minutes(10)))
struct FrozenStoreTests {
    @Test func readingEndsInTimeAndSaysWhatItWaitedFor() async throws {
        try await ControlPlane.with { cluster in
            try await addNode(to: cluster)
            try await withFrozenStore(of: cluster) {
                let clock = ContinuousClock()
                var start = clock.now
                let preflight = try await Groundcrew.run(
                    "preflight", "--provider", "dynamo", "--timeout", "20s", "--events", "plain", "-o", "json",
                    on: cluster)
                #expect(clock.now - start < .seconds(30))
                // The server itself says that its store does not answer; nothing else fails.
                #expect(preflight.exitCode == 1, "\(preflight)")
                let failing = try preflight.json()["results"]?.array?.filter { $0["verdict"] == "fail" } ?? []
                #expect(failing.map { $0["id"] } == ["server-health"], "\(preflight)")
                #expect(failing.first?["message"]?.string?.contains("cannot reach its etcd") == true, "\(preflight)")
                // The server's version does not come from etcd, and nodes come from its cache: they are judged.
                #expect(try preflight.check("cluster")["verdict"] != "unknown", "\(preflight)")
                #expect(try preflight.check("gpu-nodes")["verdict"] == "pass", "\(preflight)")
                for id in ["api-services", "crds", "operators", "webhooks"] {
                    let check = try preflight.check(id)
                    #expect(check["verdict"] == "unknown", "\(check)")
                    #expect(check["unknown"]?["code"] == "timeout", "\(check)")
                }
                #expect(preflight.standardError.contains("waiting for GET \(cluster.server)/"), "\(preflight)")

                start = clock.now
                let status = try await Groundcrew.run("status", "--timeout", "8s", on: cluster)
                #expect(clock.now - start < .seconds(15))
                #expect(status.exitCode == 3, "\(status)")
                #expect(status.standardError.contains("waiting for GET \(cluster.server)/"), "\(status)")
                #expect(status.standardError.contains("no answer within 8 s"), "\(status)")
                #expect(status.standardError.contains("\n  next: "), "\(status)")
            }
        }
    }

    /// A node with accelerators, which the API server has in its cache.
    private func addNode(to cluster: ControlPlane) async throws {
        let node = "{apiVersion: v1, kind: Node, metadata: {name: gpu-1, labels: {nvidia.com/gpu.present: 'true'}}}"
        try await cluster.kubectl("create", "-f", "-", input: node).require()
        let counts = #"{"cpu":"64","pods":"100","nvidia.com/gpu":"8"}"#
        let status =
            #"{"status":{"capacity":\#(counts),"allocatable":\#(counts),"conditions":[{"type":"Ready","status":"True"}]}}"#
        try await cluster.kubectl(
            "patch", "node", "gpu-1", "--subresource=status", "--type=merge", "-p", status
        ).require()
        func cached() async throws -> String {
            try await cluster.kubectl("get", "--raw", "/api/v1/nodes?resourceVersion=0").standardOutput
        }
        while try await !cached().contains("nvidia.com/gpu\":") {}
    }

    private func withFrozenStore(of cluster: ControlPlane, _ body: () async throws -> Void) async throws {
        let processes = try String(contentsOfFile: "\(cluster.folder)/pids", encoding: .utf8)
        let etcd = processes.split(separator: "\n").map { $0.split(separator: " ") }.first { $0.first == "etcd" }
        let pid = try #require(etcd.flatMap { pid_t($0[1]) })
        try #require(kill(pid, SIGSTOP) == 0)
        defer { kill(pid, SIGCONT) }
        try await body()
    }
}
