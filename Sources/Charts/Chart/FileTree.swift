#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads a chart's folder as Helm's walk does: in the order of names, through symbolic links. Never writes.
enum FileTree {
    /// Bytes of one file, which is Helm's limit.
    static let maximumFileBytes = 5 << 20
    /// Folders within folders and links within links: Helm follows a loop until the system stops it.
    static let maximumDepth = 64
    static let maximumFiles = 50_000
    /// All of a folder's files together; the limit that Helm has for archives alone.
    static let maximumTotalBytes = 100 << 20

    static func isDirectory(_ path: String) throws(ChartError) -> Bool {
        guard let isDirectory = try isDirectoryIfPresent(path) else { throw unreadable(path, ENOENT) }
        return isDirectory
    }

    /// Nil where nothing is, links followed.
    ///
    /// - Throws: where that cannot be told, for want of a right or because links lead nowhere else.
    static func isDirectoryIfPresent(_ path: String) throws(ChartError) -> Bool? {
        var info = stat()
        guard stat(path, &info) == 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return nil }
            throw unreadable(path, code)
        }
        return info.st_mode & S_IFMT == S_IFDIR
    }

    /// The bytes of a regular file, up to `limit`.
    static func read(_ path: String, limit: Int = 128 << 20) throws(ChartError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw unreadable(path, errno) }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw ChartError(code: .unreadable, message: "cannot read \(path): not a regular file", path: path)
        }
        guard info.st_size <= limit else {
            throw ChartError(code: .unreadable, message: "\(path) is larger than \(limit) bytes", path: path)
        }
        // One byte more than the file should have: a file that grows meanwhile is an error and not cut.
        let room = Int(info.st_size) + 1
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            while count < room {
                let read = systemRead(
                    descriptor, buffer.baseAddress.map { UnsafeMutableRawPointer($0 + count) }, room - count)
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                if read <= 0 { break }
                count += read
            }
        }
        if failure != 0 { throw unreadable(path, failure) }
        guard bytes.count < room else {
            throw ChartError(code: .unreadable, message: "\(path) changes while it is read", path: path)
        }
        return bytes
    }

    /// A chart folder's files with paths relative to it, without what `.helmignore` names.
    static func chartFiles(in folder: String, warnings: inout [String]) throws(ChartError) -> [ChartFile] {
        guard try isDirectory(folder) else {
            throw ChartError(code: .unreadable, message: "\(folder) is not a directory", path: folder)
        }
        var rules = IgnoreRules()
        let ignoreFile = folder + "/.helmignore"
        if try isDirectoryIfPresent(ignoreFile) != nil {
            rules = try IgnoreRules(try read(ignoreFile, limit: maximumFileBytes), path: ignoreFile)
        }
        rules.addDefaults()
        var walk = Walk(root: folder, rules: rules)
        try walk.enter("", depth: 0)
        warnings += walk.warnings
        return walk.files
    }

    static func unreadable(_ path: String, _ code: CInt) -> ChartError {
        ChartError(code: .unreadable, message: "cannot read \(path): \(String(cString: strerror(code)))", path: path)
    }

    static func names(in folder: String) throws(ChartError) -> [String] {
        guard let stream = opendir(folder) else { throw unreadable(folder, errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private struct Walk {
        let root: String
        let rules: IgnoreRules
        var files: [ChartFile] = []
        var warnings: [String] = []
        var total = 0

        mutating func enter(_ relative: String, depth: Int) throws(ChartError) {
            let folder = relative.isEmpty ? root : root + "/" + relative
            guard depth < maximumDepth else {
                throw ChartError(
                    code: .unreadable, message: "\(folder) is nested deeper than \(maximumDepth); is a link looping?",
                    path: folder)
            }
            for name in try names(in: folder) {
                try visit(relative.isEmpty ? name : relative + "/" + name, depth: depth)
            }
        }

        private mutating func visit(_ relative: String, depth: Int) throws(ChartError) {
            let path = root + "/" + relative
            var info = stat()
            guard lstat(path, &info) == 0 else { throw unreadable(path, errno) }
            if info.st_mode & S_IFMT == S_IFLNK {
                guard let resolved = realpath(path, nil) else {
                    throw ChartError(
                        code: .unreadable,
                        message: "error evaluating symlink \(path): \(String(cString: strerror(errno)))", path: path)
                }
                defer { free(resolved) }
                warnings.append("\(relative) is a symbolic link: the contents of \(String(cString: resolved)) are used")
                guard stat(path, &info) == 0 else { throw unreadable(path, errno) }
            }
            let isDirectory = info.st_mode & S_IFMT == S_IFDIR
            if rules.ignores(relative, isDirectory: isDirectory) { return }
            if isDirectory { return try enter(relative, depth: depth + 1) }
            guard info.st_mode & S_IFMT == S_IFREG else {
                throw ChartError(
                    code: .unreadable, message: "cannot load irregular file \(path) as it has file mode type bits set",
                    path: path)
            }
            guard info.st_size <= maximumFileBytes else {
                let name = PathText.base(relative).debugDescription
                throw ChartError(
                    code: .unreadable,
                    message: "chart file \(name) is larger than the maximum file size \(maximumFileBytes)", path: path)
            }
            let bytes = ChartArchive.withoutMark(try FileTree.read(path, limit: maximumFileBytes))
            total += bytes.count
            guard files.count < maximumFiles, total <= maximumTotalBytes else {
                throw ChartError(
                    code: .unreadable,
                    message: "the chart is larger than \(maximumTotalBytes) bytes or \(maximumFiles) files; "
                        + "name what does not belong to it in .helmignore", path: root)
            }
            files.append(ChartFile(path: relative, bytes: bytes))
        }
    }
}

/// `read` of the C library, which the type's own name hides.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
