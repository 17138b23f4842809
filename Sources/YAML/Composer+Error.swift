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

    private func sourceLine(at position: EventParser.Position) -> String? {
        rules.quotesSource ? SourceLine.text(of: position.line + 1, column: position.column + 1, in: bytes) : nil
    }
}
