import Reports

/// Rows under headings, in columns as wide as their widest cell, as kubectl prints them.
struct Table {
    /// None leaves the line of headings out.
    var headings: [String]
    var rows: [[String]]
    /// Columns are at least so wide, so that rows stand under those that were printed before.
    var leastWidths: [Int] = []

    /// Of the columns, without the space between them.
    var widths: [Int] {
        let all = ([headings] + rows).map { $0.map(plainLine) }
        let count = max(all.map(\.count).max() ?? 0, leastWidths.count)
        return (0..<count).map { column in
            let least = column < leastWidths.count ? leastWidths[column] : 0
            return max(least, all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0)
        }
    }

    /// Lines end with a newline and never with spaces; a cell is one line.
    func rendered() -> String {
        let widths = widths
        return ((headings.isEmpty ? [] : [headings]) + rows).map { row in
            let line = row.map(plainLine).enumerated().map { column, text in
                let padding = column == row.count - 1 ? 0 : widths[column] + 3 - text.count
                return text + String(repeating: " ", count: max(0, padding))
            }
            .joined()
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        .joined()
    }
}
