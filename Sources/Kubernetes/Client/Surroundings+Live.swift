#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Surroundings {
    /// This process, its files and its clock.
    public static var live: Surroundings {
        Surroundings(
            environment: ProcessEnvironment.variables(), files: SystemFiles(), plugins: PluginProcess(),
            now: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            },
            isInteractive: isatty(STDIN_FILENO) == 1)
    }
}

/// The files of this machine.
public struct SystemFiles: FileReading {
    public init() {}

    public func read(_ path: String, upTo limit: Int) throws(FileReadError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, &chunk, chunk.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, &chunk, chunk.count)
            #else
                let count = Glibc.read(descriptor, &chunk, chunk.count)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.error(path)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else {
                throw FileReadError(.tooLarge, path: path, message: "larger than \(limit) bytes")
            }
            bytes += chunk[..<count]
        }
    }

    private static func error(_ path: String) -> FileReadError {
        let code = errno
        let kind: FileReadError.Code =
            switch code {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM: .denied
            default: .other
            }
        return FileReadError(kind, path: path, message: String(cString: strerror(code)).lowercased())
    }
}
