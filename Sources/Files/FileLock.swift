#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A lock between programs on one file, as flock(2) gives it: Helm's programs take the same.
///
/// It is let go with the last reference, and by the system when the process ends, however that happens. The file stays.
public final class FileLock: Sendable {
    private let descriptor: Descriptor

    private init(_ descriptor: Descriptor) { self.descriptor = descriptor }

    /// The pause between two attempts.
    static let pause = Duration.milliseconds(50)

    /// Waits until nobody else holds the lock, and takes it.
    ///
    /// - Parameters:
    ///   - path: made with mode 0600 when it is not there; its folder is there already.
    ///   - patience: how long another may hold it.
    /// - Throws: `FileError`, with code `locked` when patience is over; `CancellationError`.
    public static func acquire(
        _ path: String, patience: Duration, clock: any Clock<Duration> = ContinuousClock()
    ) async throws -> FileLock {
        let opened = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOCTTY, 0o600)
        guard opened >= 0 else { throw FileError.system("open the lock", path: path) }
        let descriptor = Descriptor(opened)
        var waited = Duration.zero
        while flock(opened, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw FileError.system("lock", path: path) }
            guard waited < patience else {
                throw FileError(.locked, "another program holds the lock \(path) for \(patience) already", path: path)
            }
            try await clock.sleep(for: pause)
            waited += pause
        }
        return FileLock(descriptor)
    }

    /// Does the work under the lock.
    public static func with<Result>(
        _ path: String, patience: Duration, clock: any Clock<Duration> = ContinuousClock(),
        _ body: () async throws -> Result
    ) async throws -> Result {
        let lock = try await acquire(path, patience: patience, clock: clock)
        defer { withExtendedLifetime(lock) {} }
        return try await body()
    }
}
