/// A text that is no version or no constraint, with the place of the first thing that is wrong in it.
public struct VersionError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable { case invalidVersion, invalidConstraint, tooLong }

    public var code: Code
    /// What is wrong, in the words that Helm's users know from Masterminds/semver.
    public var message: String
    /// The whole text that was read.
    public var text: String
    /// The UTF-8 offset of the bad part in `text`.
    public var offset: Int
    /// What was expected at `offset`.
    public var detail: String

    init(_ code: Code, _ message: String, text: String, offset: Int, detail: String) {
        self.code = code
        self.message = message
        self.text = text
        self.offset = offset
        self.detail = detail
    }

    public var description: String { "\(message): \(detail) at column \(offset + 1) of \"\(text)\"" }
}
