/// The bounds of what the client sends, reads and waits for, each in one place.
public enum Limits {
    /// Objects asked for in one page of a list.
    public static let pageSize = 500
    /// Requests of one client that are under way at once; watches and log streams do not count.
    public static let concurrentRequests = 16
    /// Bytes of one answer that is read whole, such as an object or a page of a list.
    public static let answerBytes = 256 << 20
    /// Bytes of a failed answer: more than any `Status` needs.
    public static let failureBytes = 1 << 20
    /// Bytes of one line of a watch: etcd holds objects up to 1.5 MiB, and an error event may wrap one.
    public static let watchLineBytes = 16 << 20
    /// Failed attempts of a watch in a row before it gives up.
    public static let watchFailures = 8
    /// Attempts at one request, the first included.
    public static let requestAttempts = 5
    /// The pause before the second attempt; it doubles from there.
    public static let firstRetryPause: Duration = .milliseconds(250)
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
    /// Bytes of standard output of an exec plugin.
    public static let pluginOutputBytes = 4 << 20
    /// Bytes kept of an exec plugin's standard error.
    public static let pluginErrorBytes = 64 << 10
    /// Bytes of one message of a WebSocket; a kubelet's are 32 KiB.
    public static let webSocketMessageBytes = 16 << 20
    /// Bytes sent to a forwarded port in one message.
    public static let portForwardMessageBytes = 32 << 10
    /// Bytes kept of what a kubelet says went wrong.
    public static let portForwardErrorBytes = 64 << 10
    /// Bytes of one object of a list in protobuf: etcd holds objects up to 1.5 MiB.
    public static let listItemBytes = 4 << 20
    /// Bytes of JSON of a list that was asked for in one piece; a larger one is read by pages instead.
    public static let unpagedBytes = 4 << 20
}
