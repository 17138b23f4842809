import Synchronization

/// What a wait saw last, for the message when time is up.
final class LatestStatus: Sendable {
    private let value = Mutex<DeploymentStatus?>(nil)

    var status: DeploymentStatus? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// Why a server did not answer the last time it was asked.
final class LatestExcuse: Sendable {
    private let value = Mutex<String?>(nil)

    var text: String? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
