#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a program is, and what is wrong with one that the user named by its path.
public enum ProgramPath {
    /// - Returns: nil when nothing is wrong, or `path` is a name to look up.
    static func problem(_ path: String, in folder: String? = nil) -> ProcessError? {
        guard path.contains("/") else { return nil }
        let absolute = path.hasPrefix("/") || folder == nil ? path : "\(folder ?? "")/\(path)"
        var info = stat()
        guard stat(absolute, &info) == 0 else {
            let reason = errno
            return reason == ENOENT || reason == ENOTDIR
                ? ProcessError(.notFound, "there is no program \(path)")
                : ProcessError(.cannotStart, "\(path) cannot be looked at: \(String(cString: strerror(reason)))")
        }
        if info.st_mode & S_IFMT == S_IFDIR {
            return ProcessError(.cannotStart, "\(path) is a folder, not a program")
        }
        if access(absolute, X_OK) != 0 {
            return ProcessError(.cannotStart, "\(path) is not executable (its mode has no x)")
        }
        return nil
    }

    /// Whether a program of that name can be started from one of the folders in `path`, which is as PATH has it.
    public static func isThere(_ name: String, path: String) -> Bool {
        path.split(separator: ":").contains { folder in
            var info = stat()
            let candidate = "\(folder)/\(name)"
            return stat(candidate, &info) == 0 && info.st_mode & S_IFMT == S_IFREG && access(candidate, X_OK) == 0
        }
    }
}
