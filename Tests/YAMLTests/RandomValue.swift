import TestSupport
import Value

/// Values that are hard to write as YAML.
extension Value {
    static let nastyTexts = [
        "y", "No", "on", "TRUE", "null", "~", "", "=", "-", "--", "---", "...", ".", "0x1F", "0o17", "017", "08",
        "1_000", "1e3", ".5", "5.",
        "+1", "-1", "0b11", "00", "1:30", "12:30:45", "2001-01-01", "2001-1-1T1:2:3Z", "2001-13-01",
        "2001-01-01 10:20:30.5", ".inf", "-.INF",
        ".nan", "a: b", "a:b", "a #b", "# c", "- a", "? a", ": a", "key:", "'q'", "\"dq\"", "[a]", "{a}", "a, b", "*a",
        "&a", "!a", "%a", "@a",
        "`a", "|", ">", "a\nb", "a\n", "\n", "\n\n", "a\n\n", " a", "a ", " a\nb", "a \nb", "a\n b", "\ta", "a\tb",
        "\n a\n", "\r", "a\r\nb", "é",
        "日本", "😀", "\u{FEFF}x", "\u{A0}", "\u{2028}", "a\u{2028}b", "\u{1}", "\u{1B}[0m", "\\", "</a>&", "{{ x }}",
        "1.10", "1e400",
        "9223372036854775808", "123456789012345678901234567890", "1__2", "10.0.0.0/8", "it's: x", "a?", "--- x",
    ]

    static func random(using generator: inout SplitMix, depth: Int = 0) -> Value {
        switch Int.random(in: 0..<(depth > 4 ? 8 : 12), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 11..<64, using: &generator))
        case 3:
            [.float(0.1), .float(1e21), .float(1e-7), .float(1234567.5), .float(-2.5e-10)].randomElement(
                using: &generator) ?? 0
        case 4...7: .string(randomText(using: &generator))
        case 8, 9:
            .array(
                (0..<Int.random(in: 0..<4, using: &generator)).map { _ in random(using: &generator, depth: depth + 1) })
        default:
            .object(
                Object(
                    (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
                        (randomText(using: &generator), random(using: &generator, depth: depth + 1))
                    }))
        }
    }

    private static func randomText(using generator: inout SplitMix) -> String {
        func pick(_ texts: [String]) -> String { texts.randomElement(using: &generator) ?? "" }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...5: return pick(nastyTexts)
        case 6:
            return (0..<Int.random(in: 1..<20, using: &generator)).map { _ in pick(nastyTexts) }
                .joined(separator: pick([" ", "", "\n", "  "]))
        case 7:
            return (0..<Int.random(in: 1..<60, using: &generator)).map { _ in pick(["x", "xxxxx", "xxxxxxxxxx"]) }
                .joined(separator: pick([" ", "  ", ": ", " #"]))
        default:
            let alphabet = Array("aZ0 19-_.:#'\"\\\n\t,[]{}&*!|>%@`?~=+/é日😀").map(String.init)
            return (0..<Int.random(in: 0..<14, using: &generator)).map { _ in pick(alphabet) }.joined()
        }
    }
}
