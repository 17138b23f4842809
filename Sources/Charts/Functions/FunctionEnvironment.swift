#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What functions take from the machine, so that tests can hold it still.
public struct FunctionEnvironment: Sendable {
    /// Seconds and nanoseconds since 1970.
    public var now: @Sendable () -> (seconds: Int64, nanoseconds: Int32)
    /// The name of the local time zone: that of `TZ`, or `Local` for the machine's.
    public var localZone: @Sendable () -> String

    public init(
        now: @escaping @Sendable () -> (seconds: Int64, nanoseconds: Int32),
        localZone: @escaping @Sendable () -> String = { "UTC" }
    ) {
        self.now = now
        self.localZone = localZone
    }

    public static let system = FunctionEnvironment(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return (Int64(time.tv_sec), Int32(time.tv_nsec))
        },
        localZone: {
            guard let name = getenv("TZ") else { return "Local" }
            let text = String(cString: name)
            return text.isEmpty ? "UTC" : text
        })
}
