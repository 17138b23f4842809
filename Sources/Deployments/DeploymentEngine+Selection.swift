import Kubernetes
import Models
import Operators
import Preflight
public import Providers
import Readiness
import Releases
import Value

extension DeploymentEngine {
    /// What the cluster has of what requests leave open; what cannot be asked is left unknown and named, and what names its
    /// provider needs no asking.
    ///
    /// - Parameters:
    ///   - installs: whether operators that are missing are installed in the same run.
    ///   - reselects: whether what serves a deployment by now counts for nothing.
    /// - Returns: for each request, in their order.
    /// - Throws: `CancellationError` alone.
    public func selectionFacts(
        for requests: [DeploymentRequest], installs: Bool, reselects: Bool = false
    ) async throws -> [SelectionFacts] {
        guard requests.contains(where: { $0.provider == nil }) else {
            return requests.map { _ in SelectionFacts(installs: installs) }
        }
        var unseen: [String] = []
        var common = SelectionFacts(installs: installs)
        common.installed = try await known("what is installed", &unseen) { try await installedProviders() }
        let supplied = try await known("what providers need", &unseen) { try await suppliedProviders() }
        common.supplied = supplied ?? []
        // The checks look at more of the same nodes.
        let labels = ClusterReading.labels(namedIn: requests.flatMap(Self.values))
        let nodes = try await known("the accelerators of nodes", &unseen) {
            try await reading.nodes(keeping: labels, by: client)
        }
        common.accelerators = nodes.map { Self.acceleratorVendors(of: $0.resources) }
        common.kubernetes = try await known("the server's version", &unseen) {
            let version = try await reading.version(by: client)
            return version.hasPrefix("v") ? String(version.dropFirst()) : version
        }
        common.unseen = unseen
        let memory = nodes?.memory
        var facts: [SelectionFacts] = []
        for request in requests {
            var own = common
            if let memory, request.provider == nil { own.misfits = misfits(of: request, memory) }
            if request.provider == nil, !reselects {
                var ignored: [String] = []
                let found: FormerDeployment?? = try await known("what serves it", &ignored) {
                    try await former(of: request)
                }
                own.former = found?.map { former in
                    SelectionFacts.Former(
                        provider: former.provider,
                        // An engine is chosen for a model.
                        engine: former.model == request.model.id ? former.engine : nil, model: former.model)
                }
            }
            facts.append(own)
        }
        return facts
    }

    /// What needs the cluster says why it cannot be asked.
    private func known<Fact>(
        _ what: String, _ unseen: inout [String], _ ask: () async throws -> Fact
    ) async throws -> Fact? {
        do {
            return try await ask()
        } catch let error as CancellationError {
            throw error
        } catch {
            unseen.append("\(what): \(error)")
            return nil
        }
    }

    /// Why accelerators do not hold the model, by the name of the provider that would serve it so.
    private func misfits(of request: DeploymentRequest, _ memory: AcceleratorMemory) -> [String: String] {
        var misfits: [String: String] = [:]
        for provider in registry.providers {
            let settled = request.settled(for: provider.name)
            // Flags of the engine may shrink a model or leave a part of it in the host's memory.
            guard settled[.engineArgs]?.object?.isEmpty ?? true else { continue }
            let values = settled.chartValues
            guard let use = provider.acceleratorsPerCopy(for: values) else { continue }
            misfits[provider.name] = memory.refusal(
                of: request.model.value, on: use.resource, of: provider.definition.capabilities.accelerators,
                devices: use.count)
        }
        return misfits
    }

    private func installedProviders() async throws -> Set<String> {
        var installed: Set<String> = []
        var absent: Set<String> = []
        for provider in registry.providers where provider.definition.resource?.isCustom == true {
            if try await isServed(provider, besides: &absent), try await hasNeeds(provider),
                try await areThere(provider.definition.operators)
            {
                installed.insert(provider.name)
            }
        }
        return installed
    }

    /// Whether the type of its deployments is, in a version that its chart writes.
    ///
    /// - Parameter absent: versions of groups that are not served at all, which nobody asks for again.
    private func isServed(_ provider: Provider, besides absent: inout Set<String>) async throws -> Bool {
        guard let resource = provider.definition.resource else { return false }
        for version in resource.versions where !absent.contains(version) {
            do {
                _ = try await client.resourceType(apiVersion: version, kind: resource.kind)
                return true
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                // What it serves of the version is known by now.
                if try await client.typesIfServed(in: GroupVersion(version)).isEmpty { absent.insert(version) }
            }
        }
        return false
    }

    /// Whether those that work by pods are there: CRDs outlive the operator that brought them.
    ///
    /// Where that cannot be seen, their CRDs speak for them.
    private func areThere(_ items: [OperatorDefinition]) async throws -> Bool {
        let survey = OperatorSurvey(client: client, engine: driver)
        for item in items where item.podSelector != nil {
            var origins: [ReleaseLabels] = [.prerequisite]
            if !item.isShared {
                origins = try registry.providers(needing: item).map { .origin(provider: $0.name, role: .operator) }
            }
            let sight = try await unlessForbidden {
                [origins] in try await survey.sight(of: item, in: item.namespace, origins: origins)
            }
            guard let sight else { continue }
            guard sight.isThere || !sight.unseen.isEmpty else { return false }
        }
        return true
    }

    private func suppliedProviders() async throws -> Set<String> {
        var supplied: Set<String> = []
        for provider in registry.providers where !provider.definition.needs.isEmpty {
            if provider.definition.resource?.isCustom != true, try await hasNeeds(provider) {
                supplied.insert(provider.name)
            }
        }
        return supplied
    }

    /// Whether the cluster has what the provider's deployments need of what is shared.
    private func hasNeeds(_ provider: Provider) async throws -> Bool {
        guard !provider.definition.needs.isEmpty else { return true }
        let needs = try registry.needs(of: provider)
        for crd in needs.flatMap(\.crds) where !crd.isOptional {
            guard try await isServed(crd.name) else { return false }
        }
        return try await areThere(needs)
    }

    /// By the names under which nodes offer accelerators.
    private static func acceleratorVendors(of resources: Set<String>) -> Set<String> {
        Set(resources.compactMap { name in vendors.first { name.hasPrefix($0.prefix) }?.name })
    }

    /// All that is said of its values, whoever serves it.
    private static func values(of request: DeploymentRequest) -> [Object] {
        [request.values, request.commonValues] + request.providerValues.values
    }

    private static let vendors: [(prefix: String, name: String)] = [
        ("nvidia.com/", "nvidia"), ("amd.com/gpu", "amd"), ("gpu.intel.com/", "intel"), ("habana.ai/", "gaudi"),
        ("google.com/tpu", "tpu"), ("aws.amazon.com/neuron", "neuron"),
    ]
}
