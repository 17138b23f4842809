import Charts
import Kubernetes
import Models
public import Providers
public import Value

extension DeploymentEngine {
    /// The runtimes that are in the cluster, or in a deployment's namespace, judged for its model; nil where the provider
    /// takes none.
    ///
    /// - Parameter values: of the chart; its defaults lie below them.
    /// - Throws: `KubernetesError` for what cannot be read, but not where the caller may not look.
    public func runtimes(
        of provider: Provider, for request: DeploymentRequest, values: Object
    ) async throws -> SeenRuntimes? {
        guard let rules = provider.definition.runtimes else { return nil }
        var seen = SeenRuntimes()
        var candidates: [RuntimeRules.Candidate] = []
        for kind in rules.kinds {
            do {
                let type = try await client.resourceType(apiVersion: kind.apiVersion, kind: kind.kind)
                let items = try await client.listAll(type, namespace: type.isNamespaced ? request.namespace : nil).items
                candidates += items.map { RuntimeRules.Candidate(kind: kind, object: $0) }
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                seen.unserved.append(kind.kind)
            } catch {
                guard let unseen = Unseen("objects of kind \(kind.kind)", error) else { throw error }
                seen.unseen.append(unseen)
            }
        }
        seen.matches = rules.matches(
            candidates, model: request.model, deployment: provider.chart.values.merged(with: values))
        return seen
    }

    /// Looks whether the runtime that a plan names is there and fits.
    ///
    /// - Parameter coming: the objects that the operators of the same run bring; nil where that is not known, or they are
    ///   there by now.
    /// - Returns: what to warn of, where that cannot be told.
    /// - Throws: `DeploymentError` with code `invalidRequest`, over a `RuntimeRefusal`, where it is not there or does not
    ///   fit, and what `runtimes` throws.
    public func checkRuntime(of plan: DeploymentPlan, coming: [Value]? = nil) async throws -> [String] {
        guard let name = plan.values[RuntimeRules.valueName]?.string, !name.isEmpty,
            let rules = plan.provider.definition.runtimes,
            let seen = try await runtimes(of: plan.provider, for: plan.request, values: plan.values)
        else { return [] }
        let start = "runtime \(name) of \(plan.id)"
        guard let match = seen.match(named: name, of: rules) else {
            if let gap = seen.unseen.first { return ["\(start): whether it is there is not known: \(gap.text)"] }
            let isComing = coming.map { Self.brings(name, rules, plan.request.namespace, $0) }
            guard seen.unserved.count < rules.kinds.count || isComing == false else {
                return [
                    "\(start): whether it is there is not known: the cluster does not serve "
                        + seen.unserved.joined(separator: " or ") + " yet"
                ]
            }
            throw DeploymentError(
                .invalidRequest,
                "there is no runtime \(name) for namespace \(plan.request.namespace)",
                hint: Self.others(seen, plan), underlying: RuntimeRefusal(reason: .absent))
        }
        switch match.verdict {
        case .match: return []
        case .unknown: return ["\(start): whether it fits is not known: \(match.reason)"]
        case .mismatch:
            throw DeploymentError(
                .invalidRequest, "\(match.title) does not fit \(plan.request.model.id): \(match.reason)",
                hint: Self.others(seen, plan), underlying: RuntimeRefusal(reason: .mismatch))
        }
    }

    /// Whether one of the objects is that runtime, where the deployment may use it.
    private static func brings(_ name: String, _ rules: RuntimeRules, _ namespace: String, _ objects: [Value]) -> Bool {
        objects.contains { object in
            let place = object["metadata"]?["namespace"]?.string ?? ""
            return object["metadata"]?["name"]?.string == name && (place.isEmpty || place == namespace)
                && rules.kinds.contains {
                    $0.apiVersion == object["apiVersion"]?.string && $0.kind == object["kind"]?.string
                }
        }
    }

    private static func others(_ seen: SeenRuntimes, _ plan: DeploymentPlan) -> String {
        let fitting = seen.matches.filter { $0.verdict == .match }.map(\.name)
        let look =
            "groundcrew providers show \(plan.provider.name) --model \(plan.request.model.id) "
            + "--namespace \(plan.request.namespace) says of each why; nothing was changed"
        guard !fitting.isEmpty else {
            return "none that is there fits, so leave it out for one of the chart's own; \(look)"
        }
        return "those that fit are \(fitting.joined(separator: ", ")); \(look)"
    }
}
