import Synchronization

/// What a run has made that was not there before, noted where a failed run is to be cleaned up.
final class MadeObjects: Sendable {
    private let objects = Mutex<[ReleaseObject]>([])

    /// In the order in which they were made, those included whose making failed.
    var all: [ReleaseObject] { objects.withLock { $0 } }

    func add(_ more: [ReleaseObject]) { objects.withLock { $0 += more } }
}
