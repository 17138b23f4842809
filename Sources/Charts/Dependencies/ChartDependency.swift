public import Value

/// A chart that another needs, as `Chart.yaml` or `Chart.lock` lists it. Unset texts are empty.
public struct ChartDependency: Sendable, Hashable {
    public var name = ""
    /// A version or a range; a lock holds a version alone.
    public var version = ""
    public var repository = ""
    /// Comma-separated paths into the values; the first that holds a boolean decides.
    public var condition = ""
    public var tags: [String] = []
    public var isEnabled = false
    /// Texts, or objects with `child` and `parent`.
    public var importValues: [Value] = []
    public var alias = ""

    public init(name: String = "", version: String = "", repository: String = "") {
        self.name = name
        self.version = version
        self.repository = repository
    }
}

/// `Chart.lock` or `requirements.lock`.
public struct ChartLock: Sendable, Hashable {
    /// The time of writing, as the file spells it.
    public var generated = ""
    public var digest = ""
    public var dependencies: [ChartDependency] = []

    public init() {}
}
