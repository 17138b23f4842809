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

    public init(
        _ subject: Subject = Subject(), skip: [String: String] = [:], only: Set<String>? = nil,
        failOn: Set<FailOn> = []
    ) {
        self.subject = subject
        self.skip = skip
        self.only = only
        self.failOn = failOn
    }
}
