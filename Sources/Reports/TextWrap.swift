/// Breaks text into lines of at most a number of columns.
public enum TextWrap {
    /// At white space where there is some; a longer word gets a line of its own, whole, so that it can be copied.
    ///
    /// - Parameters:
    ///   - width: of every line, with what stands before it.
    ///   - indent: how many columns stand before all lines but the first.
    public static func lines(_ text: String, width: Int, indent: Int = 0) -> [String] {
        var lines: [String] = []
        var line = ""
        var columns = 0
        for word in text.split(whereSeparator: \.isWhitespace) {
            let size = word.count
            if columns > 0, (lines.isEmpty ? 0 : indent) + columns + 1 + size > width {
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
        return lines + [line]
    }

    /// With as many spaces as `indent` says before all lines but the first.
    public static func hanging(_ text: String, width: Int, indent: Int) -> String {
        lines(text, width: width, indent: indent).joined(separator: "\n" + String(repeating: " ", count: indent))
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

    /// At most `limit` lines of at most `width` columns each; what does not fit is left out in the middle, since the end of
    /// a message is often its point. A word that is longer than a line is broken.
    static func fitted(_ text: String, width: Int, limit: Int) -> [String] {
        let width = max(width, 2)
        let lines = broken(text, width: width)
        guard lines.count > limit, limit > 0 else { return limit > 0 ? lines : [] }
        // The beginning says what it is about: of one line a third, of more the first.
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard limit > 1 else {
            let start = width / 3
            return [flat.prefix(start) + "…" + flat.suffix(width - start - 1)]
        }
        let rest = flat.dropFirst(lines[0].count)
        var size = width * (limit - 1) - 1
        while size > 0 {
            let end = broken("…" + rest.suffix(size), width: width)
            if end.count < limit { return [lines[0]] + end }
            size -= 1
        }
        return [lines[0]]
    }

    /// As `lines`, with longer words broken; what is left of one shares its line with the next word.
    private static func broken(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !line.isEmpty, line.count + 1 + word.count <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            var piece = word
            while piece.count > width {
                lines.append(String(piece.prefix(width)))
                piece = piece.dropFirst(width)
            }
            line = String(piece)
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }

    static func padded(_ text: String, to width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
