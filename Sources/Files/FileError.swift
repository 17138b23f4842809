#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why nothing could be written.
public struct FileError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The name climbs out of its folder, or is not a name at all.
        case unsafeName
        /// A symbolic link, or something else that is not a file, stands in the way.
        case obstructed
        /// What should be made anew is there already.
        case exists
        /// Another program holds the lock.
        case locked
        /// What should be there is not.
        case absent
        /// The system refused.
        case system
    }

    public let code: Code
    public let message: String
    public let path: String

    public init(_ code: Code, _ message: String, path: String) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// What the system says about the call that has just failed.
    static func system(_ what: String, path: String) -> FileError {
        let reason = errno
        // Both are what the kernel answers when it may not follow a link.
        let isLink = reason == ELOOP || reason == ENOTDIR
        return FileError(
            isLink ? .obstructed : .system,
            "cannot \(what) \(path): \(isLink ? "a symbolic link or a file is in the way" : String(cString: strerror(reason)))",
            path: path)
    }

    public var description: String { message }
}
