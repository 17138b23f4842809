import HTTP
import Value

extension RepositoryError {
    /// An exchange that failed before or while an answer arrived.
    init(_ error: HTTPError, url: String) {
        let code: Code =
            switch error.code {
            case .invalidURL, .invalidRequest: .invalidReference
            case .connectTimedOut, .firstByteTimedOut, .idleTimedOut: .timedOut
            case .bodyTooLarge: .tooLarge
            case .badResponse, .tooManyRedirects, .redirectRefused: .serverError
            case .credentialsUnusable: .invalidConfiguration
            case .clientCertificateRejected: .unauthorized
            default: .unreachable
            }
        self.init(code, error.message, url: error.url ?? url, hint: Self.hint(error.code), underlying: error)
    }

    private static func hint(_ code: HTTPError.Code) -> String? {
        switch code {
        case .nameNotResolved: "check the URL's host name, DNS and the proxy settings"
        case .connectionRefused, .hostUnreachable, .connectTimedOut:
            "check that this machine may reach the host, directly or through HTTPS_PROXY"
        case .certificateNotTrusted: "give the authority's certificate with --ca-file"
        case .clientCertificateRejected: "give a client certificate with --cert-file and --key-file"
        case .proxyFailed: "check HTTPS_PROXY and NO_PROXY"
        case .firstByteTimedOut, .idleTimedOut, .bodyCut, .connectionReset: "try again"
        case .redirectRefused: "use the URL that it redirects to, if you trust it"
        default: nil
        }
    }

    /// An answer that is none of the wanted ones.
    ///
    /// - Parameter hadCredentials: whether the request carried some.
    init(status: Int, what: String, url: String, body: [UInt8], hadCredentials: Bool) {
        let words = Self.words(in: body)
        switch status {
        case 401:
            self.init(
                .unauthorized,
                hadCredentials
                    ? "\(what): the credentials were refused (401)" : "\(what): the server wants a login (401)",
                hint: hadCredentials
                    ? "check user name and password" : "log in first, or give --username and --password")
        case 403: self.init(.forbidden, "\(what): access is forbidden (403)", hint: "ask for the right to read it")
        case 404, 410: self.init(.notFound, "\(what): not found (\(status))")
        case 408, 504: self.init(.timedOut, "\(what): the server ran out of time (\(status))", hint: "try again")
        case 413: self.init(.tooLarge, "\(what): too large for the server (413)")
        case 429:
            self.init(
                .rateLimited, "\(what): too many requests (429)",
                hint: hadCredentials
                    ? "try again later" : "try again later, or log in: servers limit anonymous pulls first")
        default:
            self.init(
                .serverError, "\(what): the server answered \(status)", hint: status >= 500 ? "try again later" : nil)
        }
        self.url = url
        serverMessage = words
    }

    /// One line of what a server wrote: a registry's error list, or the text itself when it is not a page.
    static func words(in body: [UInt8]) -> String? {
        // What is not JSON is taken as text below.
        if let value = try? Value(json: body), let errors = value["errors"]?.array {
            let texts = errors.prefix(3).compactMap { error -> String? in
                let parts = [error["code"]?.string, error["message"]?.string].compactMap { $0 }
                return parts.isEmpty ? nil : parts.joined(separator: ": ")
            }
            if !texts.isEmpty { return plain(texts.joined(separator: ", ")) }
        }
        let text = plain(String(decoding: body, as: UTF8.self))
        return text.isEmpty || text.hasPrefix("<") ? nil : text
    }

    /// Foreign text on one short line without control sequences.
    static func plain(_ text: String, limit: Int = 300) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit * 2) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                if let last = scalars.last, last != " " { scalars.append(" ") }
            case .format, .surrogate, .privateUse, .unassigned: continue
            default: scalars.append(scalar)
            }
            if scalars.count == limit { break }
        }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }
}
