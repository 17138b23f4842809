extension Composer {
    /// An error at the current event.
    func error(_ code: YAMLError.Code, _ message: String) -> YAMLError { error(code, message, at: parser.position) }

    func error(_ code: YAMLError.Code, _ message: String, at position: EventParser.Position) -> YAMLError {
        let mark = Mark(file: file, line: position.line + 1, column: position.column + 1)
        return YAMLError(code: code, message: message, mark: mark, sourceLine: sourceLine(at: position))
    }

    func located(_ failure: EventParser.Failure) -> YAMLError {
        let code: YAMLError.Code = failure.isMemory ? .limit : failure.isText ? .invalidText : .syntax
        return error(code, failure.message, at: failure.position ?? position(ofByte: failure.offset))
    }

    private func position(ofByte offset: Int) -> EventParser.Position {
        var line = 0
        var lineStart = 0
        let end = min(max(offset, 0), bytes.count)
        for index in 0..<end where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        let head = String(decoding: UnsafeBufferPointer(rebasing: bytes[lineStart..<end]), as: UTF8.self)
        return EventParser.Position(line: line, column: head.unicodeScalars.count)
    }

    /// The line of text, unless it is too long to be of help.
    private func sourceLine(at position: EventParser.Position) -> String? {
        guard rules.quotesSource, position.column <= 200 else { return nil }
        var start = 0
        for _ in 0..<position.line {
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
}
