/// Reads a JSONPath template.
struct JSONPathParser {
    private var rest: Substring

    init(_ template: String) { rest = template[...] }

    mutating func parts(isInside: Bool) throws(JSONPathError) -> [JSONPath.Part] {
        var parts: [JSONPath.Part] = []
        while !rest.isEmpty {
            let text = rest.prefix { $0 != "{" }
            rest = rest.dropFirst(text.count)
            if !text.isEmpty { parts.append(.text(String(text))) }
            guard !rest.isEmpty else { break }
            rest.removeFirst()
            skipSpace()
            if take("end") {
                guard isInside else { throw JSONPathError("{end} without {range}") }
                try close()
                return parts
            }
            if rest.hasPrefix("range"), rest.dropFirst(5).first.map({ ".[ @$".contains($0) }) == true {
                rest = rest.dropFirst(5)
                let steps = try steps()
                try close()
                parts.append(.range(steps, try self.parts(isInside: true)))
                continue
            }
            if let quote = rest.first, quote == "\"" || quote == "'" {
                parts.append(.text(try quoted(quote)))
            } else {
                parts.append(.path(try steps()))
            }
            try close()
        }
        guard !isInside else { throw JSONPathError("{range} without {end}") }
        return parts
    }

    private mutating func steps() throws(JSONPathError) -> [JSONPath.Step] {
        var steps: [JSONPath.Step] = []
        skipSpace()
        if let first = rest.first, first == "$" || first == "@" { rest.removeFirst() }
        while let next = rest.first, next != "}", next != " " {
            if take("..") {
                steps.append(.descent)
                if let next = rest.first, next != "[", next != "}" { steps.append(try name()) }
            } else if take(".") {
                if rest.first != "[", rest.first != "}" { steps.append(try name()) }
            } else if take("[") {
                steps.append(try subscripted())
            } else {
                steps.append(try name())
            }
        }
        return steps
    }

    private mutating func name() throws(JSONPathError) -> JSONPath.Step {
        if take("*") { return .wildcard }
        var name = ""
        while let next = rest.first, !".[]{} ".contains(next) {
            rest.removeFirst()
            // A dot in a name is written with a backslash.
            if next == "\\", let escaped = rest.popFirst() { name.append(escaped) } else { name.append(next) }
        }
        guard !name.isEmpty else { throw JSONPathError("a field's name is missing before '\(rest.prefix(10))'") }
        return .field(name)
    }

    private mutating func subscripted() throws(JSONPathError) -> JSONPath.Step {
        if let quote = rest.first, quote == "\"" || quote == "'" {
            let name = try quoted(quote)
            guard take("]") else { throw JSONPathError("a bracket is not closed") }
            return .field(name)
        }
        guard let end = rest.firstIndex(of: "]") else { throw JSONPathError("a bracket is not closed") }
        let content = rest[..<end]
        rest = rest[rest.index(after: end)...]
        if content == "*" { return .wildcard }
        if let index = Int(content) { return .index(index) }
        let bounds = content.split(separator: ":", omittingEmptySubsequences: false)
        guard bounds.count == 2, bounds.allSatisfy({ $0.isEmpty || Int($0) != nil }) else {
            throw JSONPathError("[\(content)] is not understood: give a number, a slice such as 0:2, or *")
        }
        return .slice(Int(bounds[0]), Int(bounds[1]))
    }

    private mutating func quoted(_ quote: Character) throws(JSONPathError) -> String {
        rest.removeFirst()
        var text = ""
        while let next = rest.popFirst() {
            if next == quote { return text }
            guard next == "\\", let escaped = rest.popFirst() else {
                text.append(next)
                continue
            }
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            default: text.append(escaped)
            }
        }
        throw JSONPathError("a quoted text does not end")
    }

    private mutating func close() throws(JSONPathError) {
        skipSpace()
        guard take("}") else { throw JSONPathError("a brace is not closed before '\(rest.prefix(10))'") }
    }

    private mutating func skipSpace() { rest = rest.drop { $0 == " " } }

    private mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }
}
