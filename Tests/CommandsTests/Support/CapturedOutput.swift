import Commands
import Synchronization

/// Keeps everything.
final class CapturedOutput: Output {
    private let bytes = Mutex<[UInt8]>([])

    func write(_ bytes: [UInt8]) { self.bytes.withLock { $0.append(contentsOf: bytes) } }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
