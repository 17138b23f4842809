import Kubernetes
import Settings

extension ClusterSession {
    func settingsStore(_ options: ConfigOptions, _ context: CommandContext) -> SettingsStore {
        SettingsStore(client: client, namespace: options.configNamespace, clock: context.clock)
    }

    /// The cluster's settings; none where there is no ConfigMap, and where the caller may not read it, which is said once.
    ///
    /// - Parameter isOnlyLooking: whether other failures are said, too, and no reason to stop.
    func settings(
        _ options: ConfigOptions, isOnlyLooking: Bool, _ events: EventFormat, _ context: CommandContext
    ) async throws -> Settings {
        let store = settingsStore(options, context)
        do {
            return try await store.read() ?? Settings()
        } catch let error as KubernetesError where isOnlyLooking || error.code == .forbidden {
            let reason = error.isMissingPermission ? "the caller may not get configmaps there" : "\(error)"
            EventOutput.waits(events, context)("note: the settings in \(store.place) are not seen: \(reason)")
            return Settings()
        }
    }
}
