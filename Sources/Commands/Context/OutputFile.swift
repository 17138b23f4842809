#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that the user named for a command to write, for everyone to read.
///
/// A regular file is replaced whole or not at all. Anything else, such as a device, a FIFO or what a link points to, is
/// written through and stays what it is: root may replace `/dev/stdout` by a file, and must not.
struct OutputFile: Hashable {
    /// Absolute.
    let path: String

    /// Tries whether the file can be written, and leaves everything as it was.
    ///
    /// - Throws: `CommandFailure` with status `usage`.
    func check() throws(CommandFailure) {
        switch place {
        case .folder: throw failure("it is a folder", hint: "give a file in it, such as \(path)/report")
        case .through: if access(path, W_OK) != 0 { throw systemFailure() }
        case .regular(let target), .absent(let target):
            let folder = Self.folder(of: target)
            var status = stat()
            guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw failure("the folder \(folder) does not exist", hint: "make the folder first")
            }
            let temporary = Self.temporary(target)
            // Asking for rights would say yes to root, whatever the file system says.
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                close(descriptor)
                unlink(temporary)
                return
            }
            let error = systemFailure()
            guard case .regular = place, access(target, W_OK) == 0 else { throw error }
        }
    }

    /// - Throws: `CommandFailure` with status `usage` and the system's own words.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        switch place {
        case .folder, .through: try writeThrough(bytes)
        case .regular(let target), .absent(let target): try replace(target, with: bytes)
        }
    }

    // MARK: What is there

    private enum Place {
        /// With links followed.
        case regular(String)
        case absent(String)
        case folder
        case through
    }

    private var place: Place {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A link that leads nowhere yet is followed, so that it stays a link.
            let isDangling = errno == ENOENT && lstat(path, &status) == 0
            return isDangling ? linked.map { OutputFile(path: $0).place } ?? .through : .absent(path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .folder
        case S_IFREG:
            guard let resolved = realpath(path, nil) else { return .through }
            defer { free(resolved) }
            return .regular(String(cString: resolved))
        default: return .through
        }
    }

    /// Where a link leads, its last step alone.
    private var linked: String? {
        var characters = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &characters, characters.count)
        guard count > 0 else { return nil }
        let target = String(decoding: characters[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return target.hasPrefix("/") ? target : "\(Self.folder(of: path))/\(target)"
    }

    private static func folder(of path: String) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func temporary(_ target: String) -> String { "\(target).\(getpid()).tmp" }

    // MARK: Writing

    private func replace(_ target: String, with bytes: [UInt8]) throws(CommandFailure) {
        let temporary = Self.temporary(target)
        var status = stat()
        let isThere = stat(target, &status) == 0
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            // A file may be written where its folder may not.
            if isThere { return try writeThrough(bytes) }
            throw systemFailure()
        }
        if isThere { _ = fchmod(descriptor, status.st_mode & 0o777) }
        do throws(CommandFailure) {
            try write(bytes, to: descriptor)
        } catch {
            unlink(temporary)
            throw error
        }
        if rename(temporary, target) == 0 { return }
        // A file that is a mount point cannot be replaced.
        let isMounted = errno == EBUSY
        let error = systemFailure()
        unlink(temporary)
        guard isMounted else { throw error }
        try writeThrough(bytes)
    }

    private func writeThrough(_ bytes: [UInt8]) throws(CommandFailure) {
        // Without O_NONBLOCK, a FIFO that nobody reads would hold the run up for ever.
        let descriptor = open(path, O_WRONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENXIO ? failure("nobody reads it", hint: "start its reader first") : systemFailure()
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        try write(bytes, to: descriptor)
    }

    /// Closes the descriptor in any case.
    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(CommandFailure) {
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 || errno == EINTR else {
                let error = systemFailure()
                close(descriptor)
                throw error
            }
            start += max(0, written)
        }
        // Some file systems tell only now that the disk is full.
        guard close(descriptor) == 0 else { throw systemFailure() }
    }

    private func systemFailure() -> CommandFailure { failure(String(cString: strerror(errno)), hint: nil) }

    private func failure(_ reason: String, hint: String?) -> CommandFailure {
        CommandFailure(.usage, "\(path) cannot be written: \(reason)", hint: hint)
    }
}
