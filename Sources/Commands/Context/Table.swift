import Reports

/// Rows under headings, in columns as wide as their widest cell, as kubectl prints them.
struct Table {
    var headings: [String]
    var rows: [[String]]

    /// Lines end with a newline and never with spaces; a cell is one line.
    func rendered() -> String {
        let all = ([headings] + rows).map { $0.map(plainLine) }
        let widths = headings.indices.map { column in
            all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return all.map { row in
            let line = row.enumerated().map { column, text in
                let padding = column == row.count - 1 ? 0 : widths[column] + 3 - text.count
                return text + String(repeating: " ", count: max(0, padding))
            }
            .joined()
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        .joined()
    }
}
