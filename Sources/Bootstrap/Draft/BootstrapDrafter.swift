import Deployments
public import Kubernetes
public import Models
public import Operators
public import Preflight
public import Providers
public import Releases
import Value

/// Looks at a cluster, and drafts a bootstrap file that fits it. Changes nothing.
public struct BootstrapDrafter: Sendable {
    private let client: KubernetesClient
    private let driver: ReleaseEngine
    private let registry: ProviderRegistry
    private let gatherer: FactGatherer
    private let planning: OperatorPlanning
    private let catalog: ModelCatalog

    public init(
        client: KubernetesClient, driver: ReleaseEngine, registry: ProviderRegistry, gatherer: FactGatherer,
        planning: OperatorPlanning, catalog: ModelCatalog
    ) {
        self.client = client
        self.driver = driver
        self.registry = registry
        self.gatherer = gatherer
        self.planning = planning
        self.catalog = catalog
    }

    /// What the caller may not see is left out and named; a cluster that does not answer is an error.
    ///
    /// - Parameters:
    ///   - models: what is to be served; one of the catalog is chosen where there is none.
    ///   - isEphemeral: whether the cluster ends with the command.
    /// - Throws: `KubernetesError`, `ProviderError` for a model that no provider can serve, `BootstrapError` with code
    ///   `invalidFile` where the catalog has none to choose, and what `OperatorPlanning` throws.
    public func draft(models: [Model], namespace: String, isEphemeral: Bool = false) async throws -> BootstrapDraft {
        let identity = try await client.identity()
        let facts = try await gatherer.gather([.kubernetes, .nodes, .pods], for: Subject())
        let gpus = GPUOverview(facts)
        var cluster = BootstrapDraft.Cluster(
            server: client.server, context: client.configuration.context, uid: identity.kubeSystemUID)
        cluster.version = facts[.kubernetes].value?["gitVersion"]?.string
        cluster.isSimulated = facts.isSimulated
        cluster.isEphemeral = isEphemeral
        var draft = BootstrapDraft(cluster: cluster, gpus: gpus, models: [])
        if let note = identity.note { draft.gaps.append(note) }
        let hasNamespace = try await looksForNamespace(namespace, &draft)

        let choice = try models.isEmpty ? chosen(on: gpus) : nil
        var providers: [Provider] = []
        for model in choice.map({ [$0.model] }) ?? models {
            let name = Self.freeName(model, among: draft.models)
            let request = DeploymentRequest(model: model, name: name, namespace: namespace)
            let engine = DeploymentEngine(client: client, driver: driver, registry: registry)
            let selection = try ProviderSelection.select(
                for: request, from: registry,
                considering: try await engine.selectionFacts(for: [request], installs: true)[0])
            if !providers.contains(where: { $0.name == selection.provider.name }) {
                providers.append(selection.provider)
            }
            draft.models.append(
                BootstrapDraft.Model(
                    id: model.id, name: name, namespace: namespace, hasNamespace: hasNamespace,
                    provider: selection.provider.name, engine: selection.engine, reason: selection.reason,
                    choice: choice?.reason, isGated: model.isGated == true))
        }
        let operators = try await operators(of: providers, &draft)
        draft.operators = operators
        return draft
    }

    // MARK: - Models

    private func chosen(on gpus: GPUOverview) throws -> ModelChoice {
        let choice = ModelChoice.choose(from: catalog.models, on: gpus) { model in
            do {
                _ = try ProviderSelection.select(
                    for: DeploymentRequest(model: model, namespace: "default"), from: registry)
                return true
            } catch {
                return false
            }
        }
        guard let choice else {
            throw BootstrapError(
                .invalidFile, "the catalog has no public model that a provider can serve",
                hint: "name a model: --model ID")
        }
        return choice
    }

    /// Two models may have names that come to the same.
    private static func freeName(_ model: Model, among models: [BootstrapDraft.Model]) -> String {
        let taken = Set(models.map(\.name))
        let name = model.deploymentName
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    // MARK: - The cluster

    /// - Returns: nil where it cannot be seen, which the draft then says.
    private func looksForNamespace(_ name: String, _ draft: inout BootstrapDraft) async throws -> Bool? {
        do {
            return try await client.getIfPresent(.namespaces, name) != nil
        } catch let error as KubernetesError where error.code == .forbidden {
            draft.gaps.append("namespace \(name): \(error.words)")
            return nil
        }
    }

    /// Without decisions where not even their own namespaces can be looked at.
    private func operators(of providers: [Provider], _ draft: inout BootstrapDraft) async throws -> [OperatorPlan] {
        let plans = try planning.plans(for: providers)
        do {
            return try await OperatorDecider(client: client, engine: driver).decided(plans)
        } catch let error as KubernetesError {
            draft.gaps.append("what there is of the operators: \(error)")
            return plans
        }
    }
}
