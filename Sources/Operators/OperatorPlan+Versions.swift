import Charts
import Formats
import Providers
import Releases

extension OperatorPlan {
    /// Of the operator once the plan is carried out; nil where it is not known.
    var coming: String? {
        guard let decision, !decision.action.makesRelease else { return version }
        return isPlayed(decision.version) ? version : decision.version
    }

    /// Whether it is the version of a chart that plays the operator.
    private func isPlayed(_ version: String?) -> Bool {
        guard case .loaded(let chart, _) = release.chart else { return false }
        return chart.name != name && chart.metadata.version == version
    }

    /// What the version that would be installed works with, by what is known of it.
    var versionNeeds: [OperatorDefinition.Need] {
        version.flatMap { definition.versions?.release(of: $0) }?.needs ?? []
    }

    /// What is known of the version that will be there; nil where there is no data.
    func judgement(in cluster: ClusterVersions, today: CalendarDay) -> VersionJudgement? {
        guard let data = definition.versions else { return nil }
        return VersionJudgement(of: name, coming, by: data, in: cluster, today: today)
    }

    /// The way from a version that is there to the one that is wanted; nil where nothing is known of it.
    func upgradePath(from version: String) -> UpgradePath? {
        guard let data = definition.versions, let wanted = self.version else { return nil }
        return UpgradePath(from: version, to: wanted, by: data)
    }

    /// How a version of it is brought about.
    func words(toInstall version: String, insisting: Bool) -> String {
        let word = " --existing \(name)=upgrade"
        guard !definition.isShared, podSelector != nil, let provider = providers.first else {
            return "set operators.\(name).version to \(version) in a bootstrap file, and run groundcrew bootstrap with"
                + word
        }
        return "groundcrew install \(provider) --version \(version)" + (insisting ? word : "")
    }
}
