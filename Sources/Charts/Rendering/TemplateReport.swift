import GoTemplate

/// Turns a template's error into a report for people: where, the line with a caret, the value that was not there, and
/// the way through includes.
struct TemplateReport {
    private let error: TemplateError
    /// The values that the templates saw, to say which of them an error is about.
    private let values: TemplateMap

    init(_ error: TemplateError, values: TemplateMap) {
        self.error = error
        self.values = values
    }

    func syntaxError(in path: String) -> RenderError {
        let reason = HelmWording(error.message).syntaxReason(in: path)
        guard let frame = error.frames.first else {
            return RenderError(code: .templateSyntax, reason: reason, path: path, underlying: error)
        }
        return RenderError(
            code: .templateSyntax, reason: reason,
            details: "\(place(frame)): \(described(frame.message))\(SourceExcerpt(frame).text)",
            path: frame.source, line: frame.line, column: frame.column + 1, underlying: error)
    }

    func executionError(in path: String) -> RenderError {
        let wording = HelmWording(error.message)
        let reason = wording.executionReason()
        // The innermost place is where the fault is; the rest is how rendering came there.
        guard let first = error.frames.first else {
            return RenderError(
                code: .templateFailed, reason: reason, details: "\(path): \(wording.markedText ?? error.message)",
                path: path, underlying: error)
        }
        var lines = ["\(place(first)): \(wording.markedText ?? described(first.message))\(SourceExcerpt(first).text)"]
        let fault = ValueFault(error, in: values)
        if let fault { lines.append(fault.description) }
        lines += way(of: error.frames.dropFirst(), to: path)
        return RenderError(
            code: .templateFailed, reason: reason, details: lines.joined(separator: "\n"), hint: fault?.hint,
            path: first.source, line: first.line, column: first.column + 1, underlying: error)
    }

    private func way(of frames: ArraySlice<TemplateFrame>, to path: String) -> [String] {
        var lines = frames.map { frame in
            let times = frame.count > 1 ? ", \(frame.count) times" : ""
            return "  from \(place(frame)) in \(frame.template.debugDescription) at <\(frame.expression)>\(times)"
        }
        if lines.count > Self.shownFrames {
            let half = Self.shownFrames / 2
            lines.replaceSubrange(half..<(lines.count - half), with: ["  …"])
        }
        return lines
    }

    /// Lines that tell the way through includes.
    private static let shownFrames = 16

    private func place(_ frame: TemplateFrame) -> String {
        "\(frame.source == "gotpl" ? "text of tpl" : frame.source):\(frame.line):\(frame.column + 1)"
    }

    /// Go's words, and where those say too little, ours after them.
    private func described(_ message: String) -> String {
        switch message {
        case "unexpected EOF": "unexpected EOF: what begins here has no {{ end }}"
        case _ where message.hasPrefix("unclosed action started at"): "\(message): it has no }}"
        default: message
        }
    }
}
