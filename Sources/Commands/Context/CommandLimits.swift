/// Sizes of what commands read, in bytes, and how long they wait.
enum CommandLimits {
    static let configurationFile = 4 << 20
    static let valuesFile = 16 << 20
    static let password = 64 << 10
    /// Of a file of CRDs, which may be those of a whole chart.
    static let crdFile = 32 << 20
    static let chartArchive = 100 << 20
    static let nameTemplate = 4096
    /// How long a cluster may take to say what it is.
    static let introduction: Duration = .seconds(5)
    /// How long a shell waits for names of a cluster.
    static let completion: Duration = .seconds(2)
    /// How long a preflight asks a cluster about what is wanted of it, before it goes by flags and files alone.
    static let planning: Duration = .seconds(15)
    /// Clusters that are checked at once.
    static let clusters = 4
    /// Of a file that a simulated cluster is made of, which may be a snapshot.
    static let recordedCluster = 64 << 20
}
