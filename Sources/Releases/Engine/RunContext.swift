import Kubernetes
import Synchronization

/// What a run has while it works: a client that may write, its time, its lock.
struct RunContext: Sendable {
    /// Patient, and gated by the lock.
    let client: KubernetesClient
    let deadline: Deadline
    let progress: Progress
    let hold: LockHold
    let mark: RunMark
    let changes: ChangeFlag
    /// Nil where no journal is kept.
    let recorder: RunRecorder?
    /// What has been said so far.
    let tape: EventTape
    let records: RecordChoice
    /// Gated as the client is, but where a record alone locks: there its changes take the lock and give it back.
    let storage: ReleaseStorage
    /// What a clean-up after a failure removes.
    let made = MadeObjects()

    /// `namespace/name`, for errors.
    var release: String { progress.release }
}

/// Whether a run may have changed the cluster.
final class ChangeFlag: Sendable {
    private let flag = Mutex(false)

    var isSet: Bool { flag.withLock { $0 } }
    func set() { flag.withLock { $0 = true } }
}
