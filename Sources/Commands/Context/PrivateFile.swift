#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that only their owner may read.
enum PrivateFile {
    /// Writes the file anew with mode 0600; a link at its place is replaced, never followed.
    ///
    /// - Throws: `CommandFailure` with the system's own words.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 || errno == EINTR else {
                let error = failure(path)
                close(descriptor)
                unlink(temporary)
                throw error
            }
            start += max(0, written)
        }
        // Some file systems tell only now that the disk is full.
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = failure(path)
            unlink(temporary)
            throw error
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(.usage, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
