/// Text of charts and clusters within GitHub's Markdown: it shows as it is, and does nothing.
enum MarkdownText {
    /// On one line, and without a meaning of its own: no emphasis, link, mention, emoji, formula or HTML.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in plainLine(text) {
            if special.contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        // What becomes a link without any sign around it.
        return escaped.replacing("www.", with: "www\\.")
    }

    /// Between the bars of a table.
    static func cell(_ text: String) -> String { escaped(cut(text, to: ReportLimits.summaryCell)) }

    /// A table with a line break at its end; cells are Markdown already.
    static func table(_ head: [String], _ rows: [[String]]) -> String {
        let line = "|" + String(repeating: "---|", count: head.count)
        return ([row(head), line] + rows.map(row)).joined(separator: "\n") + "\n"
    }

    /// What is unfolded by a click.
    static func folded(_ summary: String, _ text: String) -> String {
        "<details><summary>\(html(summary))</summary>\n\n\(text)\n</details>\n"
    }

    /// Within HTML's tags.
    static func html(_ text: String) -> String {
        plainLine(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// A backslash may stand before any sign of ASCII.
    private static let special: Set<Character> = [
        "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "|", "~", "#", "&", "!", "@", ":", "$", "^",
    ]
}
