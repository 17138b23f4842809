#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file or folder, closed when the last reference goes.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// The folder `name` in this one, never through a symbolic link.
    func folder(_ name: String, creating: Bool, path: String) throws(FileError) -> Descriptor {
        if creating, mkdirat(number, name, 0o755) != 0, errno != EEXIST { throw .system("make the folder", path: path) }
        let opened = openat(number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw .system("open the folder", path: path) }
        return Descriptor(opened)
    }

    /// The kind of what is there, links not followed; nil when nothing is.
    func kind(of name: String) -> mode_t? {
        var status = stat()
        guard fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }

    /// A new file with all of `bytes`; gone again when writing fails.
    func create(_ name: String, _ bytes: [UInt8], mode: mode_t, path: String) throws(FileError) {
        let file = openat(number, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw .system("create", path: path) }
        let descriptor = Descriptor(file)
        do throws(FileError) {
            try descriptor.write(bytes, at: 0, path: path)
        } catch {
            unlinkat(number, name, 0)
            throw error
        }
    }

    func write(_ bytes: [UInt8], at start: off_t, path: String) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(number, buffer.baseAddress.map { $0 + done }, buffer.count - done, start + off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("write", path: path) }
            done += count
        }
    }

    /// Removes a file, or a folder with all that is in it; links are removed, not followed.
    func removeTree(_ name: String) {
        if unlinkat(number, name, 0) == 0 || errno == ENOENT { return }
        let opened = openat(number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { return }
        let folder = Descriptor(opened)
        for name in folder.names() { folder.removeTree(name) }
        unlinkat(number, name, AT_REMOVEDIR)
    }

    /// What is in the folder, in the order of names.
    func names() -> [String] {
        let copy = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: longestName) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// Bytes of a name in a folder's listing, its end included.
private let longestName = 256
