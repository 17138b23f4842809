import Formats
public import Logging

/// Logs requests and answers: one line each at debug, headers at trace; secrets never.
public struct LoggingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let logger: Logger
    private let clock: any Clock<Duration>

    public init(_ inner: any HTTPTransport, logger: Logger, clock: any Clock<Duration> = ContinuousClock()) {
        self.inner = inner
        self.logger = logger
        self.clock = clock
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard logger.logLevel <= .debug else { return try await inner.send(request) }
        return try await send(request, clock)
    }

    private func send(_ request: HTTPRequest, _ clock: some Clock<Duration>) async throws -> HTTPResponse {
        var metadata: Logger.Metadata = [
            "http.method": "\(request.method)", "http.url": "\(Redaction.url(request.url))",
        ]
        logger.trace(
            "http request",
            metadata: metadata.merging(Self.metadata(request.headers, "http.request")) { first, _ in first })
        let start = clock.now
        do {
            let response = try await inner.send(request)
            metadata["http.milliseconds"] = "\(start.duration(to: clock.now).inMilliseconds)"
            metadata["http.status"] = "\(response.status)"
            logger.debug("http answer", metadata: metadata)
            logger.trace(
                "http answer headers",
                metadata: metadata.merging(Self.metadata(response.headers, "http.response")) { first, _ in first })
            return response
        } catch {
            metadata["http.milliseconds"] = "\(start.duration(to: clock.now).inMilliseconds)"
            metadata["http.error"] = "\(error is CancellationError ? "cancelled" : Redaction.error(error))"
            logger.debug("http failure", metadata: metadata)
            throw error
        }
    }

    private static func metadata(_ headers: HTTPHeaders, _ prefix: String) -> Logger.Metadata {
        headers.fields.reduce(into: [:]) { metadata, field in
            metadata["\(prefix).\(field.name.lowercased())"] = "\(Redaction.header(field.name, field.value))"
        }
    }
}

/// What of a request may be shown.
enum Redaction {
    static let mark = "[hidden]"

    private static let headers: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "www-authenticate", "proxy-authenticate",
        "x-api-key", "x-auth-token", "x-amz-security-token", "x-remote-user", "impersonate-user", "location",
        "sec-websocket-protocol", "docker-upload-uuid",
    ]

    /// Parameters whose values are harmless and tell what was asked; all others are hidden.
    private static let parameters: Set<String> = [
        "labelselector", "fieldselector", "limit", "resourceversion", "resourceversionmatch", "watch", "timeoutseconds",
        "allowwatchbookmarks", "fieldmanager", "force", "dryrun", "container", "follow", "taillines", "pretty", "n",
        "previous", "propagationpolicy", "timeout", "fieldvalidation", "sendinitialevents", "service", "scope",
    ]

    static func header(_ name: String, _ value: String) -> String {
        name.lowercased() == "location" ? url(value) : headers.contains(name.lowercased()) ? mark : value
    }

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

    /// An `HTTPError` holds no secrets by its own rule; of others only the type is shown.
    static func error(_ error: any Error) -> String {
        (error as? HTTPError)?.description ?? "\(type(of: error))"
    }
}
