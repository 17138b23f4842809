/// The bounds of what the client sends, reads and waits for, each in one place.
public enum Limits {
    /// Objects asked for in one page of a list.
    public static let pageSize = 500
    /// Requests of one client that are under way at once; watches and log streams do not count.
    public static let concurrentRequests = 16
    /// How soon a change has to be sent that a gate has let pass: of the five seconds between the time when a lock's holder
    /// stops writing and the time when others may take the lock over, it leaves most to the way of the request.
    public static let gatePass: Duration = .seconds(1)
    /// Bytes of one answer that is read whole, such as an object or a page of a list.
    public static let answerBytes = 256 << 20
    /// Bytes of a failed answer: more than any `Status` needs.
    public static let failureBytes = 1 << 20
    /// Bytes of a failed answer that is no `Status`, as an error quotes them.
    static let quotedFailureBytes = 400
    /// Bytes of one line of a watch: etcd holds objects up to 1.5 MiB, and an error event may wrap one.
    public static let watchLineBytes = 16 << 20
    /// Failed attempts of a watch in a row before it gives up.
    public static let watchFailures = 8
    /// The pause after the first of them, which doubles from there, and the longest, also when the server asks for more; both
    /// are spread by half as much again.
    static let watchPause: Duration = .milliseconds(800)
    static let longestWatchPause: Duration = .seconds(30)
    /// Until a connection stands.
    public static let connectTime: Duration = .seconds(10)
    /// Reads and writes of one object, discovery and reviews: until the answer starts, and between its parts. As long as
    /// the server itself gives a write (`requestTimeoutUpperBound`).
    public static let objectTime: Duration = .seconds(34)
    /// Pages of lists, which a busy server takes longer to start.
    public static let listTime: Duration = .seconds(60)
    /// How long the server keeps a watch open before it asks us to come back, and how much longer one may be silent.
    public static let watchTime: Duration = .seconds(240)
    static let watchGrace: Duration = .seconds(30)
    /// Until a log or proxied service starts to answer, and between its parts.
    public static let streamTime: Duration = .seconds(60)
    /// Attempts at one request, the first included.
    public static let requestAttempts = 5
    /// The pause before the second attempt; it doubles from there.
    public static let firstRetryPause: Duration = .milliseconds(250)
    /// How often it doubles at most, so that nothing overflows.
    static let retryDoublings = 10
    /// The longest pause before another attempt, also when the server asks for more.
    public static let retryPause: Duration = .seconds(30)
    /// How long work that is under way goes on while the server is away: longer than a control plane's restart.
    public static let outage: Duration = .seconds(90)
    /// How long work that is under way goes on while a webhook cannot be asked, such as one whose pod is just starting.
    public static let webhookPatience: Duration = .seconds(60)
    /// The longest pause between two looks whether a server that is away has come back.
    public static let outagePause: Duration = .seconds(2)
    /// How long a server that has come back may refuse what it will allow, while it loads rights and types.
    public static let startingTime: Duration = .seconds(5)
    /// Restarts of a paged list whose continue token expired before it is read in one piece.
    public static let listRestarts = 1
    /// Bytes of one kubeconfig file.
    public static let kubeconfigBytes = 16 << 20
    /// Bytes of one certificate, key or token file.
    public static let credentialBytes = 4 << 20
    /// Seconds for which a token file is not read again: client-go's period, less its ten seconds of leeway.
    static let tokenFileAge = 50.0
    /// How long an exec plugin may take that nobody has to answer, and one that may ask a person to log in.
    public static let pluginTime: Duration = .seconds(60)
    public static let interactivePluginTime: Duration = .seconds(600)
    /// Between the SIGTERM and the SIGKILL that end an exec plugin.
    public static let pluginGrace: Duration = .seconds(2)
    /// Bytes of standard output of an exec plugin.
    public static let pluginOutputBytes = 4 << 20
    /// Bytes kept of an exec plugin's standard error.
    public static let pluginErrorBytes = 64 << 10
    /// Bytes of one message of a WebSocket; a kubelet's are 32 KiB.
    public static let webSocketMessageBytes = 16 << 20
    /// Bytes sent to a forwarded port in one message.
    public static let portForwardMessageBytes = 32 << 10
    /// Bytes of the line with which a pod speaks first on a forwarded port.
    public static let portGreetingBytes = 64 << 10
    /// Bytes of the head, and of the body, that a pod's HTTP server answers on a forwarded port.
    public static let portAnswerBytes = 1 << 20
    /// Bytes kept of what a kubelet says went wrong.
    public static let portForwardErrorBytes = 64 << 10
    /// Bytes of one object of a list in protobuf: etcd holds objects up to 1.5 MiB.
    public static let listItemBytes = 4 << 20
    /// Bytes of JSON of a list that was asked for in one piece; a larger one is read by pages instead.
    public static let unpagedBytes = 4 << 20
}
