import FoundationEssentials
import Subprocess
import TestParts
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A run that is stopped (SIGSTOP) renews no lock, so its Helm does not go on either.
@Suite(.timeLimit(.minutes(10))) struct StoppedHelmTests {
    @Test func itsHelmIsEndedBeforeAnybodyTakesTheLockOverF2() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try OperatorChart.make(in: folder, holdsCRDs: true)
            let helm = "\(folder)/helm"
            try """
            #!/bin/bash
            if [[ $1 != upgrade ]]; then exec "\(try TestParts.path(.helm4))" "$@"; fi
            echo $PPID >"\(folder)/parent.new"
            mv "\(folder)/parent.new" "\(folder)/parent"
            while :; do touch "\(folder)/alive"; sleep 0.1; done
            """.write(toFile: helm, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helm)
            try await ControlPlane.with { cluster in
                let arguments = ["install", "dynamo", "--chart", chart, "--driver", "helm", "--helm", helm]
                let end = try await RunningGroundcrew.interrupt(
                    arguments, on: cluster, with: .terminate, settling: .seconds(10)
                ) {
                    guard FileManager.default.fileExists(atPath: "\(folder)/parent") else { return false }
                    let text = try String(contentsOfFile: "\(folder)/parent", encoding: .utf8)
                    let holder = try #require(pid_t(text.filter(\.isNumber)))
                    try #require(kill(holder, SIGSTOP) == 0)
                    defer { kill(holder, SIGCONT) }
                    // A holder stops writing ten seconds after it has renewed its lease, and renews it every five.
                    let clock = ContinuousClock()
                    let start = clock.now
                    while try await Self.isAlive(in: folder) { try #require(clock.now - start < .seconds(30)) }
                    #expect(clock.now - start < .seconds(10))
                    return true
                }
                #expect(end.leftBehind.isEmpty, "\(end)")
                #expect(end.exitCode != 0, "\(end)")
            }
        }
    }

    /// Whether the played Helm shows itself within a second.
    private static func isAlive(in folder: String) async throws -> Bool {
        try? FileManager.default.removeItem(atPath: "\(folder)/alive")
        try await Task.sleep(for: .seconds(1))
        return FileManager.default.fileExists(atPath: "\(folder)/alive")
    }
}
