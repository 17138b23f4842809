import Value

/// RFC 6902.
enum JSONPatch {
    static func apply(_ patch: Value, to document: Value) throws -> Value {
        guard let operations = patch.array else {
            throw StatusError.badRequest(
                "error decoding patch: json: cannot unmarshal \(patch.typeName) into Go value of type jsonpatch.Patch")
        }
        return try operations.reduce(document) { try apply($1, operation: $0) }
    }

    private static func apply(_ step: Value, operation document: Value) throws -> Value {
        let path = try pointer(step, "path")
        switch step["op"]?.string {
        case "add": return try adding(step["value"] ?? .null, to: document, at: path[...])
        case "remove": return try removing(from: document, at: path[...])
        case "replace":
            guard value(in: document, at: path) != nil else { throw failed() }
            return try replacing(step["value"] ?? .null, in: document, at: path[...])
        case "copy", "move":
            let from = try pointer(step, "from")
            guard let moved = value(in: document, at: from) else { throw failed() }
            let base = step["op"]?.string == "move" ? try removing(from: document, at: from[...]) : document
            return try adding(moved, to: base, at: path[...])
        case "test":
            guard value(in: document, at: path) ?? .null == step["value"] ?? .null else {
                throw failed()
            }
            return document
        default: throw StatusError.badRequest("Unexpected kind: \(step["op"]?.string ?? "unknown")")
        }
    }

    private static func pointer(_ step: Value, _ key: String) throws -> [String] {
        guard let text = step[key]?.string else { throw StatusError.badRequest("missing or unparsable \(key)") }
        return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            replaced(replaced(String($0), "~1", "/"), "~0", "~")
        }
    }

    private static func replaced(_ text: String, _ old: String, _ new: String) -> String {
        var rest = text[...]
        var result = ""
        while let range = rest.range(ofText: old) {
            result += rest[..<range.lowerBound] + new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    private static func value(in document: Value, at path: [String]) -> Value? {
        path.reduce(Optional(document)) { found, key in
            guard let found else { return nil }
            if found.array != nil { return Int(key).flatMap { found[$0] } }
            return found[key]
        }
    }

    private static func adding(_ new: Value, to document: Value, at path: ArraySlice<String>) throws -> Value {
        guard let key = path.first else { return new }
        guard path.count == 1 else {
            return try descending(document, key) { try adding(new, to: $0, at: path.dropFirst()) }
        }
        switch document {
        case .object(var members):
            members[key] = new
            return .object(members)
        case .array(var elements):
            if key == "-" {
                elements.append(new)
            } else {
                guard let index = Int(key), (0...elements.count).contains(index) else { throw failed() }
                elements.insert(new, at: index)
            }
            return .array(elements)
        default: throw failed()
        }
    }

    private static func replacing(_ new: Value, in document: Value, at path: ArraySlice<String>) throws -> Value {
        guard let key = path.first else { return new }
        return try descending(document, key) { try replacing(new, in: $0, at: path.dropFirst()) }
    }

    private static func removing(from document: Value, at path: ArraySlice<String>) throws -> Value {
        guard let key = path.first else { return .null }
        guard path.count == 1 else {
            return try descending(document, key) { try removing(from: $0, at: path.dropFirst()) }
        }
        switch document {
        case .object(var members) where members[key] != nil:
            members[key] = nil
            return .object(members)
        case .array(var elements):
            guard let index = Int(key), elements.indices.contains(index) else { throw failed() }
            elements.remove(at: index)
            return .array(elements)
        default: throw failed()
        }
    }

    private static func descending(_ document: Value, _ key: String, _ change: (Value) throws -> Value) throws -> Value
    {
        switch document {
        case .object(var members):
            guard let member = members[key] else { throw failed() }
            members[key] = try change(member)
            return .object(members)
        case .array(var elements):
            guard let index = Int(key), elements.indices.contains(index) else { throw failed() }
            elements[index] = try change(elements[index])
            return .array(elements)
        default: throw failed()
        }
    }

    /// The server does not say which operation failed.
    private static func failed() -> StatusError {
        StatusError(
            code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
            details: [:])
    }
}
