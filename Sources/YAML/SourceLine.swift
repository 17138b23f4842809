/// Lines of YAML text, as error messages quote them.
enum SourceLine {
    /// The line of that number, counted from 1, made safe for a terminal.
    ///
    /// - Returns: nil when there is no such line, and when its place of interest lies too far right to be of help.
    static func text(of number: Int, column: Int, in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard column <= 201 else { return nil }
        var start = 0
        for _ in 1..<max(number, 1) {
            guard let end = bytes[start...].firstIndex(of: 0x0A) else { return nil }
            start = end + 1
        }
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        let line = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        var text = String.UnicodeScalarView()
        for scalar in line.unicodeScalars.prefix(240) where scalar != "\r" && scalar != "\u{FEFF}" {
            // Control characters would reach a terminal.
            text.append(scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
        }
        return text.isEmpty ? nil : String(text)
    }

    /// The line, and a caret below its column.
    static func excerpt(_ line: String, column: Int) -> String {
        let indent = line.unicodeScalars.prefix(max(column - 1, 0)).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(line)\n\(indent)^"
    }
}
