import CCurl
import Synchronization

/// Placeholder
final class RawExchange: Sendable {
    var isClosed: Bool { false }
    func end(_ error: (any Error)?) {}
}
final class RawTransfer: CurlTransfer {
    let easy: EasyHandle
    let exchange: RawExchange
    init(_ exchange: RawExchange, options: CurlTransport.Options, trust: TrustStore) throws(HTTPError) {
        easy = try EasyHandle(); self.exchange = exchange
    }
    var exchangeIdentifier: ObjectIdentifier { ObjectIdentifier(exchange) }
    var deadline: SuspendingClock.Instant? { nil }
    var watched: curl_waitfd? { nil }
    func completed(_ code: CURLcode) -> Completion { .goesOn }
    func advance(now: SuspendingClock.Instant) {}
    func failure(now: SuspendingClock.Instant) -> (any Error)? { nil }
    func ended(_ error: (any Error)?) {}
}
