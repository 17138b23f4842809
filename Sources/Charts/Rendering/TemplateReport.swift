import GoTemplate

/// Turns a template's error into a report for people, and into Helm's words for comparison.
struct TemplateReport {
    private static let start = "HELM_ERR_START"
    private static let end = "HELM_ERR_END"

    private let error: TemplateError
    private let sources: [String: [UInt8]]

    init(_ error: TemplateError, sources: [String: [UInt8]]) {
        self.error = error
        self.sources = sources
    }

    /// Marks the text of `fail` and `required`, so that it can be found inside the chain of errors.
    static func marked(_ text: String) -> String { start + text + end }

    func syntaxError(in path: String) -> RenderError {
        let parts = error.message.components(separatedBy: ": ")
        let reason: String
        if parts.count == 1 {
            reason = "parse error in (\(path)): \(error.message)"
        } else {
            reason = "parse error at (\(parts[1])): \(parts[parts.count - 1])"
        }
        let place = Place(template: error.template ?? path, line: error.line, column: error.column)
        let message = parts.count > 2 ? parts[2...].joined(separator: ": ") : error.message
        return RenderError(
            code: .templateSyntax, reason: reason, details: "\(place.described): \(message)\(excerpt(place))",
            path: place.template, line: place.line, column: place.column.map { $0 + 1 }, underlying: error)
    }

    func executionError(in path: String) -> RenderError {
        let chain = Chain(error.message)
        let reason = chain.helmReason(in: path)
        // The innermost place is where the fault is; the rest is how rendering came there.
        guard let last = chain.links.last else {
            return RenderError(
                code: .templateFailed, reason: reason,
                details: chain.markedText.map { "\(path): \($0)" }, path: path, underlying: error)
        }
        var details = "\(last.place.described): \(chain.markedText ?? last.message)"
        details += excerpt(last.place)
        if let hint = NilPath.hint(message: last.message, expression: last.expression) { details += "\n\(hint)" }
        for link in chain.links.dropLast().reversed() {
            details += "\n  from \(link.place.described) in \(link.function.debugDescription) at <\(link.expression)>"
        }
        return RenderError(
            code: .templateFailed, reason: reason, details: details, path: last.place.template,
            line: last.place.line, column: last.place.column.map { $0 + 1 }, underlying: error)
    }

    /// The line of the source with a caret below the column.
    private func excerpt(_ place: Place) -> String {
        guard let line = place.line, let source = sources[place.template] else { return "" }
        let lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return "" }
        let text = String(decoding: lines[line - 1], as: UTF8.self)
        let shown = String(text.unicodeScalars.filter { $0 == "\t" || $0.value >= 0x20 }.map(Character.init))
        guard let column = place.column else { return "\n    \(shown)" }
        let before = String(decoding: lines[line - 1].prefix(column), as: UTF8.self)
        let pad = String(before.map { $0 == "\t" ? "\t" : " " })
        return "\n    \(shown)\n    \(pad)^"
    }

    /// A place in a template; the column counts bytes from 0, as Go does.
    struct Place {
        var template: String
        var line: Int?
        var column: Int?

        /// From `name:line:column`.
        init(_ text: Substring) {
            var parts = text.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count > 2, let column = Int(parts[parts.count - 1]), let line = Int(parts[parts.count - 2]) {
                self.column = column
                self.line = line
                parts.removeLast(2)
            } else if parts.count > 1, let line = Int(parts[parts.count - 1]) {
                self.line = line
                parts.removeLast()
            }
            template = parts.joined(separator: ":")
        }

        init(template: String, line: Int?, column: Int?) {
            self.template = template
            self.line = line
            self.column = column
        }

        var described: String {
            template + (line.map { ":\($0)" } ?? "") + (column.map { ":\($0 + 1)" } ?? "")
        }
    }

    /// The places that a Go error names, outermost first.
    struct Chain {
        struct Link {
            var location: String
            var place: Place
            var function: String
            var expression: String
            /// What went wrong there; for all but the last, `error calling include: `.
            var message: String
        }

        private let text: String
        private(set) var links: [Link] = []
        /// The text of `fail` or `required`.
        let markedText: String?

        init(_ text: String) {
            self.text = text
            if let start = text.firstRange(of: TemplateReport.start),
                let end = text[start.upperBound...].ranges(of: TemplateReport.end).last
            {
                markedText = String(text[start.upperBound..<end.lowerBound])
            } else {
                markedText = nil
            }
            var rest = text[...]
            while let link = Self.link(&rest) { links.append(link) }
            // What names no place, such as a template that does not exist, belongs to the last one.
            if !links.isEmpty { links[links.count - 1].message += rest }
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
                location: String(location), place: Place(location), function: String(function[..<at.lowerBound]),
                expression: String(expression[..<close.lowerBound]),
                message: String(message[..<(inner?.lowerBound ?? message.endIndex)]))
        }

        /// Helm's own wording of the error (`reformatExecErrorMsg` of its engine).
        func helmReason(in path: String) -> String {
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
                lines.append(
                    "\(link.location)\n  executing \"\(link.function)\" at <\(link.expression)>:\n    \(message)")
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
    }
}

/// Says which part of an expression was nil.
enum NilPath {
    static func hint(message: String, expression: String) -> String? {
        guard let range = message.firstRange(of: "nil pointer evaluating interface {}.") else { return nil }
        let field = "." + message[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        for word in expression.split(separator: " ") {
            guard let found = word.firstRange(of: field), found.lowerBound > word.startIndex else { continue }
            let owner = word[..<found.lowerBound].drop { $0 == "(" }
            return "\(owner) is not set, so it has no \(field.dropFirst())"
        }
        return nil
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
