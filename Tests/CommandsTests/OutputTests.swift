import Testing
import Value

@testable import Commands

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a command says when its result cannot be written.
@Suite struct OutputTests {
    private static func context(writingTo output: any Output, _ errors: CapturedOutput) -> CommandContext {
        CommandContext(
            environment: [:], currentFolder: "/", standardOutput: output, standardError: errors, terminal: Terminal(),
            makeTransport: { NoNetwork() })
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0, "this system has no /dev/full"))
    func aFullDiskIsAFailure() async {
        let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let output = DescriptorOutput(descriptor)
        #expect(output.failure == nil)
        let errors = CapturedOutput()
        let status = await Groundcrew.run(["providers", "list"], context: Self.context(writingTo: output, errors))
        #expect(status == .failed)
        #expect(errors.text == "groundcrew: standard output cannot be written: No space left on device\n")
        #expect(output.failure == "No space left on device" && !output.isClosed)
    }

    /// As everywhere: `| head` is no failure.
    @Test func aReaderThatWentAwayIsNone() async {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let output = DescriptorOutput(ends[1])
        let errors = CapturedOutput()
        let status = await Groundcrew.run(["providers", "list"], context: Self.context(writingTo: output, errors))
        #expect(status == .done)
        #expect(errors.text.isEmpty, "\(errors.text)")
        #expect(output.isClosed && output.failure == nil)
    }

    /// What failed by itself keeps its own status.
    @Test(.enabled(if: access("/dev/full", W_OK) == 0, "this system has no /dev/full"))
    func theFirstFailureDecides() async {
        let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let errors = CapturedOutput()
        let status = await Groundcrew.run(
            ["providers", "lint", "/nowhere"],
            context: Self.context(writingTo: DescriptorOutput(descriptor), errors))
        #expect(status == .usage, "\(errors.text)")
    }

    /// What failed before there is a result prints none, in no format: only the error, and what to do.
    @Test(arguments: [
        "deployments show none", "deployments list", "deployments scale none --replicas 1", "deployments delete none",
        "deployments ask none Hello", "deploy Qwen/Qwen3-0.6B", "status", "uninstall dynamo", "install dynamo",
        "release status none", "release get values none", "runs list",
    ])
    func aFailureWithoutAResultIsToldOnStandardErrorAlone(line: String) async {
        for format in ["text", "json", "yaml"] {
            let run = await CommandRun.of("\(line) -o \(format)")
            #expect(run.status != .done, "\(run.everything)")
            #expect(run.output.isEmpty, "\(run.output)")
            #expect(run.errors.hasPrefix("groundcrew: "), "\(run.errors)")
        }
    }
}
