/// Why a chart could not be had.
public struct RepositoryError: Error, Sendable {
    public enum Code: String, Sendable, Hashable {
        /// The source cannot be understood, or speaks no protocol of ours.
        case invalidReference
        /// Helm's or Docker's configuration cannot be read, or names no such repository.
        case invalidConfiguration
        /// The server knows no such index, chart, repository or file.
        case notFound
        /// The chart is there, but no version of it fits.
        case noMatchingVersion
        /// The server wants other credentials, or some.
        case unauthorized
        case forbidden
        case rateLimited
        case timedOut
        /// No connection, or none that can be trusted.
        case unreachable
        /// The server failed, or answered what no such server should.
        case serverError
        case digestMismatch
        case invalidIndex
        /// A registry's manifest is broken, or is not a chart's.
        case invalidManifest
        /// What came is not a packed chart.
        case invalidArchive
        case tooLarge
        case invalidVersion
    }

    public var code: Code
    public var message: String
    /// Without user information, query and fragment.
    public var url: String?
    /// The server's own words.
    public var serverMessage: String?
    /// What to do next.
    public var hint: String?
    public var underlying: (any Error)?

    public init(
        _ code: Code, _ message: String, url: String? = nil, serverMessage: String? = nil, hint: String? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.url = url
        self.serverMessage = serverMessage
        self.hint = hint
        self.underlying = underlying
    }
}

extension RepositoryError: CustomStringConvertible {
    public var description: String {
        var text = message
        if let url, !message.contains(url) { text = "\(url): \(text)" }
        if let serverMessage, !serverMessage.isEmpty { text += "; the server says \"\(serverMessage)\"" }
        if let hint { text += "; \(hint)" }
        return text
    }
}
