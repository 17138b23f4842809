import Charts
import Exposure
import Providers
import Readiness
public import Releases
import Value

extension DeploymentPlan {
    /// How it will be exposed, by what is known; its request must ask for a Gateway.
    ///
    /// - Parameter endpoint: of the deployment that runs; nil means the one that the provider's contract tells of the object
    ///   as the chart gives it.
    /// - Throws: `DeploymentError` with code `invalidRequest`, over an `ExposureError`.
    func exposure(
        considering facts: ExposureFacts, endpoint: ContractEndpoint? = nil
    ) throws -> DeploymentExposure {
        var request = GatewayRequest()
        if case .gateway(let asked)? = self.request.exposure { request = asked }
        do {
            let plan = try ExposurePlan(
                request, of: self.request.name, in: self.request.namespace, considering: facts)
            return try exposure(by: plan, asked: request.backend, facts, endpoint: endpoint)
        } catch let error as ExposureError {
            throw DeploymentError(error)
        }
    }

    /// The same where it is decided which Gateway takes the requests.
    ///
    /// - Parameter isKept: whether `asked` is the word of an earlier deploy.
    /// - Throws: `ExposureError`, and `ProviderError` for a definition that cannot be judged.
    func exposure(
        by plan: ExposurePlan, asked: GatewayRequest.Backend?, isKept: Bool = false, _ facts: ExposureFacts,
        endpoint: ContractEndpoint?
    ) throws -> DeploymentExposure {
        let found = try endpoint ?? expectedEndpoint()
        let choice = try BackendChoice(
            among: try provider.exposureWays(values, name: request.name, namespace: request.namespace),
            endpoint: found, asked: asked, isKept: isKept, plan: plan, considering: facts)
        return DeploymentExposure(
            plan: plan, choice: choice,
            values: choice.backend.map { ExposureChart.values(plan, $0, api: found?.path ?? "/v1") })
    }

    /// Refuses a Gateway for an endpoint that no route can lead to, whatever the cluster has.
    ///
    /// - Throws: `DeploymentError` with code `invalidRequest`, over an `ExposureError`; `ProviderError` for a definition that
    ///   cannot be judged.
    public func checkExposure() throws {
        guard case .gateway(let asked)? = request.exposure, let endpoint = provider.definition.readiness.endpoint else {
            return
        }
        let ways = try provider.exposureWays(values, name: request.name, namespace: request.namespace)
        switch ways.first {
        case .own?: return
        // Whether the Gateway knows pools is for the cluster to tell.
        case .pool?: guard asked.backend == .service else { return }
        case .service?, nil: guard asked.backend != .pool else { return }
        }
        do {
            try BackendChoice.checkScheme(endpoint.scheme)
        } catch {
            throw DeploymentError(error)
        }
    }

    /// What the provider's contract says of the object that its chart gives, before anything is there.
    private func expectedEndpoint() throws -> ContractEndpoint? {
        guard let resource = provider.definition.resource else { return nil }
        let rendered = try Renderer().render(
            provider.chart, values: values,
            release: ReleaseIdentity(name: request.name, namespace: request.namespace))
        let object = rendered.manifests.first { manifest in
            manifest.kind == resource.kind && manifest.value["metadata"]?["name"]?.string == request.name
        }
        return try object.flatMap { try provider.definition.readiness.endpoint(of: $0.value) }
    }

    /// The manifest of the route, without asking a cluster; nil where none would be made.
    public func previewRoute() throws -> ReleasePreview? {
        guard case .gateway? = request.exposure, let values = try exposure(considering: .unasked).values else {
            return nil
        }
        let chart = try BuiltInChart.named(ExposureChart.name)
        let rendered = try Renderer().render(
            chart, values: values,
            release: ReleaseIdentity(
                name: ExposurePlan.routeName(request.name), namespace: request.namespace))
        return ReleasePreview(
            manifest: rendered.manifestText, notes: rendered.notes, chartName: chart.name,
            chartVersion: chart.metadata.version)
    }
}

extension DeploymentError {
    /// What is wrong with how a deployment is to be exposed.
    init(_ error: ExposureError) {
        let code: Code =
            switch error.reason {
            case .operatorMissing: .operatorMissing
            case .unseen: .unseen
            case .invalid: .invalidRequest
            }
        self.init(code, error.sentence, hint: error.hint, underlying: error)
    }
}
