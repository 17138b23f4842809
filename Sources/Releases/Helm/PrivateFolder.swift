import FoundationEssentials

/// A folder for one run that only this user can enter, gone when the run ends.
struct PrivateFolder: Sendable {
    let path: String

    /// - Parameter parent: such as `/tmp`.
    static func with<Result>(
        in parent: String, _ body: (PrivateFolder) async throws -> Result
    ) async throws -> Result {
        let folder = PrivateFolder(path: "\(parent)/groundcrew-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                atPath: folder.path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ReleaseError(
                .helmFailed, "cannot create the folder \(folder.path): \(error)",
                hint: "set TMPDIR to a folder that "
                    + "can be written", underlying: error)
        }
        defer {
            // Nothing can be done about a folder that will not go, and it must not hide how the run ended.
            try? FileManager.default.removeItem(atPath: folder.path)
        }
        return try await body(folder)
    }

    /// Writes a file that only this user can read, and returns its path.
    func write(_ bytes: [UInt8], to name: String) throws(ReleaseError) -> String {
        let file = "\(path)/\(name)"
        guard
            FileManager.default.createFile(
                atPath: file, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        else { throw ReleaseError(.helmFailed, "cannot write \(file)", hint: "is the disk full?") }
        return file
    }
}
