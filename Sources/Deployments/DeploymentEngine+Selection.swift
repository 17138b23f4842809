import Kubernetes
import Models
public import Providers
import Readiness
import Value

extension DeploymentEngine {
    /// What the cluster has of what requests leave open; what cannot be asked is left unknown, and what names its provider
    /// needs no asking.
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
        var common = SelectionFacts(installs: installs)
        common.installed = try await known { try await installedProviders() }
        common.supplied = try await known { try await suppliedProviders() } ?? []
        common.accelerators = try await known { try await acceleratorVendors() }
        common.kubernetes = try await known {
            let version = try await client.serverVersion().gitVersion
            return version.hasPrefix("v") ? String(version.dropFirst()) : version
        }
        var facts: [SelectionFacts] = []
        for request in requests {
            var own = common
            if request.provider == nil, !reselects {
                let found: FormerDeployment?? = try await known { try await former(of: request) }
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

    private func known<Fact>(_ ask: () async throws -> Fact) async throws -> Fact? {
        do {
            return try await ask()
        } catch let error as CancellationError {
            throw error
        } catch {
            return nil  // What needs the cluster says why it cannot be asked.
        }
    }

    private func installedProviders() async throws -> Set<String> {
        var installed: Set<String> = []
        for provider in registry.providers where provider.definition.resource?.isCustom == true {
            if try await resourceType(of: provider) != nil, try await hasNeeds(provider) {
                installed.insert(provider.name)
            }
        }
        return installed
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

    /// Whether the cluster serves what operators bring that the provider's deployments need.
    private func hasNeeds(_ provider: Provider) async throws -> Bool {
        guard !provider.definition.needs.isEmpty else { return true }
        for crd in try registry.needs(of: provider).flatMap(\.crds) {
            guard try await isServed(crd.name) else { return false }
        }
        return true
    }

    /// By the names under which nodes offer accelerators.
    private func acceleratorVendors() async throws -> Set<String> {
        var vendors: Set<String> = []
        for node in try await client.listAll(.nodes).items {
            for name in (node["status"]?["allocatable"]?.object ?? [:]).keys {
                if let vendor = Self.vendors.first(where: { name.hasPrefix($0.prefix) }) { vendors.insert(vendor.name) }
            }
        }
        return vendors
    }

    private static let vendors: [(prefix: String, name: String)] = [
        ("nvidia.com/", "nvidia"), ("amd.com/gpu", "amd"), ("gpu.intel.com/", "intel"), ("habana.ai/", "gaudi"),
        ("google.com/tpu", "tpu"), ("aws.amazon.com/neuron", "neuron"),
    ]
}
