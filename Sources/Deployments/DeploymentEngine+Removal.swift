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
    /// A release of the same name that holds something else is left alone; of one whose provider is not loaded the release
    /// goes, and nobody can wait for what it held. The deployment's route goes first.
    /// - Parameters:
    ///   - provider: of the deployment, where several share its name.
    ///   - includingForeign: whether what groundcrew did not make is removed, too; what somebody makes again never is.
    /// - Throws: `DeploymentError` with code `notFound` when there is neither, `invalidRequest` for what is not
    ///   groundcrew's, naming whose it is, and `timedOut` when the object stays.
    public func delete(
        _ name: String, namespace: String, provider: String? = nil, includingForeign: Bool = false, timeout: Duration,
        events: any EventSink
    ) async throws {
        let (found, record) = try await removable(
            name, namespace: namespace, provider: provider, includingForeign: includingForeign)
        let route = try await withdrawRoute(of: name, namespace: namespace, timeout: timeout, events: events)
        if let record {
            _ = try await driver.uninstall(
                record.name, namespace: namespace, timeout: timeout, phase: .models, events: events)
        } else if let found {
            try await driver.checkCluster()
            await driver.recorder?.begin("delete", "deployment \(namespace)/\(name)")
            _ = try await client.deleteIfPresent(found.type, name, namespace: namespace)
        } else if route == nil {
            throw try await missing(name, namespace, provider: provider)
        }
        if let found {
            try await waitUntilGone(found.deployment, found.type, timeout: timeout, events: events)
        }
    }

    /// Looks whether `delete` would refuse the deployment; changes nothing.
    ///
    /// - Parameters: as those of `delete`.
    /// - Throws: `DeploymentError` with code `invalidRequest`; that there is none is no refusal.
    public func checkDeletion(
        _ name: String, namespace: String, provider: String? = nil, includingForeign: Bool = false
    ) async throws {
        _ = try await removable(name, namespace: namespace, provider: provider, includingForeign: includingForeign)
    }

    private func removable(
        _ name: String, namespace: String, provider: String?, includingForeign: Bool
    ) async throws -> (found: (deployment: FoundDeployment, type: ResourceType)?, record: ReleaseRecord?) {
        let found = try await find(name, namespace: namespace, provider: provider)
        let record = try await record(name, namespace: namespace, provider: provider, found: found?.deployment)
        try Self.refuseForeign(found, record, isMeant: includingForeign)
        return (found, record)
    }

    /// The release that holds the deployment; without an object, one of that name that a provider's chart made.
    private func record(
        _ name: String, namespace: String, provider: String?, found: FoundDeployment?
    ) async throws -> ReleaseRecord? {
        guard let found else {
            let record = try await driver.record(name, namespace: namespace)
            guard provider == nil || record?.chartName == provider else { return nil }
            let isKnown = registry.providers.contains { $0.name == record?.chartName }
            // One of a provider that is not loaded is groundcrew's by its labels.
            let isUnknown = record.flatMap { UnknownProvider(of: $0, in: registry) } != nil
            return isKnown || isUnknown ? record : nil
        }
        guard let release = found.release, let record = try await driver.record(release, namespace: namespace),
            try Self.holds(record, found)
        else { return nil }
        return record
    }

    /// - Throws: `DeploymentError` with code `invalidRequest`; nothing was changed.
    private static func refuseForeign(
        _ found: (deployment: FoundDeployment, type: ResourceType)?, _ record: ReleaseRecord?, isMeant: Bool
    ) throws(DeploymentError) {
        if let (deployment, _) = found, let keeper = DeploymentMaker.keeper(of: deployment.object) {
            throw DeploymentError(
                .invalidRequest,
                "deployment \(deployment.namespace)/\(deployment.name) is not removed here, because \(keeper.words)",
                hint: "\(keeper.hint), or have it removed there; nothing was changed")
        }
        guard !isMeant else { return }
        if let record {
            guard record.labels[ReleaseLabels.roleKey] != ReleaseLabels.Role.deployment.rawValue else { return }
            let place = "--namespace \(ShellWord.quoted(record.namespace))"
            throw DeploymentError(
                .invalidRequest,
                "release \(record.namespace)/\(record.name) (chart \(record.chartTitle), revision \(record.revision)) "
                    + "holds it, and groundcrew's deploy did not make that",
                hint: "whoever made it removes it: groundcrew release uninstall \(ShellWord.quoted(record.name)) "
                    + "\(place), or helm uninstall; --foreign removes it here; nothing was changed")
        }
        guard let (deployment, type) = found else { return }
        let edit = Self.command("delete", deployment, type)
        let maker = DeploymentMaker(of: deployment.object, edit: edit)
        throw DeploymentError(
            .invalidRequest,
            "deployment \(deployment.namespace)/\(deployment.name) is held by no release of groundcrew's: \(maker.words)",
            hint: "\(edit) removes it, and so does --foreign; nothing was changed")
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
