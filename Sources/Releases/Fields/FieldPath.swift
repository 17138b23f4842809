import Value

/// A field as servers name it in their answers to a server-side apply, such as
/// `.spec.template.spec.containers[name="web"].image`.
///
/// Keys may hold dots, and an element of a list is named by its keys, so that only together with an object does the
/// text say where the field is (`PathElement.String` of structured-merge-diff).
struct FieldPath: Sendable, Hashable, CustomStringConvertible {
    let text: String

    var description: String { text }

    /// Where the field is in an object that has it; nil where the object has not.
    func location(in object: Value) -> ValuePath? {
        Self.steps(text[...], in: object).map { ValuePath($0) }
    }

    private static func steps(_ text: Substring, in value: Value) -> [ValuePath.Step]? {
        switch text.first {
        case nil: return []
        case ".": return members(text.dropFirst(), of: value)
        case "[":
            guard let elements = value.array, let bracket = Bracket(text),
                let index = bracket.index(in: elements), let rest = steps(bracket.rest, in: elements[index])
            else { return nil }
            return [.index(index)] + rest
        default: return nil
        }
    }

    /// The longest key that leads to the end wins: `.a.b` is the member `a.b` where there is one.
    private static func members(_ text: Substring, of value: Value) -> [ValuePath.Step]? {
        let keys = (value.object?.keys ?? []).filter { !$0.isEmpty && text.hasPrefix($0) }
        for key in keys.sorted(by: { $0.utf8.count > $1.utf8.count }) {
            let rest = text.dropFirst(key.count)
            guard rest.first == nil || rest.first == "." || rest.first == "[" else { continue }
            if let member = value[key], let steps = steps(rest, in: member) { return [.key(key)] + steps }
        }
        return nil
    }
}

extension ValuePath {
    /// Whether this is the other's place, or one above it.
    func covers(_ other: ValuePath) -> Bool { other.steps.starts(with: steps) }

    /// In an order in which elements of one list follow each other.
    func isBefore(_ other: ValuePath) -> Bool {
        for (step, next) in zip(steps, other.steps) where step != next { return step.isBefore(next) }
        return steps.count < other.steps.count
    }
}

extension ValuePath.Step {
    func isBefore(_ other: ValuePath.Step) -> Bool {
        switch (self, other) {
        case (.index(let left), .index(let right)): left < right
        case (.key(let left), .key(let right)): left < right
        case (.index, .key): true
        case (.key, .index): false
        }
    }
}

/// What names an element of a list: `[0]`, `[="a"]`, or `[port=80,protocol="TCP"]`.
private struct Bracket {
    private enum Element {
        case index(Int)
        case value(Value)
        case keys([(String, Value)])
    }

    private let element: Element
    /// What follows it.
    let rest: Substring

    init?(_ text: Substring) {
        guard let (parts, rest) = Self.split(text.dropFirst()), let first = parts.first else { return nil }
        self.rest = rest
        if parts.count == 1, let index = Int(first) {
            element = .index(index)
            return
        }
        var keys: [(String, Value)] = []
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // Go's quoting is JSON's but for characters that no key has; what is neither names nothing.
            guard pair.count == 2, let value = try? Value(jsonText: String(pair[1])) else { return nil }
            keys.append((String(pair[0]), value))
        }
        if keys.count == 1, keys[0].0.isEmpty { element = .value(keys[0].1) } else { element = .keys(keys) }
    }

    /// The parts between commas up to the closing bracket, and what follows; neither counts within quotes.
    private static func split(_ text: Substring) -> ([Substring], Substring)? {
        var parts: [Substring] = []
        var start = text.startIndex
        var index = text.startIndex
        var isQuoted = false
        while index < text.endIndex {
            switch text[index] {
            case "\\" where isQuoted:
                index = text.index(after: index)
                guard index < text.endIndex else { return nil }
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                parts.append(text[start..<index])
                start = text.index(after: index)
            case "]" where !isQuoted:
                return (parts + [text[start..<index]], text[text.index(after: index)...])
            default: break
            }
            index = text.index(after: index)
        }
        return nil
    }

    /// A key that an element leaves out is one that the server has set, such as a port's protocol.
    func index(in elements: [Value]) -> Int? {
        switch element {
        case .index(let index): elements.indices.contains(index) ? index : nil
        case .value(let value): elements.firstIndex(of: value)
        case .keys(let keys):
            elements.firstIndex { element in
                keys.contains { element[$0.0] == $0.1 } && keys.allSatisfy { element[$0.0] ?? $0.1 == $0.1 }
            }
        }
    }
}
