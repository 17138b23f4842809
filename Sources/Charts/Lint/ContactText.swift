/// Mail addresses and URLs as Helm's linter judges them: by shape, reaching nothing.
enum ContactText {
    /// An absolute URL with any scheme.
    static func isRequestURL(_ text: String) -> Bool {
        // The question is only whether it is one.
        guard let url = try? GoURL(parsing: text) else { return false }
        return !url.scheme.isEmpty
    }

    /// `name@domain.tld`: dot-separated words of mail's characters, or a quoted text, before the sign.
    static func isEmail(_ text: String) -> Bool {
        guard let at = text.lastIndex(of: "@") else { return false }
        let local = text[..<at]
        let isLocal =
            local.count >= 2 && local.hasPrefix("\"") && local.hasSuffix("\"")
            || local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { word in
                !word.isEmpty
                    && word.unicodeScalars.allSatisfy {
                        isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains($0)
                    }
            }
        var domain = text[text.index(after: at)...]
        if domain.hasSuffix(".") { domain.removeLast() }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard isLocal, labels.count >= 2, let last = labels.last else { return false }
        return labels.allSatisfy { isLabel($0, between: isAlphanumeric) } && isLabel(last, between: isLetter)
    }

    /// A web or file server's address, its scheme left out or not.
    static func isURL(_ text: String) -> Bool {
        guard (4..<2083).contains(text.unicodeScalars.count), !text.hasPrefix("."),
            !text.unicodeScalars.contains(where: \.properties.isWhitespace)
        else { return false }
        var rest = text[...]
        if let slashes = rest.firstRange(of: "://") {
            guard ["ftp", "tcp", "udp", "ws", "wss", "http", "https"].contains(rest[..<slashes.lowerBound]) else {
                return false
            }
            rest = rest[slashes.upperBound...]
        }
        var authority = rest.prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.hasPrefix("[") { return authority.contains("]") }
        if let colon = authority.lastIndex(of: ":") {
            let port = authority[authority.index(after: colon)...]
            guard (1...5).contains(port.count), port.allSatisfy({ $0.isASCII && $0.isNumber }) else { return false }
            authority = authority[..<colon]
        }
        let labels = authority.split(separator: ".", omittingEmptySubsequences: false)
        return (labels.count >= 2 || rest.startIndex != text.startIndex)
            && labels.allSatisfy { isLabel($0, between: isAlphanumeric) }
    }

    private static func isLabel(_ text: Substring, between isEnd: (Unicode.Scalar) -> Bool) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        return isEnd(first) && isEnd(last)
            && text.unicodeScalars.allSatisfy { isAlphanumeric($0) || "-_~".unicodeScalars.contains($0) }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        (65...90).contains(scalar.value & ~32) || scalar.value >= 0xa0
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || (48...57).contains(scalar.value)
    }
}
