public import HTTP

/// Bytes in both directions. One task may read while another writes; a cancelled read or write closes it.
public protocol ByteConnection: Sendable {
    /// What has arrived, in order; nil when the other side has closed.
    func read(within limit: Duration?) async throws -> [UInt8]?
    func write(_ bytes: [UInt8]) async throws
    func close()
}

/// What a transport can do besides requests; one that lacks it, such as the sandbox's, forwards no ports.
public protocol HTTPUpgrading: Sendable {
    /// - Throws: `HTTPError`, or `CancellationError`.
    func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome
}

public enum UpgradeOutcome: Sendable {
    case upgraded(HTTPResponse, any ByteConnection)
    /// Any status but 101.
    case refused(HTTPResponse)
}

extension UpgradedConnection: ByteConnection {}
extension PortForwardStream: ByteConnection {}

extension CurlTransport: HTTPUpgrading {
    public func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
        switch try await upgrade(request) {
        case .upgraded(let response, let connection): .upgraded(response, connection)
        case .refused(let response): .refused(response)
        }
    }
}

extension LoggingTransport: HTTPUpgrading where Inner: HTTPUpgrading {
    public func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
        try await logged(request) {
            try await inner.connection(upgrading: request)
        } outcome: {
            switch $0 {
            case .upgraded(let response, _), .refused(let response): "\(response.status)"
            }
        }
    }
}
