#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// New content for a file of the user's own: it takes the file's place whole, or not at all.
///
/// It is written beside its place and is gone with the object unless it was committed. A link at the place is followed, so
/// that the file which it names is replaced and the link stays.
public final class FileReplacement {
    /// Where the content will be.
    public let path: String
    /// Where it is until then.
    public let temporaryPath: String
    private let target: String
    private let descriptor: Descriptor
    private var offset: off_t = 0
    private var isCommitted = false

    /// How a file's mode comes about.
    public enum Mode: Sendable {
        /// That of the file which is there; of a new one, this.
        case kept(or: UInt16)
        case always(UInt16)
    }

    /// - Parameter folderMode: of the folders that have to be made.
    /// - Throws: `FileError`.
    public init(_ path: String, mode: Mode, folderMode: UInt16 = 0o755) throws(FileError) {
        self.path = path
        let target = Self.resolved(path)
        self.target = target
        Self.makeFolder(of: target, mode: folderMode)
        temporaryPath = "\(target).\(getpid()).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).new"
        var status = stat()
        let bits: mode_t =
            switch mode {
            case .kept(let new): stat(target, &status) == 0 ? status.st_mode & 0o777 : mode_t(new)
            case .always(let bits): mode_t(bits)
            }
        let opened = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, bits)
        guard opened >= 0 else { throw .system("write", path: path) }
        descriptor = Descriptor(opened)
    }

    deinit {
        if !isCommitted { unlink(temporaryPath) }
    }

    public func append(_ bytes: [UInt8]) throws(FileError) {
        try descriptor.write(bytes, at: offset, path: path)
        offset += off_t(bytes.count)
    }

    /// Forgets what was appended.
    public func restart() throws(FileError) {
        guard ftruncate(descriptor.number, 0) == 0 else { throw .system("write", path: path) }
        offset = 0
    }

    /// Puts the content in its place; nothing is appended afterwards.
    public func commit() throws(FileError) {
        // Without it, a crash of the machine may leave an empty file under the name.
        guard fsync(descriptor.number) == 0, rename(temporaryPath, target) == 0 else {
            throw .system("write", path: path)
        }
        isCommitted = true
    }

    /// Replaces a file by a text in one step.
    public static func write(
        _ bytes: [UInt8], to path: String, mode: Mode, folderMode: UInt16 = 0o755
    ) throws(FileError) {
        let replacement = try FileReplacement(path, mode: mode, folderMode: folderMode)
        try replacement.append(bytes)
        try replacement.commit()
    }

    /// Makes the folders around a file; why it could not is told by opening the file.
    public static func makeFolder(of path: String, mode: UInt16 = 0o755) {
        FolderWriter.makeFolders(folder(of: resolved(path)), mode: mode_t(mode))
    }

    /// What links lead to, where there is something; the path itself otherwise.
    private static func resolved(_ path: String) -> String {
        guard let found = realpath(path, nil) else { return path }
        defer { free(found) }
        return String(cString: found)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
