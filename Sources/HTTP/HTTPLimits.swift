/// The bounds of what requests send, keep and wait for, each in one place.
///
/// Those that a caller may want otherwise are defaults of whatever takes them.
public enum HTTPLimits {
    // MARK: Times

    /// Name look-up, TCP, proxy and TLS together.
    public static let connect: Duration = .seconds(10)
    /// From the request having been sent until the head of the answer arrived.
    public static let firstByte: Duration = .seconds(60)
    /// The longest silence while a body arrives.
    public static let idle: Duration = .seconds(60)
    /// Until a server that speaks first is connected, and then until its line is whole.
    public static let greeting: Duration = .seconds(5)
    /// A connection without traffic is probed after so many seconds, and then every so many.
    static let keepaliveIdleSeconds = 30
    static let keepaliveIntervalSeconds = 15
    /// With nothing to wait for, the I/O thread wakes this rarely, in milliseconds.
    static let longestPollMilliseconds = 60_000
    /// What stands for no limit of time with curl, which takes no more than 24 days.
    static let longestMilliseconds = 2_000_000_000

    // MARK: Attempts

    /// Attempts at one request, the first included.
    public static let attempts = 5
    /// The longest pause before the second attempt; it doubles from there.
    public static let retryPause: Duration = .milliseconds(200)
    public static let longestRetryPause: Duration = .seconds(10)
    /// A server that asks for a longer pause gets none.
    public static let longestRetryAfter: Duration = .seconds(60)
    /// The longest pause that is read at all: nothing that is counted with it overflows.
    static let readRetryAfterSeconds: Int64 = 1_000_000_000
    public static let redirects = 10

    // MARK: Connections

    public static let connectionsPerHost = 128
    public static let connections = 256
    /// Of the I/O thread.
    static let threadStackBytes = 1 << 20

    // MARK: Sizes in bytes

    /// Of one body, waiting to be read before its sender is slowed.
    public static let bodyBuffer = 1 << 20
    /// Asked from the socket at once. Kept small: what they decompress to has to fit curl's limit for paused transfers,
    /// 64 MiB, at gzip's best ratio of about 1000 : 1.
    static let receiveBuffer = 32 << 10
    /// Of one body, handed to a reader who waits before the I/O thread has come to the end of its turn.
    static let plenty = 128 << 10
    /// Of all head lines together, interim answers included.
    static let head = 256 << 10
    static let url = 64 << 10
    /// Of a body that nobody wants, read so that its connection can carry another request.
    static let drainedBody = 64 << 10
    /// Of the body of a refused upgrade: enough for a `Status`.
    static let refusedUpgradeBody = 64 << 10
    /// Of an upgraded connection, waiting to be read before the socket is left alone, and read at once.
    static let rawInput = 64 << 10
    static let rawRead = 16 << 10
    /// Of the line with which a server speaks first, and of it in a message.
    public static let greetingLine = 64 << 10
    static let quotedGreeting = 80
}
