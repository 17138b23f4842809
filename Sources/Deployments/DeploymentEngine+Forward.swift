extension DeploymentEngine {
    /// The way to a deployment's endpoint through the API server's port-forward. Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - provider: of the deployment, where several share its name.
    ///   - port: of the Service; nil means the endpoint's own.
    /// - Throws: `DeploymentError` with code `notFound` or `unknownProvider`, and `failed` for a provider without an endpoint.
    public func route(
        to name: String, namespace: String, provider: String? = nil, port: Int64? = nil
    ) async throws -> (status: DeploymentStatus, endpoint: DeploymentStatus.Endpoint, route: EndpointRoute) {
        let status = try await show(name, namespace: namespace, provider: provider)
        if let provider = status.unknownProvider { throw provider.refusal(of: status.id) }
        if let lack = status.lack { throw lack.refusal(of: status.id) }
        guard let endpoint = status.endpoint else {
            throw DeploymentError(.failed, "provider \(status.provider) names no endpoint of deployment \(status.id)")
        }
        return (status, endpoint, EndpointRoute(client: client, endpoint: endpoint, port: port ?? endpoint.port))
    }
}
