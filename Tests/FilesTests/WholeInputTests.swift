import FoundationEssentials
import TestParts
import Testing

@testable import Files

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite(.timeLimit(.minutes(1))) struct WholeInputTests {
    @Test func readsAFileUpToItsLimit() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try "twelve bytes".write(toFile: "\(folder)/f", atomically: true, encoding: .utf8)
            #expect(try WholeInput.file("\(folder)/f", upTo: 12) == Array("twelve bytes".utf8))
            #expect(throws: WholeInputError.tooLarge) { try WholeInput.file("\(folder)/f", upTo: 11) }
            #expect(throws: WholeInputError.system(ENOENT)) { try WholeInput.file("\(folder)/none", upTo: 1) }
            #expect(throws: WholeInputError.system(EISDIR)) { try WholeInput.file(folder, upTo: 1) }
        }
    }

    @Test func waitsForTheWriterOfAFIFO() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/fifo"
            try #require(mkfifo(path, 0o600) == 0)
            async let bytes = Self.file(path)
            // The writer comes late, and pauses in between.
            try await TestParts.run(
                "sh", ["-c", "sleep 0.3; { printf one; sleep 0.3; printf two; } > \(path)"]
            ).require()
            #expect(try await bytes == Array("onetwo".utf8))
        }
    }

    @Test(arguments: [true, false]) func aCancelledReaderEndsThoughNobodyWrites(isOpened: Bool) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/fifo"
            try #require(mkfifo(path, 0o600) == 0)
            let writer = isOpened ? open(path, O_RDWR) : -1
            defer { if isOpened { close(writer) } }
            let outcome = await withTaskGroup(of: Result<[UInt8], any Error>.self) { group in
                group.addTask {
                    do { return .success(try await Self.file(path)) } catch { return .failure(error) }
                }
                group.cancelAll()
                return await group.next()
            }
            #expect(throws: WholeInputError.cancelled) { try #require(outcome).get() }
        }
    }

    @concurrent private static func file(_ path: String) async throws -> [UInt8] {
        try WholeInput.file(path, upTo: 1 << 20)
    }
}
