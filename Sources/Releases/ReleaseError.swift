public struct ReleaseError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The request, chart or values are wrong; nothing was changed.
        case invalidRequest, chartNotFound, invalidChart, invalidValues
        case helmNotFound, helmFailed
        /// An object is there already and belongs to something else.
        case notOwned
        /// Another run is at work on the release, or died at it.
        case locked
        /// The caller lacks rights; nothing was changed.
        case forbidden
        case applyFailed, hookFailed, recordTooLarge, recordUnreadable
        case notReady, timedOut
    }

    public var code: Code
    public var message: String
    /// What to do next.
    public var hint: String?
    /// `namespace/name` of the release.
    public var release: String?
    public var underlying: (any Error)?

    public init(
        _ code: Code, _ message: String, hint: String? = nil, release: String? = nil, underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.release = release
        self.underlying = underlying
    }

    public var description: String { (release.map { "release \($0): " } ?? "") + message }
}
