public import Kubernetes
import Providers
public import Releases

extension DeploymentEngine {
    /// The release that `deploy` would make of the plan; in which version of its API, the chart tells by what is served.
    public func release(of plan: DeploymentPlan) -> ReleaseRequest { releaseRequest(plan, timeout: Self.forLooking) }

    /// The release of the route by which a deployment is exposed; nil where the provider makes a route by itself.
    ///
    /// - Throws: `ChartError` where the route's chart cannot be loaded.
    public func routeRelease(of exposure: DeploymentExposure, of plan: DeploymentPlan) throws -> ReleaseRequest? {
        try exposure.values.map { try routeRequest(plan, $0, timeout: Self.forLooking) }
    }

    /// Nothing is waited for.
    private static let forLooking = Duration.seconds(60)

    /// The same engine, asking another client of the same cluster.
    public func asking(_ client: KubernetesClient) -> DeploymentEngine {
        var engine = DeploymentEngine(
            client: client, driver: driver.asking(client), registry: registry, clock: clock, patience: patience)
        engine.releaseOptions = releaseOptions
        engine.reading = reading
        return engine
    }

    /// The type of the provider's own resource, in every version that its chart may write; known without the cluster.
    public func types(of plan: DeploymentPlan) -> [ResourceType] {
        guard let resource = plan.provider.definition.resource else { return [] }
        return resource.versions.map { text in
            let place = GroupVersion(text)
            return ResourceType(
                group: resource.group, version: place.version, kind: resource.kind, plural: resource.plural,
                isNamespaced: true)
        }
    }
}
