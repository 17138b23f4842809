/// The result of one check.
public struct CheckResult: Sendable, Hashable {
    /// Also the anchor of its documentation.
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
    /// What asks for it, such as a requirement of a standard, as the check's file says it.
    public var requirement: String?
    /// The policy that made this of it, if any did.
    public var policy: AppliedPolicy?

    public init(
        id: String, title: String, category: String, severity: CheckDefinition.Severity = .error, verdict: Verdict,
        message: String, hint: String? = nil, details: [String] = [], unknown: UnknownReason? = nil, file: String = "",
        duration: Duration = .zero, requirement: String? = nil, policy: AppliedPolicy? = nil
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
        self.requirement = requirement
        self.policy = policy
    }
}
