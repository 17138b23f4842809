import Reports

/// Rows under headings, in columns as wide as their widest cell, as kubectl prints them.
struct Table {
    /// A column that gives way where lines would be too wide.
    struct Yield {
        var column: Int
        /// Characters that it keeps.
        var least: Int

        init(_ column: Int, least: Int) {
            self.column = column
            self.least = least
        }
    }

    /// None leaves the line of headings out.
    var headings: [String]
    var rows: [[String]]
    /// Columns are at least so wide, so that rows stand under those that were printed before.
    var leastWidths: [Int] = []
    /// Those that give way, the least important first.
    var yields: [Yield] = []

    private static let gap = 3
    /// Where the lines would be too wide.
    private static let narrowGap = 2

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
    ///
    /// - Parameter width: of the terminal, in which no line is longer: cells that are too long end with `…`, those of the
    ///   columns that give way first. Nil for what reads whole cells.
    func rendered(within width: Int? = nil) -> String {
        let (widths, gap) = fitted(within: width)
        return ((headings.isEmpty ? [] : [headings]) + rows).map { row in
            let line = row.map(plainLine).enumerated().map { column, text in
                let text = Self.shortened(text, to: widths[column])
                let padding = column == row.count - 1 ? 0 : widths[column] + gap - text.count
                return text + String(repeating: " ", count: max(0, padding))
            }
            .joined()
            let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
            return (width.map { Self.shortened(trimmed, to: $0) } ?? trimmed) + "\n"
        }
        .joined()
    }

    private func fitted(within limit: Int?) -> (widths: [Int], gap: Int) {
        var widths = widths
        func excess(_ gap: Int) -> Int { widths.reduce(gap * (widths.count - 1), +) - (limit ?? .max) }
        guard limit != nil, excess(Self.gap) > 0 else { return (widths, Self.gap) }
        for yield in yields where yield.column < widths.count {
            let wide = widths[yield.column]
            widths[yield.column] = max(min(wide, yield.least), wide - max(0, excess(Self.narrowGap)))
        }
        return (widths, Self.narrowGap)
    }

    private static func shortened(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        var start = text.prefix(max(0, width - 1))
        while let last = start.last, " …".contains(last) { start.removeLast() }
        return String(start) + "…"
    }
}
