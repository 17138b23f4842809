import Kubernetes
import Value

extension Applier {
    /// Puts the object in the place of the one that is there: what others have set in it goes, and nothing is merged. What
    /// is not there is applied as any other.
    ///
    /// Helm's server-side manager owns all of it afterwards, so that the next revision is applied without a conflict with
    /// Helm's own former self.
    /// - Returns: what could not be done as asked.
    func replaceWhole(_ object: ReleaseObject) async throws -> [String] {
        for attempt in 1... {
            guard let name = object.name,
                let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
            else { break }
            do {
                let returned = try await client.replace(
                    object.value.at(version: live["metadata"]?["resourceVersion"]?.string), as: object.type,
                    options: WriteOptions(fieldManager: Self.fieldManager, fieldValidation: validation))
                try await FieldHandover(client: client, object: object).run()
                return lost(object, returned)
            } catch let error as KubernetesError
                where error.code == .conflict && attempt < NativeLimits.conflictAttempts
            {
                continue  // Written meanwhile, as during a rollout all the time.
            } catch let error as KubernetesError where !ImmutableFields.named(in: error).isEmpty {
                return try await recreate(object, because: error)
            }
        }
        return try await sendAll(object)
    }
}
