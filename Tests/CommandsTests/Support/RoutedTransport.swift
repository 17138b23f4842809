import HTTP
import Sandbox
import Synchronization

/// A simulated cluster and a web site behind one network, which can be watched and cut.
final class RoutedTransport: HTTPTransport {
    private let cluster: SandboxTransport
    private let files: [String: [UInt8]]
    private let isCut = Mutex(false)
    /// Sees every request before it is sent; true cuts the network from this request on.
    private let watch: @Sendable (HTTPRequest) -> Bool

    init(
        _ cluster: SandboxTransport, files: [String: [UInt8]] = [:],
        watch: @escaping @Sendable (HTTPRequest) -> Bool = { _ in false }
    ) {
        self.cluster = cluster
        self.files = files
        self.watch = watch
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let cut = watch(request)
        let isGone = isCut.withLock { isCut in
            isCut = isCut || cut
            return isCut
        }
        // Final, so that nothing waits for the network to come back, and nothing was sent.
        guard !isGone else { throw HTTPError(.certificateNotTrusted, "the network is gone", url: request.url) }
        guard !request.url.hasPrefix(Sandbox.serverURL) else { return try await cluster.send(request) }
        guard let bytes = files[request.url] else { return HTTPResponse(status: 404, headers: [:], body: HTTPBody([])) }
        return HTTPResponse(status: 200, headers: [:], body: HTTPBody(bytes))
    }
}
