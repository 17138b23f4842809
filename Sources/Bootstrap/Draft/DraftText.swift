import Value

/// Pieces of a YAML file that is written by hand, so to speak: with comments, in the order in which people read it.
enum DraftText {
    private static let width = 100

    /// A comment of as many lines as it takes, the second and later ones a little further in.
    ///
    /// - Parameters:
    ///   - text: may come from a cluster: what no comment can hold is left out.
    ///   - indent: columns before the `#`.
    ///   - inner: columns between the `#` and the text, besides one.
    static func comment(_ text: String, indent: Int = 0, inner: Int = 0) -> [String] {
        let start = String(repeating: " ", count: indent) + "# " + String(repeating: " ", count: inner)
        var lines: [String] = []
        var line = start
        var isEmpty = true
        for word in plain(text).split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = start + "  "
                isEmpty = true
            }
            line += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        return lines + [line]
    }

    /// On one line, without controls.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: plain += " "
            case 0x00..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF, 0x202A...0x202E, 0x2066...0x2069: continue
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// A text as a value: as it stands where YAML takes it for nothing else, else in quotes.
    static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/")].contains(byte)
        }
        guard isPlain, let first = text.utf8.first, isLetter(first), !words.contains(text.lowercased()) else {
            return escaped(Value.string(text).json())
        }
        return text
    }

    /// What YAML does not read within quotes, or reads as the end of a line, by its number.
    private static func escaped(_ quoted: String) -> String {
        var text = ""
        for scalar in quoted.unicodeScalars {
            switch scalar.value {
            case 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// What YAML 1.1 reads as something other than text.
    private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

    /// Such as `a, b and 3 more`.
    static func names(_ names: [String], most: Int = 6) -> String {
        names.prefix(most).joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
    }
}
