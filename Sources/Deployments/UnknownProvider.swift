import Providers
import Releases

/// A provider that a release of groundcrew's names and that is not loaded: nothing of its deployments can be judged, and
/// nothing else may take their place.
struct UnknownProvider: Sendable, Equatable {
    var name: String
    /// What is wrong with its definition, located; nil where that was not given.
    var fault: String?

    /// Nil for what is no deployment of groundcrew's, and for one of a provider that is loaded.
    ///
    /// - Parameter chart: the name of the release's chart, where it has been read: it counts where the labels name none.
    init?(labels: ReleaseLabels, chart: String?, in registry: ProviderRegistry) {
        guard labels[ReleaseLabels.roleKey] == ReleaseLabels.Role.deployment.rawValue,
            let name = labels[ReleaseLabels.providerKey] ?? chart,
            !registry.providers.contains(where: { $0.name == name })
        else { return nil }
        self.name = name
        let broken = registry.broken.first { $0.kind == .provider && $0.answers(to: name) }
        fault = broken.map { String($0.error.message.prefix { $0 != "\n" }) }
    }

    /// The same; nil, too, for a release that is only kept as history.
    init?(of record: ReleaseRecord, in registry: ProviderRegistry) {
        guard record.status != "uninstalled" else { return nil }
        self.init(labels: record.labels, chart: record.chartName, in: registry)
    }

    /// A sentence for the row of a deployment.
    var message: String {
        "provider \(name) is not known here: " + (fault.map { "it is broken: \($0)" } ?? Self.remedy)
    }

    /// For whoever would look at a deployment, or change it.
    ///
    /// - Parameter id: `namespace/name`.
    func refusal(of id: String) -> DeploymentError {
        DeploymentError(.unknownProvider, words(id), hint: fault == nil ? Self.remedy : "mend it")
    }

    /// For whoever would deploy something under its name.
    func refusal(toReplace id: String) -> DeploymentError {
        let remedy = fault == nil ? Self.remedy : "mend it"
        return DeploymentError(
            .unknownProvider, words(id),
            hint: "\(remedy), choose another name (--name, or name in a bootstrap file), or remove that one first: "
                + "groundcrew deployments delete \(id); nothing was changed")
    }

    private func words(_ id: String) -> String {
        "release \(id) is a deployment of provider \(name), which is not known here"
            + (fault.map { " (it is broken: \($0))" } ?? "")
    }

    private static let remedy = "give its folder with --charts"
}
