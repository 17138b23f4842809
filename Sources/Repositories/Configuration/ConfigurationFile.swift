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
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure(path, String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { posixRead(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= largest else { throw failure(path, "larger than \(largest) bytes") }
        }
    }

    static func read(_ path: String, upTo largest: Int = largest) throws(RepositoryError) -> [UInt8] {
        guard let bytes = try readIfPresent(path, upTo: largest) else { throw failure(path, "no such file") }
        return bytes
    }

    private static func failure(_ path: String, _ reason: String) -> RepositoryError {
        RepositoryError(.invalidConfiguration, "cannot read \(path): \(reason)")
    }

    private static func posixRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
