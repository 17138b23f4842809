import Kubernetes
import Synchronization

/// Remembers that a release's namespace was made, or may have been, until it is known whether that counts.
final class NamespaceNote: Sendable {
    private let change = Mutex<ClusterChange?>(nil)

    func take(_ change: ClusterChange) { self.change.withLock { $0 = change } }

    /// Counts it as a change of the run, and tells the client's owner of it; once.
    func count(in changes: ChangeFlag, _ client: KubernetesClient) {
        let change = change.withLock { change in
            defer { change = nil }
            return change
        }
        guard let change else { return }
        if change == .made { changes.set() }
        client.options.onChange(change)
    }
}
