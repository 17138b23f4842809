/// What a preflight found; the input of every renderer.
public struct PreflightReport: Sendable {
    /// Nil when no check asked for the cluster.
    public var cluster: ClusterIdentityFact?
    /// In the catalog's order.
    public var results: [CheckResult]
    public var duration: Duration
    /// True where the cluster is the built-in sandbox.
    public var isSimulated: Bool
    /// What counts as a failure besides checks that fail.
    public var failOn: Set<FailOn>
    /// What the API server was asked; nil where it was not, as when recorded facts are judged.
    public var requests: RequestCounts?
    /// When the facts were recorded, in RFC 3339; nil where they were gathered now.
    public var recordedAt: String?
    /// What the results say of a standard; nil where none was asked for.
    public var conformance: ConformanceReport?
    /// What a file of the user's asks for, and where.
    public var deployments: [ReportedDeployment] = []

    public enum Outcome: String, Sendable, CaseIterable { case passed, failed, undecided }

    public init(
        cluster: ClusterIdentityFact? = nil, results: [CheckResult], duration: Duration = .zero,
        isSimulated: Bool = false, failOn: Set<FailOn> = [], requests: RequestCounts? = nil,
        recordedAt: String? = nil
    ) {
        self.cluster = cluster
        self.results = results
        self.duration = duration
        self.isSimulated = isSimulated
        self.failOn = failOn
        self.requests = requests
        self.recordedAt = recordedAt
    }

    /// A failure outweighs what is unknown; warnings fail nothing unless `failOn` says so.
    public var outcome: Outcome {
        if results.contains(where: isFailure) { return .failed }
        return count("unknown") > 0 ? .undecided : .passed
    }

    /// Whether a result makes the preflight fail; the one place that decides it, for every report and the exit status.
    public func isFailure(_ result: CheckResult) -> Bool {
        switch result.verdict {
        case .fail: true
        case .warn: failOn.contains(.warning)
        case .unknown: failOn.contains(.unknown)
        case .pass, .skipped: false
        }
    }

    /// How many results have the verdict: `pass`, `warn`, `fail`, `skipped` or `unknown`.
    public func count(_ verdict: String) -> Int { results.count { $0.verdict.name == verdict } }

    public var warnings: Int { count("warn") }

    /// The policies that made something of a result, in the results' order.
    public var policies: [AppliedPolicy] { results.compactMap(\.policy) }
}
