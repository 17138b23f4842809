import FoundationEssentials
import Subprocess
import SystemPackage
import TestParts

/// A run of the program that is stopped by a signal.
enum RunningGroundcrew {
    struct End: Sendable, CustomStringConvertible {
        var exitCode: Int32
        /// From the signal to the end.
        var took: Duration
        /// Command lines of processes that the run started and left behind.
        var leftBehind: [String]
        var standardError: String

        var description: String { "exit code \(exitCode) after \(took), left \(leftBehind)\n\(standardError)" }
    }

    /// Starts the program, sends `signal` once `isTime` holds, and waits for its end.
    ///
    /// - Parameters:
    ///   - times: how often the signal is sent, one right after the other.
    ///   - input: a path to open as standard input, for reading and writing, so that a FIFO has a silent writer.
    ///   - settling: how long what the program started may take to end after it.
    static func interrupt(
        _ arguments: [String], on cluster: ControlPlane?, with signal: Signal, times: Int = 1,
        input: String = "/dev/null", settling: Duration = .zero, when isTime: @Sendable () async throws -> Bool
    ) async throws -> End {
        try await TestParts.withTemporaryFolder { folder in
            // Children inherit the variable, so that they are found wherever they end up.
            let mark = "GROUNDCREW_ACCEPTANCE_RUN=\(UUID().uuidString)"
            let parts = mark.split(separator: "=").map(String.init)
            var environment = Groundcrew.environment(for: cluster)
            environment[parts[0]] = parts[1]
            let keys = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
            let errorPath = FilePath("\(folder)/stderr")
            let errors = try FileDescriptor.open(
                errorPath, .writeOnly, options: .create, permissions: .ownerReadWrite)
            let input = try FileDescriptor.open(FilePath(input), .readWrite)
            let clock = ContinuousClock()
            let sent = try await Subprocess.run(
                .path(FilePath(try Groundcrew.path())), arguments: Arguments(arguments),
                environment: .inherit.updating(Dictionary(uniqueKeysWithValues: keys)),
                input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .discarded,
                error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
            ) { execution in
                while try await !isTime() {
                    try await Task.sleep(for: .milliseconds(50))
                }
                for _ in 0..<times { try execution.send(signal: signal) }
                return clock.now
            }
            let took = clock.now - sent.closureResult
            let exitCode: Int32 =
                switch sent.terminationStatus {
                case .exited(let code): Int32(code)
                case .signaled(let number): 128 + Int32(number)
                }
            let deadline = clock.now + settling
            while !processes(with: mark).isEmpty, clock.now < deadline {
                try await Task.sleep(for: .milliseconds(50))
            }
            return End(
                exitCode: exitCode, took: took, leftBehind: processes(with: mark),
                standardError: try String(contentsOfFile: "\(folder)/stderr", encoding: .utf8))
        }
    }

    /// The command lines of running processes whose environment holds `mark`.
    private static func processes(with mark: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { $0.allSatisfy(\.isNumber) }.compactMap { pid in
            // Processes come and go, and others' are not ours to read.
            guard let environment = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/environ")),
                environment.split(separator: 0).contains(where: { $0.elementsEqual(mark.utf8) }),
                let words = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/cmdline"))
            else { return nil }
            return words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        }
    }
}
