extension CheckResult {
    /// What the policy for its check makes of it, if there is one: what is not known stays so, and what does not fail needs
    /// no downgrade.
    func under(_ policies: [AppliedPolicy]) -> CheckResult {
        guard let policy = policies.first(where: { $0.check == id }) else { return self }
        var result = self
        switch policy.action {
        case .downgrade:
            guard verdict == .fail else { return self }
            result.verdict = .warn
        case .skip:
            result.message = "skipped by policy: \(policy.reason)"
            result.verdict = .skipped(result.message)
            (result.hint, result.unknown) = (nil, nil)
            result.details = []
        }
        result.policy = policy
        return result
    }
}

extension CheckDefinition {
    /// Its result where a policy leaves it out; nil where none does.
    func skipped(by policies: [AppliedPolicy]) -> CheckResult? {
        guard policies.contains(where: { $0.check == id && $0.action == .skip }) else { return nil }
        return skipped("").under(policies)
    }
}
