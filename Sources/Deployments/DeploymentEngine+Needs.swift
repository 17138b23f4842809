import Charts
import Kubernetes
public import Providers
import Releases
import Value

extension DeploymentEngine {
    /// Whether discovery tells a type, given as `plural.group`.
    func isServed(_ crd: String) async throws -> Bool {
        let plural = String(crd.prefix { $0 != "." })
        let group = String(crd.dropFirst(plural.count + 1))
        do {
            _ = try await client.resourceType(group: group, resource: plural)
            return true
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return false
        }
    }

    /// Shared operators that a deployment needs besides those of its provider: those that bring what is not there, and those
    /// that groundcrew has brought and looks after.
    ///
    /// - Parameter named: of those that the user says something of.
    /// - Throws: `ProviderError` for a definition that cannot be judged, `KubernetesError` for a cluster that cannot be
    ///   asked.
    public func prerequisites(of plan: DeploymentPlan, named: Set<String> = []) async throws -> [OperatorDefinition] {
        var found: [OperatorDefinition] = []
        for item in try registry.prerequisites(of: plan.provider, for: plan.values) {
            if try await isWanted(item, named: named) { found.append(item.definition) }
        }
        return found
    }

    private func isWanted(_ item: ProviderRegistry.Prerequisite, named: Set<String>) async throws -> Bool {
        if named.contains(item.definition.name) { return true }
        guard try await isServed(anyOf: item.crds) else { return true }
        return try await unlessForbidden { try await isOwn(item.definition) } ?? false
    }

    private func isServed(anyOf crds: [String]) async throws -> Bool {
        for crd in crds where try await isServed(crd) { return true }
        return false
    }

    /// The error of a release; where it is about a type that is not served, with what the provider says of it.
    ///
    /// What cannot be asked adds nothing.
    func explained(_ error: ReleaseError, _ plan: DeploymentPlan) async -> ReleaseError {
        guard (error.underlying as? KubernetesError)?.code == .resourceTypeNotFound else { return error }
        var explained = error
        do {
            explained.hint = try await missing(for: plan) ?? error.hint
        } catch {
            return explained  // What is wrong with the release is told all the same.
        }
        return explained
    }

    /// How to get what the deployment needs besides its provider's resource; nil where all of it is there.
    private func missing(for plan: DeploymentPlan) async throws -> String? {
        let definition = plan.provider.definition
        for crd in try registry.needs(of: plan.provider).flatMap(\.crds) where !crd.isOptional {
            if try await !isServed(crd.name) {
                return "groundcrew install \(definition.name), which brings the CRD \(crd.name)"
            }
        }
        let values = Value.object(plan.provider.chart.values).merged(with: .object(plan.values)).withWholeNumbers
        for item in definition.requirements.oneOf where try item.isNeeded(by: values) {
            guard try await !isServed(anyOf: item.crds) else { continue }
            return "\(item.crds.joined(separator: " or ")) is needed \(item.words): \(item.hint)"
        }
        return nil
    }
}
