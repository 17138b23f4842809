import Deployments
import Kubernetes
public import Models
import Operators
public import Preflight
import Providers
public import Settings
import Value

/// Looks at a cluster, and drafts a bootstrap file that fits it. Changes nothing.
public struct BootstrapDrafter: Sendable {
    /// That which would carry the file out.
    let run: BootstrapRun
    private let gatherer: FactGatherer
    let catalog: ModelCatalog
    /// Those that the file will be carried out with: what it leaves open, they say.
    public var settings = Settings()

    /// - Parameter run: what would carry the file out, by the same providers.
    public init(run: BootstrapRun, gatherer: FactGatherer, catalog: ModelCatalog) {
        self.run = run
        self.gatherer = gatherer
        self.catalog = catalog
    }

    /// What the caller may not see is left out and named; a cluster that does not answer is an error.
    ///
    /// Every model is planned as the file would have it before it is written down: one that a run would refuse is left
    /// out, and the draft says why.
    /// - Parameters:
    ///   - models: what is to be served; one of the catalog is chosen where there is none.
    ///   - isEphemeral: whether the cluster ends with the command.
    /// - Throws: `KubernetesError`, why the first model cannot be served where none can, `BootstrapError` with code
    ///   `invalidFile` where the catalog has none to choose, and what `OperatorPlanning` throws.
    public func draft(models: [Model], namespace: String, isEphemeral: Bool = false) async throws -> BootstrapDraft {
        let identity = try await run.client.identity()
        let facts = try await gatherer.gather([.kubernetes, .nodes, .pods], for: Subject())
        let gpus = GPUOverview(facts)
        var cluster = BootstrapDraft.Cluster(
            server: run.client.server, context: run.client.configuration.context, uid: identity.kubeSystemUID)
        cluster.version = facts[.kubernetes].value?["gitVersion"]?.string
        cluster.isSimulated = facts.isSimulated
        cluster.isEphemeral = isEphemeral
        var draft = BootstrapDraft(cluster: cluster, gpus: gpus, models: [])
        if let note = identity.note { draft.gaps.append(note) }
        // A provider of the settings that is not known would have every model of the catalog left out.
        if let model = catalog.models.first { _ = try applied(DeploymentRequest(model: model, namespace: namespace)) }
        let hasNamespace = try await looksForNamespace(namespace, &draft)
        let choice = try models.isEmpty ? chosen(on: gpus) : nil
        try await add(choice.map { [$0.model] } ?? models, to: &draft) { model, name in
            BootstrapDraft.Model(
                id: model.id, name: name, namespace: namespace, hasNamespace: hasNamespace, choice: choice?.reason,
                isGated: model.isGated == true, tokenSecret: settings.hfTokenSecret)
        }
        let providers = try draft.models.map(\.provider).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }.map { try run.registry.provider($0) }
        draft.operators = try await operators(of: providers, &draft)
        _ = try file(draft)
        return draft
    }

    // MARK: - Models

    private func chosen(on gpus: GPUOverview) throws -> ModelChoice {
        let choice = ModelChoice.choose(from: catalog.models, on: gpus) { model in
            do {
                _ = try ProviderSelection.select(
                    for: try applied(DeploymentRequest(model: model, namespace: "default")), from: run.registry)
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

    /// - Parameter entry: what is known of a model and its name before a provider is chosen.
    /// - Throws: why the first cannot be served where none can.
    private func add(
        _ models: [Model], to draft: inout BootstrapDraft, _ entry: (Model, String) -> BootstrapDraft.Model
    ) async throws {
        var refusal: (any Error)?
        for model in models {
            var next = draft
            do {
                let name = Self.freeName(model, among: draft.models)
                next.models.append(try await settled(entry(model, name), model))
                try await tryOut(&next)
            } catch let error where Self.isRefusal(error) {
                refusal = refusal ?? error
                draft.refusals.append(BootstrapDraft.Refusal(model: model.id, error))
                continue
            }
            draft = next
        }
        if draft.models.isEmpty, let refusal { throw refusal }
    }

    /// With its provider and engine.
    private func settled(_ entry: BootstrapDraft.Model, _ model: Model) async throws -> BootstrapDraft.Model {
        let request = try applied(DeploymentRequest(model: model, name: entry.name, namespace: entry.namespace))
        try request.validateNames()
        let facts = try await run.engine.selectionFacts(for: [request], installs: true)[0]
        let selection = try ProviderSelection.select(for: request, from: run.registry, considering: facts)
        var entry = entry
        entry.provider = selection.provider.name
        entry.engine = selection.engine
        entry.reason =
            settings.provider == selection.provider.name
            ? "the cluster's settings name it: \(selection.reason)" : selection.reason
        return entry
    }

    private func applied(_ request: DeploymentRequest) throws -> DeploymentRequest {
        try settings.applied(to: request, from: run.registry, choosesNamespace: false)
    }

    /// Two models may have names that come to the same; no name becomes longer than every provider takes.
    static func freeName(_ model: Model, among models: [BootstrapDraft.Model]) -> String {
        let taken = Set(models.map(\.name))
        let name = model.deploymentName
        guard taken.contains(name) else { return name }
        var number = 2
        while true {
            let end = "-\(number)"
            var start = name.prefix(Model.longestDeploymentName - end.count)
            while start.hasSuffix("-") { start.removeLast() }
            let other = String(start) + end
            guard taken.contains(other) else { return other }
            number += 1
        }
    }

    // MARK: - The cluster

    /// - Returns: nil where it cannot be seen, which the draft then says.
    private func looksForNamespace(_ name: String, _ draft: inout BootstrapDraft) async throws -> Bool? {
        do {
            return try await run.client.getIfPresent(.namespaces, name) != nil
        } catch let error as KubernetesError where error.code == .forbidden {
            draft.gaps.append("namespace \(name): \(error.words)")
            return nil
        }
    }

    /// Without decisions where not even their own namespaces can be looked at.
    private func operators(of providers: [Provider], _ draft: inout BootstrapDraft) async throws -> [OperatorPlan] {
        let plans = try run.planning.plans(for: providers)
        do {
            return try await OperatorDecider(client: run.client, engine: run.driver).decided(plans)
        } catch let error as KubernetesError {
            draft.gaps.append("what there is of the operators: \(error)")
            return plans
        }
    }
}
