/// What a policy file made of one check's result: the user's own decision, which every report tells.
public struct AppliedPolicy: Sendable, Hashable {
    public enum Action: String, Sendable, CaseIterable {
        /// What would fail the preflight is a warning.
        case downgrade
        /// The check is not judged.
        case skip

        /// What became of the check, such as `downgraded`.
        public var participle: String {
            switch self {
            case .downgrade: "downgraded"
            case .skip: "skipped"
            }
        }
    }

    /// The check's id.
    public var check: String
    public var action: Action
    /// In the user's words.
    public var reason: String
    /// The last day on which it holds, `YYYY-MM-DD`.
    public var expires: String

    public init(check: String, action: Action, reason: String, expires: String) {
        self.check = check
        self.action = action
        self.reason = reason
        self.expires = expires
    }
}
