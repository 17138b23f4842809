import Kubernetes
import Testing

/// A rule that a user holds beside others, and whether it is enough for what is tried.
struct HeldRule: Sendable, CustomTestStringConvertible {
    var rule: PolicyRule
    var isEnough: Bool
    var testDescription: String { "\(rule) \(isEnough ? "is" : "is not") enough" }
}
