import Synchronization

/// What a server, or whoever stands before it, said the last time it was asked.
final class LatestWords: Sendable {
    private let value = Mutex<String?>(nil)

    var text: String? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
