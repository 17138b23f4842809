import Files

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ClientEnvironment {
    /// This process, its files and its clock.
    public static var live: ClientEnvironment {
        ClientEnvironment(
            variables: ProcessEnvironment.variables(), files: SystemFiles(), plugins: PluginProcess(),
            now: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            },
            isInteractive: isatty(STDIN_FILENO) == 1)
    }
}

/// The files of this machine; a FIFO is waited for until the task is cancelled.
public struct SystemFiles: FileReading {
    public init() {}

    public func read(_ path: String, upTo limit: Int) throws(FileReadError) -> [UInt8] {
        do {
            return try WholeInput.file(path, upTo: limit)
        } catch {
            switch error {
            case .tooLarge: throw FileReadError(.tooLarge, path: path, message: "larger than \(limit) bytes")
            case .cancelled:
                throw FileReadError(.cancelled, path: path, message: "interrupted before anybody wrote to it")
            case .system(let code): throw Self.error(path, code)
            }
        }
    }

    private static func error(_ path: String, _ code: CInt) -> FileReadError {
        let kind: FileReadError.Code =
            switch code {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM: .denied
            default: .other
            }
        return FileReadError(kind, path: path, message: String(cString: strerror(code)).lowercased())
    }
}
