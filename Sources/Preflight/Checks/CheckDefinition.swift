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
    public var category: String
    public var severity: Severity
    public var needs: [FactName]
    /// Checks without which this one makes no sense: unless they pass or warn, it is skipped.
    public var requires: [String]
    public var appliesTo: Applicability?
    /// What it is judged for, one by one; nil judges it once.
    public var forEach: Each?
    public var outcomes: [Outcome]
    /// The file it comes from.
    public var file: String

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
