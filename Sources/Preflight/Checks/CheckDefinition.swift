public import Expressions

/// One check, as its file says it: the facts it needs and ordered outcomes of which the first that holds counts.
public struct CheckDefinition: Sendable {
    public enum Severity: String, Sendable, CaseIterable {
        /// What does not hold fails the preflight.
        case error
        /// What does not hold is a warning.
        case warning
    }

    /// Also the name of its file.
    public var id: String
    public var title: String
    /// The heading below which reports show it; `ReportCategory.order` has those of the built-in checks.
    public var category: String
    public var severity: Severity
    /// What it looks at and why, for people.
    public var description: String?
    /// What asks for it, such as a requirement of a standard.
    public var requirement: String?
    public var needs: [FactName]
    /// Lists of objects that its expressions see besides.
    public var objects: [ObjectsVariable]
    /// Checks without which this one makes no sense: unless they pass or warn, it is skipped.
    public var requires: [String]
    public var appliesTo: Applicability?
    /// What it is judged for, one by one; nil judges it once.
    public var forEach: Each?
    public var outcomes: [Outcome]
    /// Whether it runs only where it is named, by itself or by a profile: what no work needs is nobody's warning.
    public var isOnRequest = false
    /// The file it comes from.
    public var file: String

    /// All facts behind it, those of objects included.
    public var facts: [FactName] { needs + objects.map(\.wish.fact) }

    /// A list of what is wanted.
    public enum Each: String, Sendable, CaseIterable { case nats, etcd }

    public struct Applicability: Sendable {
        public var when: Expression
        /// Why it is skipped otherwise.
        public var otherwise: MessageTemplate
    }

    public struct Outcome: Sendable {
        public var when: Expression
        public var verdict: Kind
        public var message: MessageTemplate
        public var hint: MessageTemplate?
        /// A list of strings: one line for each thing found.
        public var details: Expression?

        public enum Kind: String, Sendable, CaseIterable { case pass, warn, fail, skip, unknown }
    }
}
