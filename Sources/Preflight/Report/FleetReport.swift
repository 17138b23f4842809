/// What the preflights of several clusters found, as one report.
public struct FleetReport: Sendable {
    /// In the order in which they were asked for.
    public var clusters: [ClusterReport]
    /// Of the whole: clusters are checked at the same time.
    public var duration: Duration
    /// What counts as a failure besides checks that fail, in every cluster.
    public var failOn: Set<FailOn>

    public init(clusters: [ClusterReport], duration: Duration = .zero, failOn: Set<FailOn> = []) {
        self.clusters = clusters
        self.duration = duration
        self.failOn = failOn
    }

    /// The worst of all clusters: a failure outweighs what is undecided. Nothing is known of no cluster at all.
    public var outcome: PreflightReport.Outcome {
        let outcomes = clusters.map { report(of: $0).outcome }
        if outcomes.contains(.failed) { return .failed }
        return outcomes.contains(.undecided) || outcomes.isEmpty ? .undecided : .passed
    }

    /// How many clusters have the outcome.
    public func count(_ outcome: PreflightReport.Outcome) -> Int {
        clusters.count { report(of: $0).outcome == outcome }
    }

    /// The only cluster's report, for whoever shows one cluster as if it were alone.
    public var single: PreflightReport? { clusters.count == 1 ? clusters[0].report : nil }

    /// Of a cluster that could not be opened, it is the one result that says so.
    public func report(of cluster: ClusterReport) -> PreflightReport {
        switch cluster.content {
        case .report(let report): return report
        case .failure(let message, let hint):
            let result = CheckResult(
                id: "cluster", title: "Cluster", category: "cluster", verdict: .unknown(message), message: message,
                hint: hint, unknown: UnknownReason(.unreachable, message), file: "checks/cluster.yaml")
            return PreflightReport(results: [result], failOn: failOn)
        }
    }
}

/// What became of one cluster of several.
public struct ClusterReport: Sendable {
    /// The kubeconfig context that names it.
    public var context: String
    var content: Content

    enum Content: Sendable {
        case report(PreflightReport)
        case failure(message: String, hint: String?)
    }

    public init(context: String, report: PreflightReport) {
        self.context = context
        content = .report(report)
    }

    /// A cluster that could not be opened, such as one whose context is unknown or cannot be used.
    ///
    /// - Parameters:
    ///   - error: lower case, no full stop.
    ///   - hint: what to do next.
    public init(context: String, error: String, hint: String? = nil) {
        self.context = context
        content = .failure(message: error, hint: hint ?? "see to the context \(context) of the kubeconfig")
    }

    /// Nil when the cluster could not be opened.
    public var report: PreflightReport? {
        if case .report(let report) = content { report } else { nil }
    }

    /// Why it could not be opened.
    public var error: String? {
        if case .failure(let message, _) = content { message } else { nil }
    }
}
