import Formats
public import Logging

/// Logs every request at debug, one line each, when the head of its answer is there or none will come: method, URL, status
/// and time, as `kubectl -v=6` does. Headers, bodies and secrets never.
///
/// What else the inner transport can do, this one can.
public struct LoggingTransport<Inner: HTTPTransport>: HTTPTransport {
    package let inner: Inner
    private let logger: Logger
    private let clock: any Clock<Duration>

    public init(_ inner: Inner, logger: Logger, clock: any Clock<Duration> = ContinuousClock()) {
        self.inner = inner
        self.logger = logger
        self.clock = clock
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await logged(request) {
            try await inner.send(request)
        } outcome: {
            "\($0.status)"
        }
    }

    /// Logs how `body`, which carries out `request`, came out, in the word that `outcome` gives.
    package func logged<Answer>(
        _ request: HTTPRequest, _ body: () async throws -> Answer, outcome: (Answer) -> String
    ) async throws -> Answer {
        guard logger.logLevel <= .debug else { return try await body() }
        return try await logged("\(request.method) \(Redaction.url(request.url))", clock, body, outcome: outcome)
    }

    private func logged<Answer>(
        _ what: String, _ clock: some Clock<Duration>, _ body: () async throws -> Answer, outcome: (Answer) -> String
    ) async throws -> Answer {
        let start = clock.now
        func log(_ end: String, _ reason: String = "") {
            logger.debug("\(what) \(end) in \(start.duration(to: clock.now).inMilliseconds) ms\(reason)")
        }
        do {
            let answer = try await body()
            log(outcome(answer))
            return answer
        } catch {
            log(error is CancellationError ? "cancelled" : "failed", Redaction.reason(error))
            throw error
        }
    }
}

extension LoggingTransport: TCPGreeter where Inner: TCPGreeter {
    public func greeting(_ request: TCPGreetingRequest) async throws -> [UInt8] {
        guard logger.logLevel <= .debug else { return try await inner.greeting(request) }
        return try await logged("TCP \(request.host):\(request.port)", clock) {
            try await inner.greeting(request)
        } outcome: { _ in
            "answered"
        }
    }
}

/// What of a request may be shown.
enum Redaction {
    static let mark = "[hidden]"

    /// Parameters whose values are harmless and tell what was asked; all others are hidden.
    private static let parameters: Set<String> = [
        "labelselector", "fieldselector", "limit", "resourceversion", "resourceversionmatch", "watch", "timeoutseconds",
        "allowwatchbookmarks", "fieldmanager", "force", "dryrun", "container", "follow", "taillines", "pretty", "n",
        "previous", "propagationpolicy", "timeout", "fieldvalidation", "sendinitialevents", "service", "scope", "ports",
    ]

    /// The URL without user information and fragment, the values of unknown query parameters hidden.
    static func url(_ text: String) -> String {
        let url: RequestURL
        do {
            url = try RequestURL(text)
        } catch {
            // The request itself fails with the reason; what cannot be taken apart cannot be cleaned of secrets.
            return "[unreadable URL]"
        }
        guard let question = url.target.firstIndex(of: "?") else { return url.displayText }
        let pairs = url.target[url.target.index(after: question)...].split(separator: "&").map { pair -> String in
            let name = pair.prefix { $0 != "=" }
            return parameters.contains(name.lowercased()) ? String(pair) : "\(name)=\(mark)"
        }
        return "\(url.displayText)?\(pairs.joined(separator: "&"))"
    }

    /// An `HTTPError` holds no secrets by its own rule, and the URL is told already; of others only the type is shown.
    static func reason(_ error: any Error) -> String {
        error is CancellationError ? "" : ": \((error as? HTTPError)?.message ?? "\(type(of: error))")"
    }
}
