/// Helm's own wording of a template's error, after `reformatExecErrorMsg` and `parseTemplateSimpleErrorString` of its
/// engine: those who know Helm's words find them again, and tests compare with them.
struct HelmWording {
    private let text: String
    /// The text of `fail` or `required`.
    let markedText: String?

    /// - Parameter text: the whole chain as Go's text/template prints it.
    init(_ text: String) {
        self.text = text
        markedText = Mark.text(in: text)
    }

    /// The marks that Helm puts around the text of `fail` and `required`, to find it inside the chain of errors.
    enum Mark {
        private static let start = "HELM_ERR_START"
        private static let end = "HELM_ERR_END"

        static func around(_ text: String) -> String { start + text + end }

        static func text(in chain: String) -> String? {
            guard let start = chain.firstRange(of: start),
                let end = chain[start.upperBound...].ranges(of: end).last
            else { return nil }
            return String(chain[start.upperBound..<end.lowerBound])
        }
    }

    /// How Helm words an error of parsing the template at `path`.
    func syntaxReason(in path: String) -> String {
        let parts = text.components(separatedBy: ": ")
        if parts.count == 1 { return "parse error in (\(path)): \(text)" }
        return "parse error at (\(parts[1])): \(parts[parts.count - 1])"
    }

    /// How Helm words an error of executing it.
    func executionReason() -> String {
        let tokens = text.components(separatedBy: ": ")
        guard tokens.count >= 3, text.hasPrefix("template: ") else { return text }
        if let markedText { return "execution error at (\(tokens[1])): \(markedText)" }
        var lines: [String] = []
        var rest = text[...]
        while true {
            guard rest.hasPrefix("template: ") else { return text }
            let body = rest.dropFirst("template: ".count)
            if body.hasPrefix("no template ") {
                lines.append(String(rest))
                break
            }
            var next = rest
            guard let link = Self.link(&next) else {
                guard let colon = body.ranges(of: ": ").last else { return text }
                lines.append("\(body[..<colon.lowerBound])\n  \(body[colon.upperBound...])")
                break
            }
            let message = link.message.hasSuffix(" ") ? String(link.message.dropLast()) : link.message
            lines.append("\(link.location)\n  executing \"\(link.function)\" at <\(link.expression)>:\n    \(message)")
            // A function's own error ends the chain, and Helm then prints the whole of it.
            if link.message.hasPrefix("error calling ") {
                guard link.message.hasSuffix(": "), link.message.components(separatedBy: ": ").count == 2 else {
                    return text
                }
                rest = next
                continue
            }
            break
        }
        return lines.joined(separator: "\n").trimmingSpace()
    }

    private struct Link {
        var location: String
        var function: String
        var expression: String
        /// What went wrong there; for all but the last, `error calling include: `.
        var message: String
    }

    /// Reads `template: PLACE: executing "F" at <E>: MESSAGE` off the front, leaving the error inside it.
    private static func link(_ rest: inout Substring) -> Link? {
        guard rest.hasPrefix("template: ") else { return nil }
        let after = rest.dropFirst("template: ".count)
        guard let executing = after.firstRange(of: ": executing \"") else { return nil }
        let location = after[..<executing.lowerBound]
        let function = after[executing.upperBound...]
        guard let at = function.firstRange(of: "\" at <") else { return nil }
        let expression = function[at.upperBound...]
        guard let close = expression.firstRange(of: ">: ") else { return nil }
        let message = expression[close.upperBound...]
        let inner = message.firstRange(of: "template: ")
        rest = inner.map { message[$0.lowerBound...] } ?? ""
        return Link(
            location: String(location), function: String(function[..<at.lowerBound]),
            expression: String(expression[..<close.lowerBound]),
            message: String(message[..<(inner?.lowerBound ?? message.endIndex)]))
    }
}

extension String {
    func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        parts.append(String(rest))
        return parts
    }
}
