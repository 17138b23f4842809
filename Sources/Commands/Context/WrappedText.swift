/// Text in lines of at most a number of columns, broken at spaces.
enum WrappedText {
    /// A word that is longer keeps a line of its own, whole, so that it can be copied.
    ///
    /// - Parameters:
    ///   - width: of every line, with what stands before it.
    ///   - indent: how many columns stand before all lines but the first.
    static func lines(_ text: String, width: Int, indent: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            let before = lines.count == 1 ? 0 : indent
            if let last = lines.last, before + last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// With as many spaces as `indent` says before all lines but the first.
    static func hanging(_ text: String, width: Int, indent: Int) -> String {
        lines(text, width: width, indent: indent).joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
