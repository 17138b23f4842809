import Preflight
import Reports

/// Accelerators in columns, a line for each kind; in 80 columns with up to 99999 of each.
struct AcceleratorTable: Sendable {
    static let headings = ["ACCELERATOR", "USE", "FREE", "USED", "UNUSABLE", "NODES"]
    private static let nameWidth = 26
    private static let lineWidth = 80

    let glyphs: AcceleratorBar.Glyphs

    /// Below each kind why some cannot be used, and below all what was not seen.
    func text(_ overview: AcceleratorOverview) -> String {
        let gaps = overview.unseen.map { Self.line("not seen: \(Self.words($0))", indent: 0) }.joined()
        guard !overview.kinds.isEmpty else { return overview.unseen.isEmpty ? "no accelerators\n" : gaps }
        let lines = Table(headings: Self.headings, rows: overview.kinds.map(row)).rendered()
            .split(separator: "\n").map { "\($0)\n" }
        var text = lines.first ?? ""
        for (kind, line) in zip(overview.kinds, lines.dropFirst()) {
            text += line
            guard !kind.reasons.isEmpty else { continue }
            text += Self.line("unusable: \(kind.reasons.map(\.text).joined(separator: ", "))", indent: 2)
        }
        return text + "(\(glyphs.legend))\n" + gaps
    }

    func row(_ kind: AcceleratorOverview.Kind) -> [String] {
        [
            Self.shortened(kind.name), AcceleratorBar(glyphs: glyphs).text(kind), Self.count(kind.free),
            Self.count(kind.used), String(kind.unusable), String(kind.nodes),
        ]
    }

    private static func count(_ count: Int64?) -> String { count.map(String.init) ?? "?" }

    /// Without its middle where it is too long: kinds differ in their ends.
    static func shortened(_ name: String) -> String {
        guard name.count > nameWidth else { return name }
        let end = nameWidth / 2
        return name.prefix(nameWidth - end - 2) + ".." + name.suffix(end)
    }

    private static func words(_ gap: AcceleratorOverview.Gap) -> String {
        guard gap.reason.code == .forbidden, let verb = gap.reason.verb, let resource = gap.reason.resource else {
            return "\(gap.what): \(gap.reason.message)"
        }
        return "\(gap.what): the caller may not \(verb) \(resource)"
    }

    private static func line(_ text: String, indent: Int) -> String {
        let text = TextWrap.hanging(plainLine(text), width: lineWidth - indent, indent: indent + 2)
        return String(repeating: " ", count: indent) + text + "\n"
    }
}
