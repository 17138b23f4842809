import FoundationEssentials

extension TestParts {
    /// A new folder that only this user can read; the caller removes it.
    static func makeTemporaryFolder() throws -> String {
        let folder = "\(FileManager.default.temporaryDirectory.path)/groundcrew-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    /// Gives the closure an empty folder that is gone afterwards.
    public static func withTemporaryFolder<Result>(
        _ body: (_ folder: String) async throws -> Result
    ) async throws -> Result {
        let folder = try makeTemporaryFolder()
        defer {
            // A leftover folder must not hide how the body ended.
            try? FileManager.default.removeItem(atPath: folder)
        }
        return try await body(folder)
    }
}
