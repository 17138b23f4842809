import Charts
import Formats
import Kubernetes
import Models
public import Providers
public import Releases
import Value

extension DeploymentEngine {
    /// Chooses provider, engine and API version, and checks values against the chart's schema. Changes nothing.
    ///
    /// - Parameter needsOperator: false where the operator is still to be installed; the API version is then left open.
    /// - Throws: `ProviderError`, `ChartError` and `DeploymentError` for what cannot be deployed, `KubernetesError` for
    ///   what cannot be read.
    public func plan(_ request: DeploymentRequest, needsOperator: Bool = true) async throws -> DeploymentPlan {
        try request.validateNames()
        var request = request
        let selection = try ProviderSelection.select(for: request, from: registry)
        request.engine = selection.engine
        try checkContext(request)
        try checkGate(request)
        var plan = DeploymentPlan(
            request: request, selection: selection, apiVersion: nil, values: request.chartValues)
        try validate(plan)
        guard needsOperator, let resource = selection.provider.definition.resource else { return plan }
        plan.apiVersion = try await servedVersion(of: resource, provider: selection.provider)
        try await checkToken(plan)
        return plan
    }

    /// The manifest that `deploy` would apply.
    public func preview(_ plan: DeploymentPlan) async throws -> ReleasePreview {
        try await driver.preview(releaseRequest(plan, timeout: .seconds(60)))
    }

    func releaseRequest(_ plan: DeploymentPlan, timeout: Duration) -> ReleaseRequest {
        ReleaseRequest(
            name: plan.request.name, namespace: plan.request.namespace,
            chart: .loaded(
                plan.provider.chart, files: plan.provider.chart.raw, origin: "provider \(plan.provider.name)"),
            values: plan.values, createsNamespace: true, waits: false, timeout: timeout)
    }

    private func checkContext(_ request: DeploymentRequest) throws(DeploymentError) {
        guard let asked = request.contextLength, let most = request.model.contextLength, asked > most else { return }
        throw DeploymentError(
            .invalidRequest, "contextLength \(asked) is more than the \(most) tokens of \(request.model.id)",
            hint: "ask for at most \(most)")
    }

    /// Renders without a cluster, so that the chart's schema refuses wrong values before anything is asked of one.
    private func validate(_ plan: DeploymentPlan) throws {
        _ = try Renderer().render(
            plan.provider.chart, values: plan.values,
            release: ReleaseIdentity(name: plan.request.name, namespace: plan.request.namespace))
    }

    /// The preferred version of the provider's resource among those that its CRD serves.
    private func servedVersion(
        of resource: ProviderDefinition.Resource, provider: Provider
    ) async throws -> String {
        guard let crd = try await client.getIfPresent(.customResourceDefinitions, resource.crd) else {
            throw DeploymentError(
                .operatorMissing,
                "the cluster has no CRD \(resource.crd): \(provider.definition.title) is not installed",
                hint: "groundcrew install \(provider.name)")
        }
        let group = crd["spec"]?["group"]?.string ?? ""
        let served = (crd["spec"]?["versions"]?.array ?? []).compactMap { version in
            version["served"] == true ? version["name"]?.string.map { "\(group)/\($0)" } : nil
        }
        guard let version = resource.versions.first(where: { served.contains($0) }) else {
            throw DeploymentError(
                .operatorMissing,
                "the CRD \(resource.crd) serves \(served.isEmpty ? "no version" : served.joined(separator: ", ")); "
                    + "provider \(provider.name) "
                    + "needs one of \(resource.versions.joined(separator: ", "))",
                hint: "upgrade the operator: groundcrew install \(provider.name)")
        }
        return version
    }

    /// A gated model without a token would crash-loop (F39); a public one never needs a token (F40).
    private func checkGate(_ request: DeploymentRequest) throws(DeploymentError) {
        guard request.model.isGated == true, (request.hfTokenSecret ?? "").isEmpty else { return }
        throw DeploymentError(
            .tokenMissing, "\(request.model.id) is gated: its weights need a Hugging Face token",
            hint: Self.secretCommand("hf-token", request.namespace) + ", then name hf-token as hfTokenSecret "
                + "(--hf-token-secret)")
    }

    /// Whether the Secret that the plan names is there and holds a token; its value is never looked at.
    ///
    /// - Throws: `DeploymentError` with code `tokenMissing`, and `KubernetesError`; not where Secrets may not be read,
    ///   because they are not groundcrew's to see then, and the pods will tell.
    public func checkToken(_ plan: DeploymentPlan) async throws {
        guard let name = plan.request.hfTokenSecret, !name.isEmpty else { return }
        let namespace = plan.request.namespace
        let secret: Value?
        do {
            secret = try await client.getIfPresent(.secrets, name, namespace: namespace)
        } catch let error as KubernetesError where error.code == .forbidden {
            return
        }
        guard let secret else {
            throw DeploymentError(
                .tokenMissing, "there is no Secret \(namespace)/\(name) with the Hugging Face token",
                hint: Self.secretCommand(name, namespace))
        }
        guard let token = secret["data"]?["HF_TOKEN"]?.string, !token.isEmpty else {
            throw DeploymentError(
                .tokenMissing, "Secret \(namespace)/\(name) has no token under the key HF_TOKEN",
                hint: "providers pass the Secret's keys on as environment variables: name the key HF_TOKEN")
        }
    }

    private static func secretCommand(_ name: String, _ namespace: String) -> String {
        "kubectl create secret generic \(ShellWord.quoted(name)) --namespace \(ShellWord.quoted(namespace)) "
            + "--from-literal=HF_TOKEN=…"
    }
}
