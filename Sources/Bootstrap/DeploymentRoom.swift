public import Deployments
public import Kubernetes
import Models
public import Preflight
import Providers

/// Whether the nodes could hold a deployment, looked at before anything is changed.
public struct DeploymentRoom: Sendable {
    private let client: KubernetesClient
    private let preflight: Preflight

    public init(client: KubernetesClient, preflight: Preflight) {
        self.client = client
        self.preflight = preflight
    }

    /// - Parameter refuses: whether what could never run is an error: where nobody would wait for it, it is none.
    /// - Returns: what to warn of; nothing where there is room, and where it cannot be told.
    /// - Throws: `DeploymentError` with code `noRoom` where the nodes offer too few accelerators, even if nothing
    ///   else ran on them, and no autoscaler is in sight that could add some.
    public func check(_ plan: DeploymentPlan, driver: String, refuses: Bool) async throws -> [String] {
        let wanted = PreflightSubject.Wanted(
            plan.provider, operators: [],
            deployments: [
                .init(
                    name: plan.request.name, namespace: plan.request.namespace, model: plan.request.model.value,
                    values: plan.values)
            ])
        let subject = try PreflightSubject([wanted], driver: driver, installs: false).subject()
        return try await check(try await preflight.room(for: subject), refuses: refuses)
    }

    /// The same where it has been seen what the nodes lack; nil where they lack nothing.
    public func check(_ missing: AcceleratorRoom?, refuses: Bool) async throws -> [String] {
        guard let missing else { return [] }
        guard missing.isOutOfReach else {
            return ["\(missing.message); its pods wait until there is room"]
        }
        switch try await autoscaler() {
        case .seen(let name): return ["\(missing.message); \(name) may add nodes that have them"]
        case .unknown(let reason):
            return ["\(missing.message); whether an autoscaler adds nodes cannot be told: \(reason)"]
        case .absent: break
        }
        guard refuses else { return ["\(missing.message); its pods will wait for ever"] }
        throw DeploymentError(
            .noRoom, missing.message,
            hint: [missing.hint, "or apply it all the same with --no-wait; nothing was changed"]
                .compactMap(\.self).joined(separator: "; "))
    }

    // MARK: - Autoscalers

    private enum Autoscaler {
        case seen(String)
        case absent
        case unknown(String)
    }

    /// By what they leave in a cluster: Karpenter its API, the cluster autoscaler its status.
    private func autoscaler() async throws -> Autoscaler {
        do {
            if try await isServed("karpenter.sh") { return .seen("Karpenter") }
            let status = try await client.getIfPresent(
                .configMaps, "cluster-autoscaler-status", namespace: "kube-system")
            return status == nil ? .absent : .seen("the cluster autoscaler")
        } catch let error as KubernetesError {
            return .unknown("\(error)")
        }
    }

    private func isServed(_ group: String) async throws -> Bool {
        do {
            return try await !client.group(group).groupVersions.isEmpty
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return false
        }
    }
}
