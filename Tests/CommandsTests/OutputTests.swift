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

    /// What fails before there is a result is a document for programs all the same; people read it on standard error alone.
    @Test(arguments: [
        "deployments show none", "deployments list", "deployments scale none --replicas 1", "deployments delete none",
        "deployments ask none Hello", "deploy Qwen/Qwen3-0.6B", "status", "uninstall dynamo", "install dynamo",
        "release status none", "release get values none", "release plan none ./none", "runs list", "config list",
        "bootstrap -f none.yaml", "preflight --only nonsense", "providers show none", "models show none",
        "chart show values ./none", "chart lint ./none --set a=b=c,{", "bootstrap", "release install",
        "release get values web --revision x", "release list --max many", "deployments list --timeout soon",
        "chart show values", "chart lint ./none --nonsense",
    ])
    func aFailureWithoutAResultIsADocumentInEveryFormat(line: String) async throws {
        let text = await CommandRun.of("\(line) -o text")
        #expect(text.status != .done && text.output.isEmpty && !text.errors.isEmpty, "\(text.everything)")
        let json = await CommandRun.of("\(line) -o json")
        let yaml = await CommandRun.of("\(line) -o yaml")
        #expect(json.status == text.status && yaml.status == text.status)
        #expect(json.errors == text.errors && yaml.errors == text.errors, "\(json.errors)")
        let document = try json.json
        #expect(document["apiVersion"] == "groundcrew/v1" && document["kind"] == "Failure", "\(json.output)")
        #expect(document["status"] == .integer(Int64(text.status.rawValue)), "\(json.output)")
        let message = try #require(document["message"]?.string)
        let first = String(message.prefix { $0 != "\n" })
        #expect(!first.isEmpty && text.errors.contains(first), "\(json.output)")
        let same = try yaml.yaml
        #expect(same == document, "\(yaml.output)")
    }

    @Test(
        arguments: [
            ("release install -o json", .json), ("release install -o=yaml", .yaml),
            ("release install --output json", .json), ("release install --output=table", .text),
            ("release install -o json -o yaml", .yaml), ("release install -o", nil), ("release install -o xml", nil),
            ("release install -- -o json", nil), ("release get values web --revision x -o json", .json),
            ("release ls --max x -o json", .json), ("deployments list --timeout x -o wide", nil),
            ("chart show values -o json", .json), ("nonsense -o json", .json), ("release nonsense -o json", .json),
            ("diagnose a b -o json", nil), ("snapshot a -o json", nil), ("snapshot record a -o json", nil),
            ("init a b -o json", nil), ("release install", nil),
        ] as [(String, OutputFormat?)])
    func theFormatOfWhatDoesNotParseIsReadFromItsWords(_ line: String, _ format: OutputFormat?) {
        #expect(AskedFormat.of(line.split(separator: " ").map(String.init)) == format)
    }

    /// A result says itself what failed, and one document is all that is printed.
    @Test func aResultIsFollowedByNothing() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("preflight --provider dynamo --only gpu-nodes --context nobody -o json")
            #expect(run.status != .done, "\(run.everything)")
            let document = try run.json
            #expect(document["kind"] != "Failure" && document["results"] != nil, "\(run.output)")
        }
    }

    /// In a pipe, who writes a document that cannot be written has failed, too.
    @Test(.enabled(if: access("/dev/full", W_OK) == 0, "this system has no /dev/full"))
    func aFailureThatCannotBeWrittenKeepsItsStatus() async {
        let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let errors = CapturedOutput()
        let status = await Groundcrew.run(
            ["providers", "show", "none", "-o", "json"],
            context: Self.context(writingTo: DescriptorOutput(descriptor), errors))
        #expect(status == .usage, "\(errors.text)")
        #expect(errors.text.contains("standard output cannot be written: No space left on device"), "\(errors.text)")
    }
}
