/// A text that is neither a version nor a constraint, with the place of the first thing that is wrong in it.
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

    /// With the alternative that is wrong, as upstream names it: hyphen ranges are comparisons by then.
    func namingAlternative() -> VersionError {
        let version = #/v?[0-9|xX*]+(?:\.[0-9|xX*]+){0,2}(?:-[0-9A-Za-z.\-]+)?(?:\+[0-9A-Za-z.\-]+)?/#
        var rewritten = ""
        var rest = Substring(text)
        while let first = rest.firstMatch(of: version) {
            let gap = rest[first.range.upperBound...].prefix(while: Self.isSpace)
            var after = rest[first.range.upperBound...].dropFirst(gap.count)
            let isRange = !gap.isEmpty && after.first == "-" && after.dropFirst().first.map(Self.isSpace) == true
            after = after.dropFirst().drop(while: Self.isSpace)
            guard isRange, let second = after.prefixMatch(of: version) else {
                rewritten += rest[..<first.range.upperBound]
                rest = rest[first.range.upperBound...]
                continue
            }
            while rewritten.last.map(Self.isSpace) == true { rewritten.removeLast() }
            var before = rest[..<first.range.lowerBound]
            while before.last.map(Self.isSpace) == true { before.removeLast() }
            rewritten += "\(before)>= \(first.output), <= \(second.output) "
            rest = after[second.range.upperBound...].drop(while: Self.isSpace)
        }
        rewritten += rest
        let alternatives = rewritten.split(separator: "||", omittingEmptySubsequences: false)
        let wrong = alternatives.first { VersionConstraint.isImproper(String($0)) } ?? Substring(rewritten)
        var named = self
        named.message += ": \"\(Self.escaped(String(wrong)))\""
        return named
    }

    /// Go's `\s`, where CR and LF are one character in Swift.
    private static func isSpace(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\n" || character == "\r" || character == "\r\n"
            || character == "\u{0C}"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            .replacing("\t", with: "\\t").replacing("\r", with: "\\r")
    }

    public var description: String { "\(message): \(detail) at column \(offset + 1) of \"\(text)\"" }
}
