import CryptoExtras
import Dispatch
import FoundationEssentials
import Synchronization

/// Makes RSA keys of one size, two at a time.
///
/// The search for primes takes from ten milliseconds to half a second, by luck alone. Whoever asks gets the first key that
/// is found; the other one is for the next who asks, for charts that make an authority make a certificate too. A key that
/// nobody asks for stays inside.
final class RSAKeyPool: Sendable {
    static let bits2048 = RSAKeyPool(bits: 2048)
    static let bits4096 = RSAKeyPool(bits: 4096)

    private struct State {
        var finished: [Result<[UInt8], any Error>] = []
        var unfinished = 0
    }

    private let bits: Int
    private let capacity: Int
    private let state = Mutex(State())
    /// Counts the finished keys.
    private let arrivals = DispatchSemaphore(value: 0)

    private init(bits: Int) {
        self.bits = bits
        capacity = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 2)
    }

    /// A key's PKCS #1 form. Blocks the thread until there is one.
    func key() throws -> [UInt8] {
        let missing = state.withLock { state in
            let missing = max(capacity - state.finished.count - state.unfinished, 0)
            state.unfinished += missing
            return missing
        }
        for _ in 0..<missing { DispatchQueue.global(qos: .userInitiated).async { self.make() } }
        arrivals.wait()
        return try state.withLock { $0.finished.removeFirst() }.get()
    }

    private func make() {
        let key = Result { Array(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)).derRepresentation) }
        state.withLock { state in
            state.unfinished -= 1
            state.finished.append(key)
        }
        arrivals.signal()
    }
}
