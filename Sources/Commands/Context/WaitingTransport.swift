import HTTP
import Kubernetes
import Logging

/// Names the request whose answer, or whose next part of it, is long in coming.
///
/// What else the inner transport can do, this one can.
struct WaitingTransport<Inner: HTTPTransport>: HTTPTransport {
    let inner: Inner
    let waiting: Waiting

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let name = Self.name(request)
        var response = try await waiting.named(name) { try await inner.send(request) }
        guard !Self.maySaySlowly(request) else { return response }
        let (body, waiting) = (response.body, waiting)
        response.body = HTTPBody {
            let iterator = body.makeAsyncIterator()
            return {
                var iterator = iterator
                return try await waiting.named("the rest of \(name)") { try await iterator.next() }
            }
        }
        return response
    }

    static func name(_ request: HTTPRequest) -> String {
        // Without the query, which may hold more than anybody should see.
        "\(request.method) \(request.url.prefix { $0 != "?" && $0 != "#" })"
    }

    /// Watches and logs that are followed are silent as long as nothing happens.
    private static func maySaySlowly(_ request: HTTPRequest) -> Bool {
        ["watch=true", "follow=true"].contains { request.url.contains($0) }
    }
}

extension WaitingTransport: TCPGreeter where Inner: TCPGreeter {
    func greeting(_ request: TCPGreetingRequest) async throws -> [UInt8] {
        try await waiting.named("\(request.host):\(request.port)") { try await inner.greeting(request) }
    }
}

extension WaitingTransport: HTTPUpgrading where Inner: HTTPUpgrading {
    func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
        try await waiting.named(Self.name(request)) { try await inner.connection(upgrading: request) }
    }
}

/// Names a credential plugin that takes long.
struct WaitingPlugins: PluginRunning {
    let inner: any PluginRunning
    let waiting: Waiting

    func run(_ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool) async throws -> [UInt8] {
        // One that may ask a person has the terminal.
        try await waiting.named(isInteractive ? nil : "credential plugin \(plugin.command)") {
            try await inner.run(plugin, environment: environment, isInteractive: isInteractive)
        }
    }
}

extension CommandContext {
    /// A transport whose requests are logged, and named when they take long.
    func observed(_ transport: any HTTPTransport, logger: Logger) -> any HTTPTransport {
        func observed<Inner: HTTPTransport>(_ inner: Inner) -> any HTTPTransport {
            WaitingTransport(inner: LoggingTransport(inner, logger: logger, clock: clock), waiting: waiting)
        }
        return observed(transport)
    }
}
