import GoTemplate

/// The line of a template that an error is about, with a caret below the column.
struct SourceExcerpt {
    /// Begins with a line break; control characters but tabs are left out.
    let text: String

    /// Characters shown of a long line.
    private static let width = 160

    init(_ frame: TemplateFrame) {
        let bytes = Array(frame.text.utf8)
        var before = Self.shown(bytes.prefix(frame.column))
        var after = Self.shown(bytes.dropFirst(frame.column))
        if before.count + after.count > Self.width {
            if before.count > Self.width / 2 { before = "…" + before.suffix(Self.width / 2) }
            if before.count + after.count > Self.width { after = after.prefix(Self.width - before.count) + "…" }
        }
        let pad = String(before.map { $0 == "\t" ? "\t" : " " })
        text = "\n    \(before)\(after)\n    \(pad)^"
    }

    private static func shown(_ bytes: some Sequence<UInt8>) -> String {
        let scalars = String(decoding: Array(bytes), as: UTF8.self).unicodeScalars
        return String(scalars.filter { $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F) }.map(Character.init))
    }
}
