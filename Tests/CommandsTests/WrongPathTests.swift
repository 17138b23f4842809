import Testing

@testable import Commands

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A path that is not what it should be: named, with what is wrong with it, before anything is done.
@Suite struct WrongPathTests {
    private func run(_ line: String, in folder: TemporaryFolder) async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init), in: folder.path,
            environment: ["PATH": "/nonexistent", "HOME": folder.path])
    }

    @Test(arguments: [
        ("/nope", "/nope: there is no such folder\n  next: check the path\n"),
        ("nope", "nope: there is no such folder\n  next: check the path; it is relative to "),
        ("file", "file: it is a file, not a folder\n  next: give the folder around it\n"),
        ("file/below", "file/below: not a directory\n"),
    ])
    func foldersOfChartsAndChecks(path: String, says: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "file")
        for (flag, command) in [("--charts", "providers list"), ("--checks", "preflight --sandbox")] {
            let run = await run("\(command) \(flag) \(path)", in: folder)
            #expect(run.status == .usage)
            #expect(run.output.isEmpty)
            #expect(run.errors.hasPrefix("groundcrew: \(flag) \(says)"), "\(run.errors)")
        }
    }
}
