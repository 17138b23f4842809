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
            try await withFrozenStore(of: cluster) {
                let clock = ContinuousClock()
                var start = clock.now
                let preflight = try await Groundcrew.run(
                    "preflight", "--provider", "dynamo", "--timeout", "20s", "--events", "plain", "-o", "json",
                    on: cluster)
                #expect(clock.now - start < .seconds(30))
                #expect(preflight.exitCode == 3, "\(preflight)")
                // The server's version does not come from etcd: it is judged.
                #expect(try preflight.check("cluster")["verdict"] != "unknown", "\(preflight)")
                for id in ["gpu-nodes", "crds"] {
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

    private func withFrozenStore(of cluster: ControlPlane, _ body: () async throws -> Void) async throws {
        let processes = try String(contentsOfFile: "\(cluster.folder)/pids", encoding: .utf8)
        let etcd = processes.split(separator: "\n").map { $0.split(separator: " ") }.first { $0.first == "etcd" }
        let pid = try #require(etcd.flatMap { pid_t($0[1]) })
        try #require(kill(pid, SIGSTOP) == 0)
        defer { kill(pid, SIGCONT) }
        try await body()
    }
}
