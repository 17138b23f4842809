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

    public enum Outcome: String, Sendable { case passed, failed, undecided }

    public init(
        cluster: ClusterIdentityFact? = nil, results: [CheckResult], duration: Duration = .zero,
        isSimulated: Bool = false, failOn: Set<FailOn> = []
    ) {
        self.cluster = cluster
        self.results = results
        self.duration = duration
        self.isSimulated = isSimulated
        self.failOn = failOn
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
}

/// The result of one check.
public struct CheckResult: Sendable, Hashable {
    public var id: String
    public var title: String
    public var category: String
    public var severity: CheckDefinition.Severity
    public var verdict: Verdict
    /// Lower case, no full stop; may hold text of the cluster, which renderers make safe.
    public var message: String
    /// What to do next.
    public var hint: String?
    /// A line for each thing found.
    public var details: [String]
    /// What could not be read, where the verdict is unknown.
    public var unknown: UnknownReason?
    /// The check's file.
    public var file: String
    /// Its judging and the gathering of the facts that it was judged by. Checks share facts, and those of several are
    /// gathered at the same time, so that together they may be more than all of it took.
    public var duration: Duration

    public init(
        id: String, title: String, category: String, severity: CheckDefinition.Severity = .error, verdict: Verdict,
        message: String, hint: String? = nil, details: [String] = [], unknown: UnknownReason? = nil, file: String = "",
        duration: Duration = .zero
    ) {
        self.id = id
        self.title = title
        self.category = category
        self.severity = severity
        self.verdict = verdict
        self.message = message
        self.hint = hint
        self.details = details
        self.unknown = unknown
        self.file = file
        self.duration = duration
    }
}
