public import Formats
import Value

/// What a user has decided to live with: which checks stop nothing, or are not judged, why, and until when.
public struct PreflightPolicy: Sendable, Hashable {
    /// At most one for each check.
    public var rules: [Rule]

    public struct Rule: Sendable, Hashable {
        /// The check's id.
        public var check: String
        public var action: AppliedPolicy.Action
        /// In the user's words.
        public var reason: String
        /// The last day on which it holds.
        public var expires: CalendarDay
        /// Of the file, as `file:line:column`.
        public var location: String

        public init(
            check: String, action: AppliedPolicy.Action, reason: String, expires: CalendarDay, location: String = ""
        ) {
            self.check = check
            self.action = action
            self.reason = reason
            self.expires = expires
            self.location = location
        }
    }

    public init(rules: [Rule]) { self.rules = rules }

    /// What holds on a day.
    public func inForce(on today: CalendarDay) -> [AppliedPolicy] {
        rules.filter { today <= $0.expires }.map(AppliedPolicy.init)
    }

    /// What held until a day before, a sentence each: it is not applied any more.
    public func expiredWords(on today: CalendarDay) -> [String] {
        rules.filter { $0.expires < today }.map { rule in
            "\(rule.location): the rule for \(rule.check) held until \(rule.expires) and is not applied: see to the check, "
                + "or give the rule another day"
        }
    }

    /// The results as the rules leave them on a day.
    public func applied(to results: [CheckResult], today: CalendarDay) -> [CheckResult] {
        let policies = inForce(on: today)
        return results.map { $0.under(policies) }
    }

    /// - Throws: `PreflightError` with code `invalidPolicy` for the first rule whose check is none of the catalog's.
    public func check(against catalog: CheckCatalog) throws(PreflightError) {
        let known = catalog.checks.map(\.id)
        for rule in rules where !known.contains(rule.check) {
            let question = CloseNames.question(rule.check, among: known)
            throw PreflightError(
                .invalidPolicy,
                "\(rule.location): there is no check '\(rule.check)'\(question); known are "
                    + known.sorted().joined(separator: ", "))
        }
    }
}

extension AppliedPolicy {
    init(_ rule: PreflightPolicy.Rule) {
        self.init(check: rule.check, action: rule.action, reason: rule.reason, expires: "\(rule.expires)")
    }
}
