import FoundationEssentials
import TestParts
import Testing

@Suite struct TestPartsTests {
    @Test func findsTheProject() {
        #expect(FileManager.default.fileExists(atPath: "\(TestParts.projectRoot)/.ci/parts"))
    }

    @Test(arguments: TestParts.Part.allCases)
    func isThere(_ part: TestParts.Part) throws {
        #expect(try TestParts.path(part).hasSuffix("/\(part.rawValue)"))
    }

    @Test func commandsKeepTheirStreamsApart() async throws {
        let result = try await TestParts.run(
            "sh", ["-c", "cat; echo \"$NAME\"; echo bad >&2; exit 3"], environment: ["NAME": "x"], input: "in\n")
        #expect(result.standardOutput == "in\nx\n")
        #expect(result.standardError == "bad\n")
        #expect(result.exitCode == 3)
    }

    @Test func environmentCanLoseAVariable() async throws {
        let result = try await TestParts.run("sh", ["-c", "echo \"${HOME-none}\""], environment: ["HOME": nil])
        #expect(result.standardOutput == "none\n")
    }

    @Test func signalsReadAsShellsSayThem() async throws {
        let result = try await TestParts.run("sh", ["-c", "kill -TERM $$"])
        #expect(result.exitCode == 143)
    }

    @Test func programThatDoesNotExistIsAnError() async throws {
        await #expect(throws: (any Error).self) {
            try await TestParts.run("/does/not/exist")
        }
    }
}
