import Providers

extension DeploymentPlan {
    /// What every deployment is to have by the cluster's settings, and the provider's pods do not get, in words; nil where
    /// they get all of it.
    public var uncarried: String? {
        let names: [String]
        do { names = try provider.unknown(among: request.commonValues) } catch {
            return nil  // A schema that cannot be read has ended the plan.
        }
        guard !names.isEmpty else { return nil }
        return "\(names.joined(separator: ", ")) of the settings do not reach its pods: "
            + "\(provider.definition.title) has no place for them"
    }
}
