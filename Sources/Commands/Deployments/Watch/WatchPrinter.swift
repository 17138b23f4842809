import Reports
import Value

/// Prints what is watched: all at first, then a line for each change, as `kubectl get --watch` does; on a terminal, all
/// anew.
struct WatchPrinter {
    private static let cleared = "\u{1B}[H\u{1B}[2J"

    private let context: CommandContext
    private let printer: ResultPrinter
    /// Of the tables of text; one that has none is rows alone.
    private let headings: [WatchedRow.Subject: [String]]
    /// Whether the whole text holds the tables, so that their headings are read by then.
    private let showsTables: Bool

    private var rows: [WatchedRow]?
    private var notes: [String] = []
    /// By subject; none until its headings have been printed.
    private var widths: [WatchedRow.Subject: [Int]] = [:]

    init(
        _ context: CommandContext, _ printer: ResultPrinter, headings: [WatchedRow.Subject: [String]],
        showsTables: Bool = true
    ) {
        self.context = context
        self.printer = printer
        self.headings = headings
        self.showsTables = showsTables
    }

    /// - Returns: false where nobody reads any more.
    mutating func print(_ view: WatchedView) -> Bool {
        let isText = printer.format == .text
        let changes = WatchedChange.between(rows ?? [], view.rows) { old, new in
            isText ? old.cells == new.cells : old.fields == new.fields
        }
        if !isText {
            for change in changes { printOne(change) }
        } else if context.terminal.isOutput {
            if rows == nil || !changes.isEmpty {
                context.standardOutput.write(Self.cleared + plainText(view.text))
            }
        } else if rows == nil {
            begin(view)
        } else if !changes.isEmpty {
            context.standardOutput.write(lines(changes))
        }
        if notes != view.notes { for line in view.notes { context.standardError.line(line) } }
        rows = view.rows
        notes = view.notes
        return !context.standardOutput.isClosed
    }

    /// One document for each change, the first look's rows among them.
    private func printOne(_ change: WatchedChange) {
        var fields: Object = ["change": .string(change.kind.rawValue)]
        for (key, value) in change.row.fields { fields[key] = value }
        printer.printOne(kind: change.row.subject.rawValue, fields)
    }

    private mutating func begin(_ view: WatchedView) {
        context.standardOutput.write(plainText(view.text))
        guard showsTables else { return }
        for (subject, headings) in headings {
            let cells = view.rows.filter { $0.subject == subject }.map(\.cells)
            // A table without rows is not printed.
            guard !cells.isEmpty else { continue }
            widths[subject] = Table(headings: headings, rows: cells).widths
        }
    }

    private mutating func lines(_ changes: [WatchedChange]) -> String {
        var text = ""
        for change in changes {
            let subject = change.row.subject
            let known = widths[subject]
            let table = Table(
                headings: known == nil ? headings[subject] ?? [] : [], rows: [change.cells], leastWidths: known ?? [])
            widths[subject] = table.widths
            text += table.rendered()
        }
        return text
    }
}
