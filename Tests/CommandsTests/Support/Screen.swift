import Commands
import Synchronization

/// The little of a terminal that the display uses, with the rows that it has: text, line feed, carriage return, cursor up,
/// erase to the end of a line and below; and what terminals do when they are resized, which is to wrap their lines anew.
struct Screen {
    private struct Row {
        var text: [Character] = []
        /// Goes on in the next row, because the terminal was too narrow.
        var isWrapped = false
    }

    private(set) var columns: Int
    private var rows = [Row()]
    private var row = 0
    private var column = 0

    init(columns: Int) { self.columns = columns }

    /// The rows, without spaces at their ends and without the empty ones below.
    var lines: [String] {
        var lines = rows.map { String($0.text).trimmedEnd }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    mutating func feed(_ text: String) {
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            // A line feed and a carriage return before it are one character.
            case "\n", "\r\n":
                next(wrapped: false)
                column = 0
            case "\r": column = 0
            case "\u{1B}": escape(&rest)
            default: put(character)
            }
        }
    }

    private mutating func escape(_ rest: inout Substring) {
        rest.removeFirst()
        let number = rest.prefix { $0.isNumber || $0 == ";" }
        rest.removeFirst(number.count)
        switch rest.popFirst() {
        case "A": row = max(0, row - (Int(number) ?? 1))
        case "J":
            eraseLine()
            rows.removeSubrange((row + 1)...)
        case "K": eraseLine()
        default: break
        }
    }

    private mutating func eraseLine() {
        rows[row].text = Array(rows[row].text.prefix(column))
        rows[row].isWrapped = false
    }

    private mutating func put(_ character: Character) {
        if column == columns {
            next(wrapped: true)
            column = 0
        }
        while rows[row].text.count <= column { rows[row].text.append(" ") }
        rows[row].text[column] = character
        column += 1
    }

    private mutating func next(wrapped: Bool) {
        rows[row].isWrapped = wrapped
        row += 1
        if row == rows.count { rows.append(Row()) }
    }

    mutating func resize(columns new: Int) {
        // Lines as they were written, and where in them the cursor stands.
        var lines: [[Character]] = [[]]
        var cursor = (line: 0, offset: 0)
        for (index, item) in rows.enumerated() {
            if index == row { cursor = (lines.count - 1, lines[lines.count - 1].count + column) }
            lines[lines.count - 1] += item.text
            if !item.isWrapped { lines.append([]) }
        }
        if lines.count > 1 { lines.removeLast() }
        columns = new
        rows = []
        for (index, line) in lines.enumerated() {
            let first = rows.count
            for start in stride(from: 0, to: max(line.count, 1), by: new) {
                rows.append(Row(text: Array(line.dropFirst(start).prefix(new)), isWrapped: start + new < line.count))
            }
            if index == cursor.line {
                row = min(first + cursor.offset / new, rows.count - 1)
                column = cursor.offset % new
            }
        }
    }
}

/// A terminal's end of standard error.
final class ScreenOutput: Output {
    let screen: Mutex<Screen>

    init(columns: Int) { screen = Mutex(Screen(columns: columns)) }

    func write(_ bytes: [UInt8]) { screen.withLock { $0.feed(String(decoding: bytes, as: UTF8.self)) } }

    var lines: [String] { screen.withLock { $0.lines } }
    var size: Terminal.Size { screen.withLock { Terminal.Size(columns: $0.columns) } }
}

extension String {
    fileprivate var trimmedEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
