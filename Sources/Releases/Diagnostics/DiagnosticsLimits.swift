/// Where the sizes, counts and times of a diagnostics bundle are written down.
public enum DiagnosticsLimits {
    /// For gathering all of it: a failed run still has to end.
    public static let time: Duration = .seconds(60)
    /// Bytes of all files together, before they are packed.
    public static let bytes = 64 << 20
    /// Bytes of one container's log, from its end.
    static let logBytes = 1 << 20
    static let logLines = 2000
    static let objects = 2000
    /// Pods that are described.
    static let pods = 200
    /// Containers whose logs are read, those of this run and of the former one each.
    static let logs = 40
    /// Of one namespace.
    static let events = 2000
    static let nodes = 500
    /// Events of the run that are kept, the last ones.
    static let tape = 2000
    /// Reads that are under way at once.
    static let concurrency = 8
}
