/// Which checks run, and for what.
public struct PreflightRequest: Sendable {
    /// What is about to be installed and deployed; checks see it as `want`.
    public var subject: Subject
    /// Checks that are not judged, with the user's reason; they stay in the report.
    public var skip: [String: String]
    /// Only these are judged and reported; nil means all.
    public var only: Set<String>?
    /// What counts as a failure besides checks that fail.
    public var failOn: Set<FailOn>
    /// What holds of checks today; they change what comes of one unless it is left out by `skip`.
    public var policies: [AppliedPolicy]

    public init(
        _ subject: Subject = Subject(), skip: [String: String] = [:], only: Set<String>? = nil,
        failOn: Set<FailOn> = [], policies: [AppliedPolicy] = []
    ) {
        self.subject = subject
        self.skip = skip
        self.only = only
        self.failOn = failOn
        self.policies = policies
    }
}
