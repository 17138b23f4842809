import Preflight

extension CheckResult {
    /// What belongs to the message, a line each: details, what asks for the check, the policy, what to do next.
    ///
    /// - Parameter bullet: stands before each detail.
    func notes(bullet: String = "") -> [String] {
        var lines = details.map { bullet + $0 }
        if let requirement { lines.append("requirement: \(requirement)") }
        if let policy { lines.append("policy: \(policy.sentence)") }
        if let hint { lines.append("next: \(hint)") }
        return lines
    }

    /// The verdict that was found, with the reason of one that is unknown: `warn`, `unknown.forbidden`.
    var exactVerdict: String { verdict.name + (unknown.map { ".\($0.code.rawValue)" } ?? "") }
}

extension AppliedPolicy {
    /// Such as `downgraded until 2026-12-31: the driver is updated in December`.
    var sentence: String { "\(action.participle) until \(expires): \(reason)" }
}

/// At most so many characters, with an ellipsis where something is missing.
func cut(_ text: String, to length: Int) -> String {
    text.count <= length ? text : String(text.prefix(max(length - 1, 0))) + "…"
}
