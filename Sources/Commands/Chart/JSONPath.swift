import Value

/// kubectl's JSONPath templates, as far as values need them: text, fields, indexes, slices, wildcards, descent, ranges.
struct JSONPath {
    indirect enum Part {
        case text(String)
        case path([Step])
        case range([Step], [Part])
    }

    enum Step {
        case field(String)
        case index(Int)
        case slice(Int?, Int?)
        case wildcard
        case descent
    }

    private let parts: [Part]

    init(_ template: String) throws(JSONPathError) {
        var parser = JSONPathParser(template)
        parts = try parser.parts(isInside: false)
    }

    /// What the template gives of the value; a path that leads nowhere is an error.
    func text(_ value: Value) throws(JSONPathError) -> String { try Self.text(parts, value, value) }

    private static func text(_ parts: [Part], _ value: Value, _ root: Value) throws(JSONPathError) -> String {
        var output = ""
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .path(let steps):
                output += try find(steps, value).map(printed).joined(separator: " ")
            case .range(let steps, let body):
                for element in try find(steps, value) { output += try text(body, element, root) }
            }
        }
        return output
    }

    private static func find(_ steps: [Step], _ value: Value) throws(JSONPathError) -> [Value] {
        var found = [value]
        var descends = false
        for step in steps {
            if case .descent = step {
                descends = true
                continue
            }
            var next: [Value] = []
            for value in found {
                if descends {
                    // Most of what lies below cannot hold what is sought; that is not a mistake of the path.
                    for value in all(value) { next += (try? matches(step, value)) ?? [] }
                } else {
                    next += try matches(step, value)
                }
            }
            descends = false
            found = next
        }
        return descends ? found.flatMap(all) : found
    }

    private static func matches(_ step: Step, _ value: Value) throws(JSONPathError) -> [Value] {
        switch (step, value) {
        case (.field(let name), .object(let members)):
            guard let member = members[name] else { throw JSONPathError("\(name) is not found") }
            return [member]
        case (.field(let name), _): throw JSONPathError("\(name) is not found: \(value.typeName) has no fields")
        case (.index(let index), .array(let elements)):
            let place = index < 0 ? elements.count + index : index
            guard elements.indices.contains(place) else {
                throw JSONPathError("array index out of bounds: index \(index), length \(elements.count)")
            }
            return [elements[place]]
        case (.slice(let start, let end), .array(let elements)):
            func place(_ index: Int) -> Int { min(max(index < 0 ? elements.count + index : index, 0), elements.count) }
            let range = (place(start ?? 0), place(end ?? elements.count))
            return range.0 < range.1 ? Array(elements[range.0..<range.1]) : []
        case (.index, _), (.slice, _): throw JSONPathError("\(value.typeName) is not an array or slice")
        case (.wildcard, .array(let elements)): return elements
        case (.wildcard, .object(let members)): return members.map(\.value)
        case (.wildcard, _), (.descent, _): return []
        }
    }

    /// The value and everything in it.
    private static func all(_ value: Value) -> [Value] {
        switch value {
        case .array(let elements): [value] + elements.flatMap(all)
        case .object(let members): [value] + members.flatMap { all($0.value) }
        default: [value]
        }
    }

    private static func printed(_ value: Value) -> String {
        switch value {
        case .null: ""
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .float(let float): FloatText.general(float)
        case .number(let text), .string(let text): text
        case .array, .object: String(decoding: value.jsonBytes(.go()), as: UTF8.self)
        }
    }
}

struct JSONPathError: Error, CustomStringConvertible {
    let description: String
    init(_ message: String) { description = "--jsonpath: \(message)" }
}
