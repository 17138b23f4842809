#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes below one folder and nowhere else, each file or tree whole or not at all.
///
/// Every step is relative to the open folder and follows no symbolic link, so that whoever can write there cannot lead
/// a file elsewhere. Files appear by renaming: a failure or an interruption leaves what was there before.
public struct FolderWriter: Sendable {
    /// As the user names it, for messages.
    public let path: String
    private let root: Descriptor
    private let isPrivate: Bool

    /// - Parameters:
    ///   - path: links in it are followed: it is the user's own word.
    ///   - creating: makes the folder, and those above it, when it is not there.
    ///   - isPrivate: what is made, nobody but its owner may read.
    /// - Throws: `FileError`, with code `absent` when there is no such folder and none was to be made.
    public init(_ path: String, creating: Bool = true, isPrivate: Bool = false) throws(FileError) {
        self.path = path
        self.isPrivate = isPrivate
        if creating { Self.makeFolders(path, mode: isPrivate ? 0o700 : 0o755) }
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOENT { throw FileError(.absent, "the folder \(path) does not exist", path: path) }
            throw .system("open the folder", path: path)
        }
        root = Descriptor(opened)
    }

    /// Whether anything of that name is in the folder, a broken link too.
    public func contains(_ name: String) -> Bool { SafeName.isPart(name) && root.kind(of: name) != nil }

    /// The plain files in the folder, in the order of names.
    public var fileNames: [String] { root.names().filter { root.kind(of: $0) == S_IFREG } }

    /// Writes a file, making the folders of its relative path; a plain file of that name is replaced.
    ///
    /// - Throws: `FileError`, also when a link or a folder has that name.
    public func write(_ bytes: [UInt8], to name: String) throws(FileError) {
        let parts = try parts(name)
        let folder = try folder(of: parts, below: root)
        let last = parts[parts.count - 1]
        let full = "\(path)/\(name)"
        try Self.requirePlain(last, in: folder, path: full)
        let temporary = Self.temporaryName(last)
        try folder.create(temporary, bytes, mode: fileMode, path: full)
        guard renameat(folder.number, temporary, folder.number, last) == 0 else {
            let error = FileError.system("write", path: full)
            unlinkat(folder.number, temporary, 0)
            throw error
        }
    }

    /// - Throws: `FileError` when ``write(_:to:)`` would, for what is in the place of that file now.
    public func requirePlain(_ name: String) throws(FileError) {
        _ = try parts(name)
        try Self.requirePlain(name, in: root, path: "\(path)/\(name)")
    }

    private static func requirePlain(_ name: String, in folder: Descriptor, path: String) throws(FileError) {
        guard let kind = folder.kind(of: name), kind != S_IFREG else { return }
        let what = kind == S_IFLNK ? "a symbolic link" : kind == S_IFDIR ? "a folder" : "no plain file"
        throw FileError(.obstructed, "\(path) is \(what): nothing is written through it", path: path)
    }

    /// Makes the folder `name` with `files` in it, by their relative paths.
    ///
    /// - Throws: `FileError`, with code `exists` when something of that name is there; `CancellationError`.
    public func writeFolder(_ name: String, files: [(path: String, bytes: [UInt8])]) throws {
        let full = "\(path)/\(name)"
        guard SafeName.isPart(name) else {
            throw FileError(.unsafeName, "\(name.debugDescription) cannot name a folder", path: full)
        }
        guard root.kind(of: name) == nil else { throw FileError(.exists, "\(full) exists already", path: full) }
        let temporary = Self.temporaryName(name)
        do {
            let tree = try root.folder(temporary, creating: true, path: full)
            for file in files {
                try Task.checkCancellation()
                let parts = try parts(file.path)
                let folder = try folder(of: parts, below: tree)
                try folder.create(parts[parts.count - 1], file.bytes, mode: fileMode, path: "\(full)/\(file.path)")
            }
            // Fails when something of that name has come meanwhile, but for an empty folder, which it replaces.
            guard renameat(root.number, temporary, root.number, name) == 0 else {
                throw FileError.system("write", path: full)
            }
        } catch {
            root.removeTree(temporary)
            throw error
        }
    }

    /// Removes a plain file or a link; what is not there is no error.
    public func remove(_ name: String) throws(FileError) {
        guard SafeName.isPart(name), unlinkat(root.number, name, 0) == 0 || errno == ENOENT else {
            throw .system("remove", path: "\(path)/\(name)")
        }
    }

    /// The folder `name` below this one.
    public func subfolder(_ name: String, creating: Bool = true) throws(FileError) -> FolderWriter {
        let parts = try parts(name)
        var folder = root
        for part in parts { folder = try folder.folder(part, creating: creating, path: "\(path)/\(name)") }
        return FolderWriter(path: "\(path)/\(name)", root: folder, isPrivate: isPrivate)
    }

    private init(path: String, root: Descriptor, isPrivate: Bool) {
        self.path = path
        self.root = root
        self.isPrivate = isPrivate
    }

    private var fileMode: mode_t { isPrivate ? 0o600 : 0o644 }

    private func parts(_ name: String) throws(FileError) -> [String] {
        guard let parts = SafeName.parts(of: name) else {
            throw FileError(
                .unsafeName, "\(name.debugDescription) does not stay in \(path)", path: "\(path)/\(name)")
        }
        return parts
    }

    private func folder(of parts: [String], below root: Descriptor) throws(FileError) -> Descriptor {
        var folder = root
        var shown = path
        for part in parts.dropLast() {
            shown += "/\(part)"
            folder = try folder.folder(part, creating: true, path: shown)
        }
        return folder
    }

    private static func temporaryName(_ name: String) -> String {
        // The name itself may be as long as names can be.
        ".\(name.utf8.count > 150 ? "new" : name).\(getpid()).\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    }

    /// Makes what is missing; why it could not is told by opening the folder.
    static func makeFolders(_ path: String, mode: mode_t = 0o755) {
        var index = path.startIndex
        while index < path.endIndex {
            index = path[path.index(after: index)...].firstIndex(of: "/") ?? path.endIndex
            mkdir(String(path[..<index]), mode)
        }
    }
}
