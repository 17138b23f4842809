import HTTP
import Synchronization

/// A transport that is made with the first request: commands that may need none start faster without.
final class LazyTransport: HTTPTransport {
    private let make: @Sendable () -> any HTTPTransport
    private let made = Mutex<(any HTTPTransport)?>(nil)

    init(_ make: @escaping @Sendable () -> any HTTPTransport) { self.make = make }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse { try await transport.send(request) }

    private var transport: any HTTPTransport {
        made.withLock { made in
            let transport = made ?? make()
            made = transport
            return transport
        }
    }
}
