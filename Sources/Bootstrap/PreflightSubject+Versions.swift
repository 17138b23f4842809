import Charts
import Operators
import Preflight
import Providers
import Value

extension PreflightSubject.Wanted {
    /// What is known of the drivers that its images need: those of the tags that values of deployments name, else those of
    /// its chart and those that its operators bring.
    var drivers: [Subject.Driver] {
        var drivers: [Subject.Driver] = []
        for tag in tags {
            let needed = tag.map(self.drivers(ofTag:)) ?? usualDrivers
            drivers += needed.filter { !drivers.contains($0) }
        }
        return drivers
    }

    /// Nil for the usual one; of a repository of the user's own nothing is known, so that its tags are left out.
    private var tags: [String?] {
        guard !deployments.isEmpty else { return [nil] }
        var tags: [String?] = []
        for deployment in deployments {
            let image = deployment.values["image"]
            guard image?["repository"]?.string?.isEmpty ?? true else { continue }
            let tag = image?["tag"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            if !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }

    private func drivers(ofTag tag: String) -> [Subject.Driver] {
        let version = String(tag.drop { $0 == "v" })
        let known =
            [provider.definition.versions] + operators.filter { !$0.definition.isShared }.map(\.definition.versions)
        for release in known.compactMap({ $0?.release(of: version) }) {
            guard let least = release.driver else { continue }
            let title = "\(provider.definition.title) with \(tag)"
            return [.init(neededBy: title, least: least, cuda: release.cuda, provider: provider.name)]
        }
        return []
    }

    private var usualDrivers: [Subject.Driver] {
        let definition = provider.definition
        let version = provider.chart.metadata.appVersion
        var drivers: [Subject.Driver] = []
        if let release = definition.versions?.release(of: version), let least = release.driver {
            drivers.append(
                .init(
                    neededBy: "\(definition.title) with \(version)", least: least, cuda: release.cuda,
                    provider: provider.name))
        }
        for plan in operators where !plan.definition.isShared {
            guard let release = plan.version.flatMap({ plan.definition.versions?.release(of: $0) }),
                let least = release.driver
            else { continue }
            drivers.append(
                .init(neededBy: plan.title, least: least, cuda: release.cuda, provider: provider.name))
        }
        return drivers
    }
}
