import Expressions
import Preflight

extension Explanation {
    /// What a check is for, what it may find, and what to do about that.
    init(_ check: CheckDefinition) {
        let found = check.outcomes.filter { [.fail, .warn, .unknown].contains($0.verdict) }
        var next: [String] = []
        for hint in found.compactMap({ $0.hint?.source }) where !next.contains(hint) { next.append(hint) }
        next.append("groundcrew checks show \(check.id) shows its conditions")
        let means = check.description ?? "\(check.title) are as they should be"
        let requirement = check.requirement.map { " (\($0))" } ?? ""
        self.init(
            topic: .check, name: check.id,
            words: Words(
                means: "\(check.title): \(means)\(requirement)",
                why: found.map { "\($0.verdict.rawValue): \($0.message.source)" }, next: next))
    }
}
