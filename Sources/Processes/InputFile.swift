import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a program reads, in a file without a name.
///
/// Not in a pipe: a program that leaves some of it unread would end this process by SIGPIPE.
enum InputFile {
    /// The file at its beginning, which nobody else can open.
    ///
    /// - Parameter folder: for files of the moment; where nothing can be made in it, `/tmp` serves.
    /// - Throws: `ProcessError` with the system's own words.
    static func opened(_ bytes: [UInt8], in folder: String?) throws(ProcessError) -> FileDescriptor {
        for folder in [folder, "/tmp"].compactMap(\.self) where !folder.isEmpty {
            let path = "\(folder)/groundcrew-\(String(UInt64.random(in: .min ... .max), radix: 16))"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { continue }
            unlink(path)
            guard write(bytes, to: descriptor), lseek(descriptor, 0, SEEK_SET) == 0 else {
                let reason = String(cString: strerror(errno))
                close(descriptor)
                throw ProcessError(.cannotStart, "its input cannot be written below \(folder): \(reason)")
            }
            return FileDescriptor(rawValue: descriptor)
        }
        throw ProcessError(
            .cannotStart, "its input cannot be written to a file: \(String(cString: strerror(errno)))")
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes { buffer -> Int in
                #if canImport(Glibc)
                    return Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                    return Musl.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    return Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            guard written > 0 || errno == EINTR else { return false }
            start += max(0, written)
        }
        return true
    }
}
