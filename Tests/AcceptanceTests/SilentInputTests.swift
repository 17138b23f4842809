import Subprocess
import SystemPackage
import TestParts
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An input that nobody writes to: the first signal ends the run, whichever it is.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SilentInputTests {
    struct Run: Sendable, CustomTestStringConvertible {
        var arguments: String
        /// Standard input is the FIFO, too.
        var readsStandardInput = false
        var signal: Signal
        var times = 1

        var testDescription: String { "\(arguments) with \(times) × signal \(signal.rawValue)" }
    }

    @Test(arguments: [
        Run(arguments: "status --kubeconfig FIFO", signal: .interrupt),
        Run(arguments: "status --kubeconfig FIFO", signal: .terminalClosed),
        Run(arguments: "status --kubeconfig FIFO", signal: .terminate, times: 2),
        Run(arguments: "bootstrap -f FIFO --sandbox", signal: .interrupt),
        Run(arguments: "install dynamo --sandbox --values FIFO", signal: .terminate),
        Run(arguments: "install dynamo --sandbox --values -", readsStandardInput: true, signal: .interrupt),
        Run(arguments: "chart template CHART -f -", readsStandardInput: true, signal: .terminalClosed),
        Run(arguments: "chart verify FOLDER/x.tgz --keyring FIFO", signal: .interrupt),
    ])
    func theFirstSignalEndsIt(_ run: Run) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let fifo = "\(folder)/fifo"
            try #require(mkfifo(fifo, 0o600) == 0)
            let arguments = run.arguments.split(separator: " ").map {
                String($0).replacing("FIFO", with: fifo).replacing("FOLDER", with: folder)
                    .replacing("CHART", with: "\(TestParts.projectRoot)/charts/sandbox-operator")
            }
            let clock = ContinuousClock()
            let start = clock.now
            let end = try await RunningGroundcrew.interrupt(
                arguments, on: nil, with: run.signal, times: run.times,
                input: run.readsStandardInput ? fifo : "/dev/null"
            ) {
                // Long enough to have come to the input, also on a busy machine.
                clock.now - start > .seconds(2)
            }
            #expect(end.exitCode == 130, "\(end)")
            // A fifth of a second, unless the machine is busy with other tests.
            #expect(end.took < .seconds(5), "\(end)")
            #expect(end.standardError.contains("interrupted"), "\(end)")
            #expect(end.standardError.contains("run the same command again"), "\(end)")
        }
    }

    /// A kubeconfig that a program writes, as `--kubeconfig <(…)` gives it.
    @Test func aFIFOWithAWriterIsRead() async throws {
        let result = try await TestParts.run(
            "bash",
            [
                "-c",
                """
                \(try Groundcrew.path()) status --kubeconfig <(sleep 1; echo '{current-context: x, contexts: []}')
                """,
            ])
        #expect(result.exitCode == 2, "\(result)")
        #expect(result.standardError.contains("context \"x\" does not exist"), "\(result)")
    }

    /// What `nohup` said stays: only another signal ends the run.
    @Test func aHangupThatIsIgnoredStaysIgnored() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let fifo = "\(folder)/fifo"
            try #require(mkfifo(fifo, 0o600) == 0)
            let result = try await TestParts.run(
                "bash",
                [
                    "-c",
                    """
                    trap '' HUP
                    \(try Groundcrew.path()) status --kubeconfig \(fifo) & pid=$!
                    sleep 2; kill -HUP $pid; sleep 1; kill -TERM $pid && echo alive; wait $pid; echo $?
                    """,
                ])
            #expect(result.standardOutput == "alive\n130\n", "\(result)")
        }
    }
}
