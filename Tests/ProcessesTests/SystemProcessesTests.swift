import Processes
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct SystemProcessesTests {
    private let path = ["PATH": "/usr/bin:/bin"]

    @Test func keepsBothOutputsAndTheStatus() async throws {
        let command = ProcessCommand("sh", ["-c", "echo out; echo ' why ' >&2; exit 3"], environment: path)
        let result = try await SystemProcesses().run(command, timeout: nil)
        #expect(result.outputText == "out\n")
        #expect(result.errorText == "why")
        #expect(result.ending == .exited(3))
        #expect(!result.succeeded)
    }

    @Test func aProgramReadsItsInputToTheEnd() async throws {
        let input = Array(String(repeating: "0123456789", count: 100_000).utf8)
        let command = ProcessCommand("wc", ["-c"], environment: path, standardInput: input)
        let result = try await SystemProcesses().run(command, timeout: nil)
        #expect(result.outputText.filter(\.isNumber) == "1000000")
    }

    /// With a pipe, SIGPIPE would end this process.
    @Test(arguments: [nil, "/nowhere"])
    func aProgramMayLeaveItsInputUnread(folder: String?) async throws {
        var environment = path
        environment["TMPDIR"] = folder
        let command = ProcessCommand(
            "true", environment: environment, standardInput: [UInt8](repeating: 0x61, count: 5_000_000))
        #expect(try await SystemProcesses().run(command, timeout: nil).succeeded)
    }

    @Test func aProgramThatWritesTooMuchIsSaidToDoSo() async throws {
        let command = ProcessCommand("head", ["-c", "100000", "/dev/zero"], environment: path)
        let error = try await #require(throws: ProcessError.self) {
            try await SystemProcesses(outputLimit: 1000).run(command, timeout: nil)
        }
        #expect(error.code == .outputTooLarge)
        #expect(error.message == "head wrote more than 1000 bytes")
    }

    @Test func passesTheGivenEnvironmentAlone() async throws {
        let command = ProcessCommand("env", environment: ["PATH": "/usr/bin:/bin", "A": "b c"])
        let result = try await SystemProcesses().run(command, timeout: nil)
        #expect(Set(result.outputText.split(separator: "\n")) == ["PATH=/usr/bin:/bin", "A=b c"])
    }

    @Test func tellsAProgramThatIsNotThere() async throws {
        let error = try await #require(throws: ProcessError.self) {
            try await SystemProcesses().run(ProcessCommand("no-such-program", environment: path), timeout: nil)
        }
        #expect(error.code == .notFound)
        #expect(error.message.contains("no-such-program"))
    }

    @Test(arguments: [
        ("/nope", ProcessError.Code.notFound, "there is no program /nope"),
        ("/etc/passwd/x", .notFound, "there is no program /etc/passwd/x"),
        ("/etc", .cannotStart, "/etc is a folder, not a program"),
        ("/etc/passwd", .cannotStart, "/etc/passwd is not executable (its mode has no x)"),
    ])
    func saysWhatIsWrongWithAPath(path: String, code: ProcessError.Code, message: String) async throws {
        let error = try await #require(throws: ProcessError.self) {
            try await SystemProcesses().run(ProcessCommand(path), timeout: .seconds(5))
        }
        #expect(error.code == code)
        #expect(error.message == message)
    }

    @Test func endsAProgramThatTakesTooLongWithItsChildren() async throws {
        let command = ProcessCommand("sh", ["-c", "trap '' TERM; sleep 300 & sleep 301"], environment: path)
        let error = try await #require(throws: ProcessError.self) {
            try await SystemProcesses(grace: .milliseconds(100)).run(command, timeout: .milliseconds(200))
        }
        #expect(error.code == .timedOut)
    }

    @Test func cancellingEndsTheProgramBeforeItReturns() async throws {
        let marker = "gc-\(Int.random(in: 0..<1_000_000_000))"
        let command = ProcessCommand("sh", ["-c", "sleep 300; : \(marker)"], environment: path)
        let run = Task { try await SystemProcesses(grace: .milliseconds(100)).run(command, timeout: nil) }
        try await Task.sleep(for: .milliseconds(200))
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        let processes = try await SystemProcesses().run(
            ProcessCommand("ps", ["-eo", "args"], environment: path), timeout: nil)
        #expect(!processes.outputText.contains(": \(marker)"))
    }

    @Test func printsItselfAsAShellTakesIt() {
        let command = ProcessCommand("helm", ["upgrade", "it's", "", "--set=a b"])
        #expect(command.description == #"helm upgrade 'it'\''s' '' '--set=a b'"#)
    }
}
