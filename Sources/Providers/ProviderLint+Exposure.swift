import Charts
import Exposure
import Readiness
import Value

extension ProviderLintRun {
    /// What the rules of `expose` make of a combination.
    mutating func lintExposure(_ rendered: RenderedChart, _ combination: ProviderCombination) {
        let ways: [ExposureWay]
        do {
            ways = try provider.exposureWays(
                Self.leastValues.merged(with: combination.values), name: Self.deploymentName,
                namespace: Self.namespace)
        } catch {
            let start = "\(definitionFile): "
            let words = error.message
            add(
                .error, path: "expose", words.hasPrefix(start) ? String(words.dropFirst(start.count)) : words,
                with: combination)
            return
        }
        if let endpoint = definition.readiness.endpoint, endpoint.scheme != "http", ways.contains(.service) {
            add(
                .warning, path: "readiness.endpoint.scheme",
                "is \(endpoint.scheme), and no route can lead to its Service: --expose gateway will be refused",
                with: combination)
        }
        for case .own(let route) in ways { lint(route, combination) }
        for case .pool(.made(let selector, _, let engine)) in ways {
            if !ExposureRule.engines.contains(engine) {
                add(
                    .error, path: "expose",
                    "gives a pool of engine '\(engine)'; endpoint pickers know "
                        + ExposureRule.engines.joined(separator: ", "), with: combination)
            }
            // The pods of an operator's own making are not seen here.
            guard definition.resource?.isCustom == false, !Self.isWorn(selector, in: rendered) else { continue }
            add(
                .error, path: "expose",
                "gives a pool of pods with labels that no pod template of the chart has: "
                    + selector.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ","), with: combination)
        }
    }

    private mutating func lint(_ route: OwnRoute, _ combination: ProviderCombination) {
        if let name = route.name, !KubernetesName.isSubdomain(name) {
            add(
                .error, path: "expose", "gives the route '\(name)', which cannot be the name of an HTTPRoute",
                with: combination)
        }
        guard route.path != "/" else { return }
        if !route.path.hasPrefix("/") || route.path.hasSuffix("/") {
            add(
                .error, path: "expose",
                "gives the path '\(route.path)'; write one that begins with a slash, and ends with none",
                with: combination)
        }
    }

    private static func isWorn(_ selector: [String: String], in rendered: RenderedChart) -> Bool {
        rendered.manifests.contains { manifest in
            let labels = manifest.value["spec"]?["template"]?["metadata"]?["labels"]
            return selector.allSatisfy { labels?[$0.key]?.string == $0.value }
        }
    }
}
