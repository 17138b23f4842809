import Charts
public import Events
import Kubernetes
import Providers
import Releases
import Value

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

    /// - Throws: `DeploymentError` with code `notFound`, naming the providers that were asked.
    public func show(_ name: String, namespace: String) async throws -> DeploymentStatus {
        for provider in registry.providers {
            guard let type = try await resourceType(of: provider),
                let object = try await client.getIfPresent(type, name, namespace: namespace)
            else { continue }
            return try await described(object, provider)
        }
        throw DeploymentError(
            .notFound, "there is no deployment \(name) in namespace \(namespace)",
            hint: "groundcrew deployments list lists those of all namespaces")
    }

    /// Removes the release of a deployment, or the object itself where no release holds it.
    ///
    /// - Throws: `DeploymentError` with code `notFound` when there is neither.
    public func delete(
        _ name: String, namespace: String, timeout: Duration, events: any EventSink
    ) async throws {
        if try await driver.record(name, namespace: namespace) != nil {
            _ = try await driver.uninstall(
                name, namespace: namespace, timeout: timeout, phase: .models, events: events)
            return
        }
        for provider in registry.providers {
            guard let type = try await resourceType(of: provider),
                try await client.getIfPresent(type, name, namespace: namespace) != nil
            else { continue }
            _ = try await client.deleteIfPresent(type, name, namespace: namespace)
            return
        }
        throw DeploymentError(.notFound, "there is no deployment \(name) in namespace \(namespace)")
    }

    /// With what the release's values tell, where groundcrew or Helm made it.
    private func described(_ object: Value, _ provider: Provider) async throws -> DeploymentStatus {
        var status = try await status(of: object, provider: provider)
        let labels = object["metadata"]?["labels"]
        guard let release = labels?["app.kubernetes.io/instance"]?.string,
            labels?["app.kubernetes.io/name"]?.string == provider.name,
            let record = try await driver.record(release, namespace: status.namespace)
        else { return status }
        status.model = record.values["modelId"]?.string
        status.engine = record.values["engine"]?.string ?? provider.chart.values["engine"]?.string
        return status
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
