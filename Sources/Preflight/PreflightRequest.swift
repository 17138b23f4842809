public import Value

/// Which checks run, and for what.
public struct PreflightRequest: Sendable {
    /// What is about to be installed and deployed; checks see it as `want`.
    public var want: Object
    /// Checks that are not judged, with the user's reason; they stay in the report.
    public var skip: [String: String]
    /// Only these are judged and reported; nil means all.
    public var only: Set<String>?
    /// What counts as a failure besides checks that fail.
    public var failOn: Set<FailOn>

    public init(
        want: Object = [:], skip: [String: String] = [:], only: Set<String>? = nil, failOn: Set<FailOn> = []
    ) {
        self.want = want
        self.skip = skip
        self.only = only
        self.failOn = failOn
    }
}
