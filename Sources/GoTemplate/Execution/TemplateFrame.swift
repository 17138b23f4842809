/// A place that an error passed on its way out: what was evaluated there, and what that made of it.
public struct TemplateFrame: Sendable, Equatable {
    /// The name of the text: a template's file, or what a function that parses texts calls its own.
    public var source: String
    /// One-based.
    public var line: Int
    /// Bytes from 0.
    public var column: Int
    /// The line of the text that `line` counts.
    public var text: String
    /// The template that ran; empty where a text did not parse.
    public var template: String
    /// What was evaluated, printed back as template text; empty where a text did not parse.
    public var expression: String
    /// Go's words for what happened here, without those for what happened further in.
    public var message: String
    /// How often the error passed this place in a row.
    public var count = 1
}

/// The step of a path such as `.Values.a.b` whose value an error is about.
public struct TemplateLookup: Sendable, Equatable {
    /// The identity of the map in which the step was looked up, which lives as long as the data executed on.
    public var owner: ObjectIdentifier
    public var key: String
    /// The path up to this step, as the template writes it.
    public var path: String
    /// The step after this one, which there was nothing to take from.
    public var next: String?
    /// nil where the map has no such key; `invalid` for Go's nil.
    public var kind: GoKind?
}

extension TemplateError {
    /// Frames kept of a long way: the innermost and the outermost.
    static let maximumFrames = 64

    /// This error, having passed one place more.
    func passed(_ frame: TemplateFrame) -> TemplateError {
        var error = self
        if let last = error.frames.last, last.isSamePlace(as: frame) {
            error.frames[error.frames.count - 1].count += 1
            return error
        }
        error.frames.append(frame)
        if error.frames.count > Self.maximumFrames { error.frames.remove(at: Self.maximumFrames / 2) }
        return error
    }
}

extension TemplateFrame {
    fileprivate func isSamePlace(as other: TemplateFrame) -> Bool {
        line == other.line && column == other.column && source == other.source && template == other.template
            && message == other.message
    }
}

extension TemplateSource {
    /// The frame of a position in this text.
    func frame(at position: Int, template: String = "", expression: String = "", _ message: String) -> TemplateFrame {
        let (line, column) = location(of: position)
        let start = position - column
        let end = text[min(start, text.count)...].firstIndex(of: 0x0A) ?? text.count
        return TemplateFrame(
            source: name, line: line, column: column, text: String(decoding: text[start..<end], as: UTF8.self),
            template: template, expression: expression, message: message)
    }
}
