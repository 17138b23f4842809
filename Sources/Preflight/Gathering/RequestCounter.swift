public import HTTP
public import Kubernetes
import Synchronization

/// Counts what a cluster's API server is asked by the clients that it is given.
public final class RequestCounter: Sendable {
    private let sent = Mutex(RequestCounts())

    public init() {}

    /// All so far.
    public var counts: RequestCounts { sent.withLock { $0 } }

    /// The same client, with its requests counted; one that counts here already is handed back.
    public func counted(_ client: KubernetesClient) -> KubernetesClient {
        client.through { counted($0, of: client.server) }
    }

    /// The same transport, with the requests to a server counted; what else it can do, the counted one can.
    ///
    /// - Parameter server: its URL.
    public func counted(_ transport: any HTTPTransport, of server: String) -> any HTTPTransport {
        if (transport as? any RequestCounting)?.counter === self { return transport }
        func counted<Inner: HTTPTransport>(_ inner: Inner) -> any HTTPTransport {
            CountedTransport(inner: inner, counter: self, server: server)
        }
        return counted(transport)
    }

    fileprivate func count(_ request: HTTPRequest, of server: String) {
        let kind = RequestKind(method: request.method, url: request.url, server: server)
        sent.withLock { $0.count(kind) }
    }
}

/// A transport that tells who counts its requests.
private protocol RequestCounting: Sendable {
    var counter: RequestCounter { get }
}

private struct CountedTransport<Inner: HTTPTransport>: HTTPTransport, RequestCounting {
    let inner: Inner
    let counter: RequestCounter
    let server: String

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        counter.count(request, of: server)
        return try await inner.send(request)
    }
}

extension CountedTransport: HTTPUpgrading where Inner: HTTPUpgrading {
    func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
        counter.count(request, of: server)
        return try await inner.connection(upgrading: request)
    }
}
