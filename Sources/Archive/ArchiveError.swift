/// Why an archive was refused, or could not be read or written.
public struct ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The bytes are not a gzip stream.
        case notGzip
        /// The stream ends before the archive does.
        case truncated
        /// A header or a checksum is wrong.
        case corrupt
        /// A size, a count or a ratio is over its limit.
        case tooLarge
        /// A kind of entry that is never read, such as a sparse file.
        case unsupported
        /// The library could not do its work, for example for lack of memory.
        case failed
    }

    public let code: Code
    public let message: String
    /// The entry concerned, as the archive names it.
    public let path: String?
    /// The library's own words.
    public let underlying: String?

    public init(code: Code, message: String, path: String? = nil, underlying: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.underlying = underlying
    }

    public var description: String {
        var text = message
        if let path { text += " (entry \(path.debugDescription))" }
        if let underlying, !underlying.isEmpty { text += ": \(underlying)" }
        return text
    }
}
