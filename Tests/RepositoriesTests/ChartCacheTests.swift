import FoundationEssentials
import TestParts
import Testing

@testable import Repositories

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite struct ChartCacheTests {
    private static let content = Array("packed chart".utf8)
    private static let digest = Digest(of: content)

    @Test func keepsWhatIsStored() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let cache = ChartCache(folder: "\(folder)/a/b")
            #expect(cache.content(Self.digest, limit: 100) == nil)
            try cache.store(Self.content, Self.digest)
            try cache.store(Self.content, Self.digest)
            #expect(cache.content(Self.digest, limit: 100) == Self.content)
            #expect(cache.content(Self.digest, limit: 3) == nil)
            var status = stat()
            #expect(stat("\(folder)/a/b/sha256", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
            #expect(stat("\(folder)/a/b/sha256/\(Self.digest.hex)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/a/b/sha256").count == 1)
        }
    }

    @Test func trustsNothingItReads() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let cache = ChartCache(folder: folder)
            try cache.store(Self.content, Self.digest)
            let path = "\(folder)/sha256/\(Self.digest.hex)"
            try TestChart.write("forged chart", to: path)
            #expect(cache.content(Self.digest, limit: 100) == nil)
            #expect(!FileManager.default.fileExists(atPath: path), "the damaged file is gone")

            // The right content behind a link is refused, too.
            try TestChart.write(Self.content, to: "\(folder)/elsewhere")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(folder)/elsewhere")
            #expect(cache.content(Self.digest, limit: 100) == nil)
            // Storing replaces the link and does not write through it.
            try cache.store(Self.content, Self.digest)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular)

            try FileManager.default.removeItem(atPath: path)
            #expect(mkfifo(path, 0o600) == 0)
            #expect(cache.content(Self.digest, limit: 100) == nil, "a pipe does not block")
        }
    }

    @Test func refusesAFolderThatOthersMayWriteTo() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let cache = ChartCache(folder: folder)
            try cache.store(Self.content, Self.digest)
            #expect(chmod("\(folder)/sha256", 0o777) == 0)
            #expect(cache.content(Self.digest, limit: 100) == nil)
            #expect(throws: RepositoryError.self) { try cache.store(Self.content, Self.digest) }
            #expect(chmod("\(folder)/sha256", 0o700) == 0)
            try FileManager.default.moveItem(atPath: "\(folder)/sha256", toPath: "\(folder)/real")
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/sha256", withDestinationPath: "\(folder)/real")
            #expect(throws: RepositoryError.self) { try cache.store(Self.content, Self.digest) }
        }
    }

    /// F4: runs at the same time must not damage what they share.
    @Test func parallelWritersAndReadersSeeWholeContentOrNoneF4() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let cache = ChartCache(folder: folder)
            let contents = (0..<4).map { [UInt8](repeating: UInt8($0), count: 200_000) }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for task in 0..<16 {
                    group.addTask {
                        var found = 0
                        for round in 0..<10 {
                            let content = contents[(task + round) % contents.count]
                            try cache.store(content, Digest(of: content))
                            let other = contents[(task + round + 1) % contents.count]
                            let read = cache.content(Digest(of: other), limit: 1 << 20)
                            guard read == nil || read == other else { throw Failure() }
                            found += read == nil ? 0 : 1
                        }
                        return found
                    }
                }
                let found = try await group.reduce(0, +)
                #expect(found > 0)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/sha256")
            #expect(
                names.sorted() == contents.map { Digest(of: $0).hex }.sorted())
        }
    }

    private struct Failure: Error {}

    @Test func theEnvironmentSaysWhere() {
        #expect(ChartCache(environment: ["HOME": "/h"])?.folder == "/h/.cache/groundcrew/content")
        #expect(
            ChartCache(environment: ["HOME": "/h", "XDG_CACHE_HOME": "/x"])?.folder == "/x/groundcrew/content")
        #expect(ChartCache(environment: [:]) == nil)
    }
}
