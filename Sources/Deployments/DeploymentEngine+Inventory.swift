import Charts
public import Events
import Formats
import Kubernetes
import Providers
import Releases
import Value
import YAML

extension DeploymentEngine {
    /// Every deployment of every provider, also those that other tools made, sorted by namespace and name.
    ///
    /// - Parameter namespace: nil means all.
    public func list(namespace: String?) async throws -> [DeploymentStatus] {
        var statuses: [DeploymentStatus] = []
        for provider in registry.providers {
            guard let type = try await resourceType(of: provider) else { continue }
            for object in try await client.listAll(type, namespace: namespace).items {
                statuses.append(try await described(object, provider))
            }
        }
        return statuses.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    }

    /// - Throws: `DeploymentError` with code `notFound`.
    public func show(_ name: String, namespace: String) async throws -> DeploymentStatus {
        guard let found = try await object(name, namespace: namespace) else { throw Self.notFound(name, namespace) }
        return try await described(found.object, found.provider)
    }

    /// Removes the release of a deployment, or the object itself where no release of a provider holds it, and returns
    /// when the object is gone.
    ///
    /// A release of the same name that holds something else is left alone.
    /// - Throws: `DeploymentError` with code `notFound` when there is neither, and `timedOut` when the object stays.
    public func delete(
        _ name: String, namespace: String, timeout: Duration, events: any EventSink
    ) async throws {
        let found = try await object(name, namespace: namespace)
        var record = try await driver.record(name, namespace: namespace)
        if let found {
            record = try await release(of: found.object, found.provider)
        } else if let chart = record?.chartName, !registry.providers.contains(where: { $0.name == chart }) {
            record = nil
        }
        if let record {
            _ = try await driver.uninstall(
                record.name, namespace: namespace, timeout: timeout, phase: .models, events: events)
        } else if let found {
            _ = try await client.deleteIfPresent(found.type, name, namespace: namespace)
        } else {
            throw Self.notFound(name, namespace)
        }
        if let found { try await waitUntilGone(found.type, name, namespace: namespace, timeout: timeout) }
    }

    private func waitUntilGone(
        _ type: ResourceType, _ name: String, namespace: String, timeout: Duration
    ) async throws {
        do {
            try await withTimeout(timeout) {
                while try await self.client.getIfPresent(type, name, namespace: namespace) != nil {
                    try await self.clock.sleep(for: .milliseconds(250))
                }
            }
        } catch is TimeoutError {
            throw DeploymentError(
                .timedOut, "deployment \(namespace)/\(name) is still there after \(timeout.limitText)",
                hint: "its operator may be gone, so that nothing takes the finalizers off: "
                    + "kubectl get \(type.plural).\(type.group) \(name) --namespace \(namespace) -o yaml")
        }
    }

    /// The provider's object of that name, of the first provider that has one.
    private func object(
        _ name: String, namespace: String
    ) async throws -> (object: Value, type: ResourceType, provider: Provider)? {
        for provider in registry.providers {
            guard let type = try await resourceType(of: provider),
                let object = try await client.getIfPresent(type, name, namespace: namespace)
            else { continue }
            return (object, type, provider)
        }
        return nil
    }

    private static func notFound(_ name: String, _ namespace: String) -> DeploymentError {
        DeploymentError(
            .notFound, "there is no deployment \(name) in namespace \(namespace)",
            hint: "groundcrew deployments list lists those of all namespaces")
    }

    /// With what the release's values tell, where groundcrew or Helm made it.
    private func described(_ object: Value, _ provider: Provider) async throws -> DeploymentStatus {
        var status = try await status(of: object, provider: provider)
        guard let record = try await release(of: object, provider) else { return status }
        status.model = record.values["modelId"]?.string
        status.engine = record.values["engine"]?.string ?? provider.chart.values["engine"]?.string
        return status
    }

    /// The release that holds `object`. Labels alone prove nothing: people copy manifests.
    private func release(of object: Value, _ provider: Provider) async throws -> ReleaseRecord? {
        let metadata = object["metadata"]
        guard let release = metadata?["labels"]?["app.kubernetes.io/instance"]?.string,
            let namespace = metadata?["namespace"]?.string, let name = metadata?["name"]?.string,
            let record = try await driver.record(release, namespace: namespace), record.chartName == provider.name
        else { return nil }
        let held = try YAML.decodeAll(record.manifest, file: "release \(release)", rules: .helm)
        return held.contains { $0.value["metadata"]?["name"]?.string == name } ? record : nil
    }

    /// Nil where the provider's CRD is not installed, which means that it has no deployments.
    private func resourceType(of provider: Provider) async throws -> ResourceType? {
        guard let resource = provider.definition.resource else { return nil }
        for version in resource.versions {
            do {
                return try await client.resourceType(apiVersion: version, kind: resource.kind)
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                continue
            }
        }
        return nil
    }
}
