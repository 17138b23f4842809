import ArgumentParser
import Formats
import HTTP
import Kubernetes

/// How long a command that only reads may take in all.
struct ReadTimeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long to wait for the cluster in all.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(1)
}

/// Lets all requests together take so long: each gets what is left of the time.
///
/// What else the inner transport can do, this one can.
struct LimitedTransport<Inner: HTTPTransport>: HTTPTransport {
    let inner: Inner
    let limit: Duration
    /// Since the command began.
    let elapsed: @Sendable () -> Duration

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = try await limited(request, inner.send)
        let (body, passed) = (response.body, passed(request))
        let (limit, elapsed) = (limit, elapsed)
        response.body = HTTPBody {
            let iterator = body.makeAsyncIterator()
            return {
                guard elapsed() < limit else { throw passed }
                var iterator = iterator
                return try await iterator.next()
            }
        }
        return response
    }

    func limited<Answer>(
        _ request: HTTPRequest, _ send: (HTTPRequest) async throws -> Answer
    ) async throws -> Answer {
        let left = limit - elapsed()
        guard left > .zero else { throw passed(request) }
        func least(_ timeout: Duration?) -> Duration { min(timeout ?? left, left) }
        var request = request
        request.timeouts = HTTPTimeouts(
            connect: least(request.timeouts.connect), firstByte: least(request.timeouts.firstByte),
            idle: least(request.timeouts.idle))
        do {
            return try await send(request)
        } catch let error as HTTPError where error.isTimeout && elapsed() >= limit {
            throw passed(request)
        }
    }

    private func passed(_ request: HTTPRequest) -> HTTPError {
        HTTPError(
            .firstByteTimedOut, "no answer within \(limit.limitText), which is what --timeout gives",
            url: String(request.url.prefix { $0 != "?" }))
    }
}

extension LimitedTransport: HTTPUpgrading where Inner: HTTPUpgrading {
    func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
        try await limited(request, inner.connection)
    }
}

extension CommandContext {
    /// - Parameter limit: for all requests together, from now on.
    func limited(_ transport: any HTTPTransport, to limit: Duration) -> any HTTPTransport {
        let stopwatch = Stopwatch(clock)
        func limited<Inner: HTTPTransport>(_ inner: Inner) -> any HTTPTransport {
            LimitedTransport(inner: inner, limit: limit, elapsed: { stopwatch.time })
        }
        return limited(transport)
    }
}
