import HTTP

/// What a server's clock said when it was asked.
public struct ServerTime: Sendable, Hashable {
    /// Seconds since 1970 by the server, which leaves fractions off.
    public var server: Int64
    /// The same by this machine, before it was asked and after it had answered.
    public var before: Double
    public var after: Double

    public init(server: Int64, before: Double, after: Double) {
        self.server = server
        self.before = before
        self.after = after
    }
}

/// What a server says of its own health.
public struct ServerHealth: Sendable, Hashable {
    /// 200 where all is well.
    public var httpStatus: Int
    /// A line for each thing that was looked at.
    public var text: String

    public init(httpStatus: Int, text: String) {
        self.httpStatus = httpStatus
        self.text = text
    }
}

extension KubernetesClient {
    /// The time of the server, from the `Date` of an answer; nil where it has none.
    public func serverTime() async throws -> ServerTime? {
        let now = options.environment.now
        let before = now()
        return try await connection.read(APICall(path: "/version")) { response in
            let after = now()
            return response.date.map { ServerTime(server: $0, before: before, after: after) }
        }
    }

    /// What `/livez` or `/readyz` says in full; nil where the server has no such path.
    ///
    /// A server that is not well has answered, and that is no error.
    public func health(_ path: String, upTo limit: Int = Limits.failureBytes) async throws -> ServerHealth? {
        var call = try APICall(path: path, query: [("verbose", "true")])
        call.accept = "*/*"
        do {
            let response = try await connection.openProxied(call)
            guard response.status != 404 else { return nil }
            let body = try await response.body.collect(upTo: limit)
            return ServerHealth(httpStatus: response.status, text: String(decoding: body, as: UTF8.self))
        } catch let error as HTTPError {
            throw KubernetesError(error, request: call.subject, server: server)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return nil
        }
    }
}
