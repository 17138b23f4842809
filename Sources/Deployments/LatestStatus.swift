import Synchronization

/// What a wait saw last, for the message when time is up.
final class LatestStatus: Sendable {
    private let value = Mutex<DeploymentStatus?>(nil)

    var status: DeploymentStatus? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
