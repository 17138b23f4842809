import Deployments
import Exposure
import Models
import Operators
public import Preflight
public import Providers
import Releases

extension BootstrapRun {
    /// What checks are told of a plan: one subject for all of it, because deployments of all providers need room at once.
    ///
    /// - Parameters:
    ///   - driver: `native` or `helm`; nil for the run's own.
    ///   - installs: whether the operators are installed in the same run, so that what they bring may still be missing.
    /// - Throws: as `PreflightSubject.subject` does.
    public func subject(
        of plan: BootstrapPlan, driver: String? = nil, installs: Bool = true
    ) throws(ProviderError) -> Subject {
        let asked = plan.file.preflight
        let wanted = plan.providers.map { provider in
            PreflightSubject.Wanted(
                provider, operators: plan.operators.filter { $0.providers.contains(provider.name) },
                deployments: plan.models.enumerated().filter { $0.element.provider.name == provider.name }.map {
                    let request = $0.element.request
                    return .init(
                        name: request.name, namespace: request.namespace, model: request.model.value,
                        values: $0.element.values, source: plan.file.place(ofModel: $0.offset))
                })
        }
        var subject = try PreflightSubject(
            wanted, driver: driver ?? self.driver.name, installs: installs, natsURL: asked.natsURL,
            etcdURL: asked.etcdURL
        ).subject()
        subject.operators += plan.operators.filter(\.providers.isEmpty).map(Subject.Operator.init)
        subject.routes = plan.models.compactMap(Subject.Route.init)
        return subject
    }

    /// The subject of a plan with what its file says about the checks.
    ///
    /// - Throws: as `PreflightSubject.subject` does.
    public func request(
        for plan: BootstrapPlan, driver: String? = nil, installs: Bool = true
    ) throws(ProviderError) -> PreflightRequest {
        let asked = plan.file.preflight
        return PreflightRequest(
            try subject(of: plan, driver: driver, installs: installs),
            skip: Dictionary(asked.skip.map { ($0, "as asked for") }, uniquingKeysWith: { first, _ in first }),
            only: asked.only.map(Set.init), failOn: asked.failOn, policies: asked.policies)
    }

    /// Refuses any other cluster than the one that the plan's file pins; nothing is asked where it pins none.
    ///
    /// - Throws: `BootstrapError` with code `wrongCluster` or `unknownCluster`; `KubernetesError`.
    public func checkCluster(of plan: BootstrapPlan) async throws { try await checkCluster(plan.file.cluster) }
}

extension Subject.Route {
    /// Nil for a model that is to be reached inside the cluster alone.
    fileprivate init?(_ model: DeploymentPlan) {
        guard case .gateway(let asked)? = model.request.exposure else { return nil }
        self.init(
            deployment: model.id, gatewayClass: asked.gatewayClass, gateway: asked.gateway.map { "\($0)" })
    }
}

extension Subject.Operator {
    /// One that is installed by its own name, for no provider.
    fileprivate init(_ plan: OperatorPlan) {
        self.init(
            name: plan.release.name, provider: "", namespace: plan.release.namespace, version: plan.version ?? "0.0.0",
            chart: plan.chart, podSelector: plan.podSelector, crds: plan.crds.map(\.name))
    }
}
