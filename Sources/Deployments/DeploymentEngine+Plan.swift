import Charts
import Formats
import Kubernetes
import Models
import Operators
public import Providers
import Readiness
public import Releases
import Value
import Waiting

extension DeploymentEngine {
    /// Chooses provider, engine and API version, and checks values against the chart's schema. Changes nothing.
    ///
    /// - Parameters:
    ///   - needsOperator: false where the operator is still to be installed; the API version is then left open.
    ///   - facts: what the cluster has already, for the choice of the provider; nil asks it where the choice is open.
    ///   - keeping: an earlier run whose values stay where nobody says otherwise; nil where the request is all there is
    ///     to say. What becomes of former values is in the plan either way.
    ///   - operators: versions of a provider's operators, by name, that a run installs: what the chart's values follow
    ///     until the operators are there. Nil where nothing is installed.
    /// - Throws: `ProviderError`, `ChartError` and `DeploymentError` for what cannot be deployed, `KubernetesError` for
    ///   what cannot be read.
    public func plan(
        _ request: DeploymentRequest, needsOperator: Bool = true, considering facts: SelectionFacts = .none,
        keeping: KeptDeployment? = nil, operators: ((Provider) throws -> [String: String])? = nil
    ) async throws -> DeploymentPlan {
        // What must not be replaced is told before anything is chosen.
        var former = keeping?.former
        if former == nil { former = try await formerIfSeen(of: request) }
        var plan = try DeploymentPlan.settled(request, from: registry, considering: facts, keeping: keeping)
        if needsOperator { try plan.checkGate() }
        let versions = try await versions(
            of: plan.provider, try operators?(plan.provider), areInstalled: needsOperator)
        plan.values = try Self.derivedValues(for: plan.provider, versions, former).merged(with: plan.values)
        if let former {
            plan.former = FormerValues(
                former, plan, keeping: keeping, request: request.settled(for: plan.provider.name),
                engine: engineAlone(request, former, facts))
        }
        guard needsOperator, let resource = plan.provider.definition.resource else { return plan }
        plan.apiVersion = try await servedVersion(of: resource, provider: plan.provider)
        try await checkToken(plan)
        return plan
    }

    /// The values that follow the operators; those that hang on one that cannot be seen stay as the release has them, so
    /// that it does not change with whoever looks.
    private static func derivedValues(
        for provider: Provider, _ versions: SeenVersions, _ former: FormerDeployment?
    ) throws -> Object {
        var values = try provider.definition.defaultValues(operators: versions.known)
        guard !versions.unseen.isEmpty, let former, former.provider == provider.name else { return values }
        for item in provider.definition.defaults where values[item.key] == nil {
            values[item.key] = former.values[item.key]
        }
        return values
    }

    /// Nil, too, where nobody can tell: what needs the cluster says why it cannot be asked.
    private func formerIfSeen(of request: DeploymentRequest) async throws -> FormerDeployment? {
        do {
            return try await former(of: request)
        } catch let error as CancellationError {
            throw error
        } catch let error as DeploymentError {
            throw error
        } catch {
            return nil
        }
    }

    /// The engine that the provider would be chosen with where nothing is kept; nil where it could not be chosen.
    private func engineAlone(
        _ request: DeploymentRequest, _ former: FormerDeployment, _ facts: SelectionFacts
    ) -> String? {
        var request = request
        request.provider = former.provider
        var facts = facts
        facts.former = nil
        do {
            return try ProviderSelection.select(for: request, from: registry, considering: facts).engine
        } catch {
            return nil
        }
    }

    /// The manifest that `deploy` would apply.
    public func preview(_ plan: DeploymentPlan) async throws -> ReleasePreview {
        try await driver.preview(releaseRequest(plan, timeout: .seconds(60)))
    }

    func releaseRequest(_ plan: DeploymentPlan, timeout: Duration) -> ReleaseRequest {
        var options = ReleaseOptions()
        options.takeFields(from: releaseOptions)
        options.onFailure = plan.request.onFailure.map(ReleaseOptions.OnFailure.init) ?? .fail
        return ReleaseRequest(
            name: plan.request.name, namespace: plan.request.namespace,
            chart: .loaded(plan.provider.chart, origin: "provider \(plan.provider.name)"),
            values: plan.values, createsNamespace: true, waits: false, timeout: timeout,
            labels: .origin(provider: plan.provider.name, role: .deployment), options: options)
    }

    /// The preferred version of the provider's resource among those that the API server serves. Asks discovery, which
    /// everyone may who can log in; the CRD itself takes rights in the whole cluster.
    private func servedVersion(
        of resource: ProviderDefinition.Resource, provider: Provider
    ) async throws -> String {
        if let type = try await resourceType(of: provider) { return type.apiVersion }
        let crd = try await visibleCRD(of: resource).map(CRDState.init)
        // Discovery lags behind a CRD that was applied a moment ago.
        if let crd, resource.versions.contains(where: crd.servedAPIVersions.contains),
            let version = try await discovered(provider)
        {
            return version
        }
        let others = if let crd { crd.servedAPIVersions } else { try await otherVersions(of: resource) }
        guard crd != nil || !others.isEmpty else {
            throw DeploymentError(
                .operatorMissing,
                "the cluster has no CRD \(resource.name): \(provider.definition.title) is not installed",
                hint: provider.installation)
        }
        throw DeploymentError(
            .operatorMissing,
            "the CRD \(resource.name) serves \(others.isEmpty ? "no version" : others.joined(separator: ", ")); "
                + "provider \(provider.name) needs one of \(resource.versions.joined(separator: ", "))",
            hint: "upgrade the operator: \(provider.installation)")
    }

    /// The version that discovery tells within a moment; nil when it tells none.
    private func discovered(_ provider: Provider) async throws -> String? {
        do {
            let version: String = try await waiter().ask(DiscoveryLag.limits) { () -> Verdict<String> in
                guard let type = try await resourceType(of: provider) else { return .notYet("not served") }
                return .proven(type.apiVersion)
            }
            return version
        } catch is AskError {
            return nil
        }
    }

    /// Nil where it is not there, and where the caller may not look: discovery has the last word then.
    private func visibleCRD(of resource: ProviderDefinition.Resource) async throws -> Value? {
        do {
            return try await client.getIfPresent(.customResourceDefinitions, resource.name)
        } catch let error as KubernetesError where error.code == .forbidden {
            return nil
        }
    }

    /// Versions of its group in which the kind is served.
    private func otherVersions(of resource: ProviderDefinition.Resource) async throws -> [String] {
        do {
            var served: [String] = []
            for version in try await client.group(resource.group).groupVersions
            where try await client.types(in: version).contains(where: { $0.kind == resource.kind }) {
                served.append(version.description)
            }
            return served
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return []
        }
    }

    /// Whether the Secret that the plan names is there and holds a token; its value is never looked at.
    ///
    /// - Throws: `DeploymentError` with code `tokenMissing`, for a gated model that names none, too, and `KubernetesError`;
    ///   not where Secrets may not be read, because they are not groundcrew's to see then, and the pods will tell.
    public func checkToken(_ plan: DeploymentPlan) async throws {
        try plan.checkGate()
        guard let name = plan.values["hfTokenSecret"]?.string, !name.isEmpty else { return }
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
                hint: try await namespaceCommand(namespace) + Self.secretCommand(name, namespace))
        }
        guard let token = secret["data"]?["HF_TOKEN"]?.string, !token.isEmpty else {
            throw DeploymentError(
                .tokenMissing, "Secret \(namespace)/\(name) has no token under the key HF_TOKEN",
                hint: "providers pass the Secret's keys on as environment variables: name the key HF_TOKEN")
        }
    }

    /// Empty where the namespace is there, or may not be looked at.
    private func namespaceCommand(_ namespace: String) async throws -> String {
        do {
            guard try await client.getIfPresent(.namespaces, namespace) == nil else { return "" }
            return "kubectl create namespace \(ShellWord.quoted(namespace)) && "
        } catch let error as KubernetesError where error.code == .forbidden {
            return ""
        }
    }

    static func secretCommand(_ name: String, _ namespace: String) -> String {
        "kubectl create secret generic \(ShellWord.quoted(name)) --namespace \(ShellWord.quoted(namespace)) "
            + "--from-literal=HF_TOKEN=…"
    }
}

/// How long discovery is asked again for a CRD that is there.
private enum DiscoveryLag {
    static let limits = AskLimits(
        .seconds(10), firstPause: .milliseconds(250), longestPause: .milliseconds(250))
}
