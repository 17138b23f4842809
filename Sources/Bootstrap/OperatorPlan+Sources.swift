import Operators
import Providers

extension OperatorPlan {
    /// Where its chart or manifests are read from over the network, as addresses.
    var chartSources: [String] {
        switch definition.source {
        case .chart(let chart, let repository): repository.map { [$0] } ?? (chart.contains("://") ? [chart] : [])
        case .manifests(let files): files.map(\.url).filter { $0.contains("://") }
        }
    }
}
