public import Events
import Formats
import Kubernetes
import Providers
import Releases
import Value
import Waiting

extension DeploymentEngine {
    /// Removes the release of a deployment, or the object itself where no release of a provider holds it, and returns
    /// when the object is gone.
    ///
    /// A release of the same name that holds something else is left alone.
    /// - Throws: `DeploymentError` with code `notFound` when there is neither, and `timedOut` when the object stays.
    public func delete(
        _ name: String, namespace: String, timeout: Duration, events: any EventSink
    ) async throws {
        let found = try await find(name, namespace: namespace)
        if let record = try await record(name, namespace: namespace, found: found?.deployment) {
            _ = try await driver.uninstall(
                record.name, namespace: namespace, timeout: timeout, phase: .models, events: events)
        } else if let found {
            try await driver.checkCluster()
            await driver.recorder?.begin("delete", "deployment \(namespace)/\(name)")
            _ = try await client.deleteIfPresent(found.type, name, namespace: namespace)
        } else {
            throw Self.notFound(name, namespace)
        }
        if let found {
            try await waitUntilGone(found.deployment, found.type, timeout: timeout, events: events)
        }
    }

    /// The release that holds the deployment; without an object, one of that name that a provider's chart made.
    private func record(
        _ name: String, namespace: String, found: FoundDeployment?
    ) async throws -> ReleaseRecord? {
        guard let found else {
            let record = try await driver.record(name, namespace: namespace)
            return registry.providers.contains { $0.name == record?.chartName } ? record : nil
        }
        guard let release = found.release, let record = try await driver.record(release, namespace: namespace),
            try Self.holds(record, found)
        else { return nil }
        return record
    }

    private func waitUntilGone(
        _ found: FoundDeployment, _ type: ResourceType, timeout: Duration, events: any EventSink
    ) async throws {
        let (name, namespace) = (found.name, found.namespace)
        let waiter = self.waiter { news in
            if case .changed = news { return }
            events.emit(news.event(.models, step: "model/\(namespace)/\(name)"))
        }
        let uid = found.object["metadata"]?["uid"]?.string
        do {
            _ = try await waiter.wait(
                for: [Awaited(type, name, namespace: namespace, .gone(uid: uid))], limits: WaitLimits(timeout))
        } catch let error as WaitError {
            if let failure = error.unreadable {
                throw DeploymentError(
                    .timedOut,
                    "whether deployment \(namespace)/\(name) is gone could not be seen in \(timeout.limitText): \(failure)",
                    hint: "run the same command again once the cluster answers")
            }
            throw DeploymentError(
                .timedOut, "deployment \(namespace)/\(name) is still there after \(timeout.limitText)",
                hint: "its operator may be gone, so that nothing takes the finalizers off: "
                    + "kubectl get \(type.plural).\(type.group) \(name) --namespace \(namespace) -o yaml")
        }
    }
}
