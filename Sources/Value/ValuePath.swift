/// The place of a value within another: `spec.containers[0].image`, `metadata.labels['a/b']`.
public struct ValuePath: Sendable, Hashable {
    public enum Step: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    /// From the outside in; none for the whole value.
    public var steps: [Step]

    public init(_ steps: [Step] = []) { self.steps = steps }

    public func appending(key: String) -> ValuePath { ValuePath(steps + [.key(key)]) }
    public func appending(index: Int) -> ValuePath { ValuePath(steps + [.index(index)]) }

    /// Reads keys between dots, and in brackets either an index or a key in single or double quotes.
    ///
    /// A leading dot is allowed, and the empty text and `.` mean the whole value. In quotes a backslash keeps the next
    /// character as it is.
    public init(_ text: String) throws(ValuePathError) {
        var parser = Parser(text)
        steps = try parser.parse()
    }
}

/// Text that is not a path, and the character (from 1) where that shows.
public struct ValuePathError: Error, Sendable, Equatable, CustomStringConvertible {
    public let path: String
    public let column: Int
    public let message: String

    public var description: String { "path \"\(path)\", column \(column): \(message)" }
}

extension ValuePath: CustomStringConvertible {
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where !key.isEmpty && key.unicodeScalars.allSatisfy(Self.isPlain):
                text += text.isEmpty ? key : ".\(key)"
            case .key(let key):
                text += "['"
                for character in key.unicodeScalars {
                    if character == "'" || character == "\\" { text += "\\" }
                    text.unicodeScalars.append(character)
                }
                text += "']"
            }
        }
        return text
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "[", "]", "'", "\"", "\\", "/": false
        default: scalar.value > 0x20 && scalar.value != 0x7F
        }
    }
}

extension ValuePath {
    private struct Parser {
        private let text: String
        private let scalars: [Unicode.Scalar]
        private var index = 0

        init(_ text: String) {
            self.text = text
            scalars = Array(text.unicodeScalars)
        }

        mutating func parse() throws(ValuePathError) -> [Step] {
            if scalars == ["."] { return [] }
            var steps: [Step] = []
            while index < scalars.count {
                switch scalars[index] {
                case "[": steps.append(try parseBrackets())
                case ".":
                    index += 1
                    steps.append(.key(try parseKey()))
                default:
                    if !steps.isEmpty { throw error("'.' or '[' must come before the next key") }
                    steps.append(.key(try parseKey()))
                }
            }
            return steps
        }

        private mutating func parseKey() throws(ValuePathError) -> String {
            let start = index
            while index < scalars.count, scalars[index] != ".", scalars[index] != "[" { index += 1 }
            if index == start { throw error("a key is missing") }
            return string(scalars[start..<index])
        }

        private mutating func parseBrackets() throws(ValuePathError) -> Step {
            index += 1
            guard index < scalars.count else { throw error("']' is missing") }
            let step: Step
            if scalars[index] == "'" || scalars[index] == "\"" {
                step = .key(try parseQuoted(until: scalars[index]))
            } else {
                let start = index
                while index < scalars.count, scalars[index] != "]" { index += 1 }
                guard scalars[start..<index].allSatisfy({ ("0"..."9").contains($0) }),
                    let number = Int(string(scalars[start..<index]))
                else {
                    index = start
                    throw error("an index or a quoted key must stand in brackets")
                }
                step = .index(number)
            }
            guard index < scalars.count, scalars[index] == "]" else { throw error("']' is missing") }
            index += 1
            return step
        }

        private mutating func parseQuoted(until quote: Unicode.Scalar) throws(ValuePathError) -> String {
            index += 1
            var key: [Unicode.Scalar] = []
            while index < scalars.count {
                if scalars[index] == quote {
                    index += 1
                    return string(key[...])
                }
                if scalars[index] == "\\" && index + 1 < scalars.count { index += 1 }
                key.append(scalars[index])
                index += 1
            }
            throw error("the quote is not closed")
        }

        private func string(_ part: ArraySlice<Unicode.Scalar>) -> String {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: part)
            return String(text)
        }

        private func error(_ message: String) -> ValuePathError {
            ValuePathError(path: text, column: index + 1, message: message)
        }
    }
}

extension Value {
    /// The value at `path`, or nil where nothing is.
    ///
    /// Setting makes the objects on the way where they are missing or null. It has no effect where the way leads through
    /// any other kind of value or past the end of an array; an index equal to the count appends. Setting nil removes.
    public subscript(path: ValuePath) -> Value? {
        get {
            var value = self
            for step in path.steps {
                let next: Value? =
                    switch step {
                    case .key(let key): value[key]
                    case .index(let index): value[index]
                    }
                guard let next else { return nil }
                value = next
            }
            return value
        }
        set { set(newValue, at: path.steps[...]) }
    }

    private mutating func set(_ value: Value?, at steps: ArraySlice<ValuePath.Step>) {
        guard let step = steps.first else {
            self = value ?? .null
            return
        }
        switch (step, self) {
        case (.key(let key), .object(var members)):
            self = .null
            if steps.count == 1 {
                members[key] = value
            } else if value != nil || members[key] != nil {
                members[key, default: .null].set(value, at: steps.dropFirst())
            }
            self = .object(members)
        case (.key, .null):
            guard value != nil else { return }
            self = .object(Object())
            set(value, at: steps)
        case (.index(let index), .array(var elements)):
            self = .null
            if index < elements.count {
                if steps.count == 1, value == nil {
                    elements.remove(at: index)
                } else {
                    elements[index].set(value, at: steps.dropFirst())
                }
            } else if index == elements.count, value != nil {
                var element = Value.null
                element.set(value, at: steps.dropFirst())
                elements.append(element)
            }
            self = .array(elements)
        case (.index(0), .null):
            guard value != nil else { return }
            self = .array([])
            set(value, at: steps)
        default: break
        }
    }
}
