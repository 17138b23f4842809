import FoundationEssentials
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server that lives as long as a closure, and never longer than this process.
///
/// The server is run by a shell that reads our end of a pipe and ends the server when that closes. A closed pipe also
/// comes of a crash, so no test leaves a server behind.
enum ServerProcess {
    /// A second signal must not cut short what the first began, so the first turns the others off.
    private static let supervisor = """
        exec 3<&0 </dev/null
        trap 'trap "" TERM INT; exit 143' TERM INT
        trap 'kill -KILL $(jobs -p) 2>/dev/null; wait' EXIT
        "$@" 3<&- &
        cat <&3 >/dev/null &
        wait -n
        trap "" TERM INT
        """

    /// Runs a server while `body` runs, and returns once the server is gone.
    ///
    /// - Parameters:
    ///   - endsWithInput: The command itself ends when its standard input closes or on SIGTERM, and needs no supervisor.
    ///   - ready: Asked again and again with what the server has written so far; nil means not yet.
    /// - Throws: `TestPartsError` with code `notStarted` and the server's log when it ends before it is ready, or takes
    ///   longer than `timeout`; what `body` throws.
    static func with<Ready, Result: Sendable>(
        _ name: String,
        _ command: [String],
        endsWithInput: Bool = false,
        logFolder: String,
        timeout: Duration = .seconds(60),
        ready: (_ log: String) async throws -> Ready?,
        body: (Ready) async throws -> Result
    ) async throws -> Result {
        let logPath = "\(logFolder)/\(name).log"
        let log = try FileDescriptor.open(
            FilePath(logPath), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
        defer {
            // The server has its own copy; nothing is lost by a failing close.
            try? log.close()
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(30))]
        let words = endsWithInput ? command : ["bash", "-c", supervisor, name] + command
        let outcome = try await Subprocess.run(
            words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0]),
            arguments: Arguments(Array(words.dropFirst())),
            platformOptions: options,
            input: .inputWriter,
            output: .fileDescriptor(log, closeAfterSpawningProcess: false),
            error: .fileDescriptor(log, closeAfterSpawningProcess: false)
        ) { execution in
            let pid = execution.processIdentifier.value
            let clock = ContinuousClock()
            let deadline = clock.now + timeout
            while true {
                let text = try String(contentsOfFile: logPath, encoding: .utf8)
                if let value = try await ready(text) {
                    let result = try await body(value)
                    try await execution.standardInputWriter.finish()
                    return result
                }
                guard !hasEnded(pid) else {
                    let text = try String(contentsOfFile: logPath, encoding: .utf8)
                    throw TestPartsError(.notStarted, "\(name) ended before it was ready", log: text)
                }
                guard clock.now < deadline else {
                    throw TestPartsError(.notStarted, "\(name) was not ready after \(timeout)", log: text)
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        return outcome.closureResult
    }

    /// Whether a child has ended; it stays to be reaped by who started it.
    private static func hasEnded(_ pid: pid_t) -> Bool {
        var information = siginfo_t()
        let status = waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT)
        return status != 0 || information.si_signo != 0
    }
}
