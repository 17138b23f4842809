import Charts
import Operators
import Preflight
import Providers

extension PreflightSubject.Wanted {
    /// What is known of the drivers that its images need: those of its chart, and those that its operators bring.
    var drivers: [Subject.Driver] {
        let definition = provider.definition
        let version = provider.chart.metadata.appVersion
        var drivers: [Subject.Driver] = []
        if let release = definition.versions?.release(of: version), let least = release.driver {
            drivers.append(.init(neededBy: "\(definition.title) with \(version)", least: least, cuda: release.cuda))
        }
        for plan in operators where !plan.definition.isShared {
            guard let release = plan.version.flatMap({ plan.definition.versions?.release(of: $0) }),
                let least = release.driver
            else { continue }
            drivers.append(.init(neededBy: plan.title, least: least, cuda: release.cuda))
        }
        return drivers
    }
}
