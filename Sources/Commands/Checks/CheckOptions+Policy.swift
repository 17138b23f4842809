import Formats
import Kubernetes
import Preflight

extension CheckOptions {
    /// What the flags choose of a catalog, and what the policy file says of its checks today. Rules that are over are told.
    ///
    /// - Throws: as `CheckSelection.init` and `PreflightPolicy.init` do, and for rules of checks that are not there.
    func selection(from catalog: CheckCatalog, _ context: CommandContext) throws -> CheckSelection {
        var selection = try self.selection(from: catalog)
        guard let policy else { return selection }
        let bytes = try context.readFile(policy, upTo: PreflightLimits.policyBytes)
        let rules = try PreflightPolicy(yaml: bytes, file: policy)
        try rules.check(against: catalog)
        let today = CalendarDay(number: Int64(context.clientEnvironment.now()).flooredDivision(by: 86_400))
        context.warn(rules.expiredWords(on: today))
        selection.policies = rules.inForce(on: today)
        return selection
    }
}

extension CheckResult {
    /// What a policy has made of it, for commands that show no report; nil where none has.
    var policyWords: String? {
        guard let policy else { return nil }
        let words = "\(policy.action.participle) until \(policy.expires): \(policy.reason)"
        return switch policy.action {
        case .downgrade: "\(id): \(message) (by policy \(words))"
        case .skip: "\(id): by policy \(words)"
        }
    }
}
