/// Breaks text into lines of at most a number of columns.
enum TextWrap {
    /// At white space where there is some; a longer word gets a line of its own, whole, so that it can be copied.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var columns = 0
        for word in text.split(whereSeparator: \.isWhitespace) {
            let size = word.count
            if columns > 0, columns + 1 + size > width {
                lines.append(line)
                line = ""
                columns = 0
            }
            if columns > 0 {
                line += " "
                columns += 1
            }
            line += word
            columns += size
        }
        if columns > 0 || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// With `first` before the first line and as many spaces before the others.
    static func hanging(_ first: String, _ text: String, width: Int) -> [String] {
        let indent = first.count
        return lines(text, width: max(width - indent, 20)).enumerated().map { index, line in
            index == 0 ? first + line : String(repeating: " ", count: indent) + line
        }
    }

    /// Cut to a number of columns, with an ellipsis where something is missing.
    static func cut(_ text: String, width: Int) -> String {
        text.count <= width ? text : width > 0 ? String(text.prefix(width - 1)) + "…" : ""
    }

    static func padded(_ text: String, to width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
