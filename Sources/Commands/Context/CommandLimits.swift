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
}
