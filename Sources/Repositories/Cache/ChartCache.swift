#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder of content named by its SHA-256, for one user, safe under any number of runs at once.
///
/// Files appear whole under their name or not at all. What is read is hashed again, so a damaged or forged file counts
/// as absent. Nothing is followed through a symbolic link, and nothing of another user is read.
public struct ChartCache: Sendable {
    /// Content lies in its subfolder `sha256`.
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// `$XDG_CACHE_HOME/groundcrew/content`, else below `$HOME/.cache`; nil when neither is set.
    public init?(environment: [String: String]) {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let base = set("XDG_CACHE_HOME") ?? set("HOME").map({ "\($0)/.cache" }) else { return nil }
        folder = "\(base)/groundcrew/content"
    }

    /// nil when there is no such content, or it is not what its name says.
    func content(_ digest: Digest, limit: Int) -> [UInt8]? {
        // A cache that cannot be opened holds nothing: the chart is fetched again.
        guard let root = try? openFolder(creating: false) else { return nil }
        defer { close(root) }
        let descriptor = openat(root, digest.hex, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            Int(status.st_size) <= limit
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            done += count
        }
        guard done == bytes.count, Digest(of: bytes) == digest else {
            // Whoever damaged it, the next run need not read it again.
            unlinkat(root, digest.hex, 0)
            return nil
        }
        return bytes
    }

    /// Stores content under its digest; content that is there already stays.
    ///
    /// - Throws: `RepositoryError`, for a warning: a chart that cannot be cached is still a chart.
    func store(_ bytes: [UInt8], _ digest: Digest) throws(RepositoryError) {
        let root = try openFolder(creating: true)
        defer { close(root) }
        let temporary = ".\(digest.hex).\(getpid()).\(UInt64.random(in: 0...UInt64.max))"
        let descriptor = openat(root, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("create a file in \(folder)") }
        do throws(RepositoryError) {
            try Self.write(bytes, to: descriptor, folder: folder)
            guard fsync(descriptor) == 0 else { throw Self.failure("write to \(folder)") }
        } catch {
            close(descriptor)
            unlinkat(root, temporary, 0)
            throw error
        }
        close(descriptor)
        guard renameat(root, temporary, root, digest.hex) == 0 else {
            let error = Self.failure("name a file in \(folder)")
            unlinkat(root, temporary, 0)
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, folder: String) throws(RepositoryError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write to \(folder)") }
            done += count
        }
    }

    /// The folder of the content: a real folder of this user's, which nobody else may write to.
    private func openFolder(creating: Bool) throws(RepositoryError) -> Int32 {
        let path = "\(folder)/sha256"
        if creating { Self.makeFolders(path) }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Self.failure("open \(path)") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            close(descriptor)
            throw RepositoryError(
                .invalidConfiguration, "the cache \(path) is another user's, or others may write to it",
                hint: "remove it, or take another folder")
        }
        return descriptor
    }

    /// Makes what is missing; why it could not is told by opening the folder.
    private static func makeFolders(_ path: String) {
        var index = path.startIndex
        while index < path.endIndex {
            index = path[path.index(after: index)...].firstIndex(of: "/") ?? path.endIndex
            mkdir(String(path[..<index]), 0o700)
        }
    }

    private static func failure(_ what: String) -> RepositoryError {
        RepositoryError(.invalidConfiguration, "cannot \(what): \(String(cString: strerror(errno)))")
    }
}
