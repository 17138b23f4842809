import HTTP
import Value

/// From an answer to a code.
extension KubernetesError {
    /// - Parameter body: a `Status` in JSON or protobuf, or whatever a proxy in between wrote.
    init(httpStatus: Int, headers: HTTPHeaders, body: [UInt8], request: Request, server: String) {
        // The text itself is kept below when it is neither.
        let parsed = ProtobufStatus.value(body) ?? (try? Value(json: body))
        let status = parsed.flatMap { $0["kind"]?.string == "Status" ? $0 : nil } ?? .null
        var message = status["message"]?.string ?? ""
        if message.isEmpty {
            let text = Self.printable(body)
            message = "the server answered \(httpStatus)" + (text.isEmpty ? "" : ": \(text)")
        }
        self.init(
            Self.code(httpStatus: httpStatus, status: status, message: message), message, request: request,
            server: server, httpStatus: httpStatus, status: status,
            retryAfter: Self.retryAfter(headers: headers, status: status))
    }

    /// A failure that arrived inside an answer, as a watch's ERROR event does.
    init(status: Value, request: Request, server: String) {
        let httpStatus = status["code"]?.integer.flatMap { Int(exactly: $0) } ?? 500
        let message = status["message"]?.string ?? ""
        self.init(
            Self.code(httpStatus: httpStatus, status: status, message: message), message, request: request,
            server: server, httpStatus: httpStatus, status: status,
            retryAfter: Self.retryAfter(headers: [:], status: status))
    }

    init(_ error: HTTPError, request: Request, server: String) {
        let code: Code =
            switch error.code {
            case .connectTimedOut, .firstByteTimedOut, .idleTimedOut: .timeout
            case .tlsFailed, .certificateNotTrusted: .untrusted
            case .clientCertificateRejected: .unauthorized
            case .bodyTooLarge, .badResponse, .tooManyRedirects, .redirectRefused: .unreadable
            case .invalidRequest: .invalidRequest
            case .invalidURL, .credentialsUnusable: .configuration
            default: .unreachable
            }
        self.init(code, error.message, request: request, server: server, underlying: error)
    }

    private static func code(httpStatus: Int, status: Value, message: String) -> Code {
        // Whoever says no may do so in any words, also in those of somebody who could not be asked.
        if message.hasPrefix("admission webhook ") && message.contains("denied the request") {
            return .admissionDenied
        }
        if message.contains("failed calling webhook") || message.contains("conversion webhook for") {
            return .webhookFailed
        }
        return switch status["reason"]?.string ?? "" {
        case "NotFound": absence(status)
        case "Forbidden": .forbidden
        case "Unauthorized": .unauthorized
        case "Conflict": .conflict
        case "AlreadyExists": .alreadyExists
        case "Invalid": .invalid
        case "Gone", "Expired": .gone
        case "Timeout", "ServerTimeout": .timeout
        case "TooManyRequests": .tooManyRequests
        case "ServiceUnavailable": .unavailable
        case "RequestEntityTooLarge": .requestTooLarge
        case "MethodNotAllowed", "NotAcceptable", "UnsupportedMediaType": .unsupported
        default: code(httpStatus: httpStatus, status: status)
        }
    }

    private static func code(httpStatus: Int, status: Value) -> Code {
        switch httpStatus {
        case 300..<400: .unreadable
        case 401: .unauthorized
        case 403: .forbidden
        case 404: absence(status)
        case 405, 406, 415: .unsupported
        case 409: .conflict
        case 410: .gone
        case 413: .requestTooLarge
        case 422: .invalid
        case 429: .tooManyRequests
        case 400..<500: .badRequest
        case 504: .timeout
        case 502, 503: .unavailable
        default: .serverError
        }
    }

    /// The server names the object that it looked for; without a name it did not know the path.
    private static func absence(_ status: Value) -> Code {
        status["details"]?["name"]?.string.map { !$0.isEmpty } == true ? .notFound : .resourceTypeNotFound
    }

    private static func retryAfter(headers: HTTPHeaders, status: Value) -> Duration? {
        if let seconds = headers["Retry-After"].flatMap({ Int64($0) }), seconds >= 0 { return .seconds(seconds) }
        return status["details"]?["retryAfterSeconds"]?.integer.flatMap { $0 > 0 ? .seconds($0) : nil }
    }

    /// The start of a text that did not come from an API server, on one line and without control characters.
    private static func printable(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(Limits.quotedFailureBytes), as: UTF8.self)
        return text.unicodeScalars.split { $0.value <= 0x20 || (0x7F...0x9F).contains($0.value) }
            .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    }
}
