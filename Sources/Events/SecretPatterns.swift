import RegularExpressions

/// What secrets look like in a line of text; pure.
///
/// Few lines hold one, and looking closely is dear: each pattern has words without which it cannot match, and only the
/// patterns whose words a line holds are tried.
enum SecretPatterns {
    /// Which patterns could match a line.
    struct Suspicion: OptionSet, Sendable {
        let rawValue: UInt64

        /// Not a pattern: a line where a private key may begin.
        static let privateKey = Suspicion(rawValue: 1 << 63)
        /// Not a pattern: a line where the text of a secret may begin.
        static let block = Suspicion(rawValue: 1 << 62)

        /// - Parameter index: its place among all.
        static func pattern(_ index: Int) -> Suspicion { Suspicion(rawValue: UInt64(1) << UInt64(index)) }
    }

    static func suspicion(of line: [UInt8]) -> Suspicion {
        var found: Suspicion = []
        table.finder.each(in: line) { word, _ in found.formUnion(table.wakes[word]) }
        return found
    }

    static func masked(_ line: [UInt8], _ suspicion: Suspicion) -> [UInt8] {
        var line = line
        for (index, rule) in table.rules.enumerated() where suspicion.contains(.pattern(index)) {
            line = rule.expression.replacingAll(in: line, with: rule.template)
        }
        return line
    }

    // MARK: - Several lines

    static func beginsPrivateKey(_ line: [UInt8]) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        return text.contains("-----BEGIN") && text.contains("PRIVATE KEY")
    }

    static func endsKey(_ line: [UInt8]) -> Bool { String(decoding: line, as: UTF8.self).contains("-----END") }

    /// How far the name of a secret is indented whose text stands on the lines below it; nil where there is none.
    static func indentOfBlock(_ line: [UInt8], _ suspicion: Suspicion) -> Int? {
        guard suspicion.contains(.block) else { return nil }
        return table.block.firstMatch(in: line)?.range(1)?.count
    }

    // MARK: - The table

    private struct Rule: Sendable {
        let expression: RegularExpression
        let template: [UInt8]
    }

    private struct Table: Sendable {
        let rules: [Rule]
        let finder: WordFinder
        /// What each word of the finder makes likely.
        let wakes: [Suspicion]
        let block: RegularExpression

        init(_ patterns: [Pattern]) {
            var found: [String: Suspicion] = ["-----begin": .privateKey]
            for word in Pattern.nameWords { found[word, default: []].formUnion(.block) }
            for (index, pattern) in patterns.enumerated() {
                for word in pattern.words { found[word, default: []].formUnion(.pattern(index)) }
            }
            let words = found.keys.sorted()
            rules = patterns.map { pattern in
                Rule(expression: SecretPatterns.compiled(pattern.text), template: Array(pattern.template.utf8))
            }
            finder = WordFinder(words, ignoresCase: true)
            wakes = words.map { found[$0, default: []] }
            block = SecretPatterns.compiled(Pattern.block)
        }
    }

    private static let table = Table(Pattern.all)

    /// The patterns are literals, and a test tries each.
    private static func compiled(_ text: String) -> RegularExpression {
        do {
            return try RegularExpression(text)
        } catch {
            preconditionFailure("the pattern \(text) is wrong: \(error)")
        }
    }
}
