/// Takes what looks like a secret out of texts: logs, arguments, messages; pure.
///
/// It errs on the side of taking too much: whoever reads the text must not know what the cluster knows.
public enum TextRedaction {
    /// What stands in the place of a secret.
    public static let mask = "(masked)"
    /// Bytes of one line that is searched; what is longer is left out.
    static let lineLimit = 64 << 10

    /// What a line is part of, besides itself.
    private enum Inside {
        case nothing
        /// A private key, which takes several lines.
        case privateKey
        /// The text of a secret in YAML, which is indented further than its name.
        case block(indent: Int)
    }

    /// Line by line, so that one long text costs what its lines cost.
    public static func redacted(_ text: String) -> String {
        var inside = Inside.nothing
        var result: [UInt8] = []
        var hasChanged = false
        let lines = Array(text.utf8).split(separator: newline, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if index > 0 { result.append(newline) }
            let bytes = Array(line)
            let masked = self.line(bytes, &inside)
            hasChanged = hasChanged || masked != nil
            result += masked ?? bytes
        }
        return hasChanged ? String(decoding: result, as: UTF8.self) : text
    }

    private static let newline = UInt8(ascii: "\n")

    /// Nil for a line that stays as it is.
    private static func line(_ line: [UInt8], _ inside: inout Inside) -> [UInt8]? {
        if case .block(let indent) = inside {
            let isBlank = line.allSatisfy(isSpace)
            if isBlank { return nil }
            let margin = line.prefix { $0 == UInt8(ascii: " ") }
            if margin.count > indent { return Array(margin) + Array(mask.utf8) }
            inside = .nothing
        }
        if case .privateKey = inside {
            if SecretPatterns.endsKey(line) { inside = .nothing }
            return Array(mask.utf8)
        }
        let suspicion = SecretPatterns.suspicion(of: line)
        guard !suspicion.isEmpty else { return nil }
        if suspicion.contains(.privateKey), SecretPatterns.beginsPrivateKey(line) {
            if !SecretPatterns.endsKey(line) { inside = .privateKey }
            return Array(mask.utf8)
        }
        guard line.count <= lineLimit else { return Array("(a line of \(line.count) bytes is left out)".utf8) }
        if let indent = SecretPatterns.indentOfBlock(line, suspicion) {
            inside = .block(indent: indent)
            return nil
        }
        let masked = SecretPatterns.masked(line, suspicion)
        return masked == line ? nil : masked
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
}
