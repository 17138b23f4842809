/// The bounds of a preflight, each in one place.
public enum PreflightLimits {
    /// Facts that are gathered at once.
    public static let concurrentFacts = 6
    /// Until everything is read: an etcd that hangs behind its API server costs no more.
    public static let whole: Duration = .seconds(120)
    /// Until a name is found and a connection stands.
    public static let connect: Duration = .seconds(5)
    /// Until a single read or a probe answers.
    public static let answer: Duration = .seconds(10)
    /// Until a page of a list starts to arrive.
    public static let page: Duration = .seconds(60)
    /// Until a program has said its version.
    public static let program: Duration = .seconds(10)
    /// Nodes or pods in one page of a list: nodes name the images they hold, so that one may have 16 KiB.
    public static let pageSize = 250
    /// Bytes of a probe's answer.
    public static let probeBytes = 64 << 10
    /// Bytes of one check's file.
    public static let checkBytes = 256 << 10
    /// Bytes of a recorded snapshot.
    public static let snapshotBytes = 512 << 20
    /// Lines of details that one result carries.
    public static let detailLines = 200
    /// Workers of a deployment, and accelerators of a worker: more are a mistake, not a wish.
    public static let count: Int64 = 1_000_000
    /// Pods of NATS or etcd that are asked for their health.
    public static let probedPods = 9
}
