import Files

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Small files of the user's own, read whole.
enum ConfigurationFile {
    static let largest = 16 << 20

    /// nil when there is no such file, or the path is empty.
    static func readIfPresent(_ path: String, upTo largest: Int = largest) throws(RepositoryError) -> [UInt8]? {
        if path.isEmpty { return nil }
        do {
            return try WholeInput.file(path, upTo: largest)
        } catch {
            switch error {
            case .system(ENOENT), .system(ENOTDIR): return nil
            case .system(let code): throw failure(path, String(cString: strerror(code)))
            case .tooLarge: throw failure(path, "larger than \(largest) bytes")
            case .cancelled:
                var error = failure(path, "interrupted before anybody wrote to it")
                error.hint = "run the same command again with a writer at its other end"
                throw error
            }
        }
    }

    static func read(_ path: String, upTo largest: Int = largest) throws(RepositoryError) -> [UInt8] {
        guard let bytes = try readIfPresent(path, upTo: largest) else { throw failure(path, "no such file") }
        return bytes
    }

    private static func failure(_ path: String, _ reason: String) -> RepositoryError {
        RepositoryError(.invalidConfiguration, "cannot read \(path): \(reason)")
    }
}
