import Expressions

extension TypedValue {
    /// Reads what the conformance cases call a value.
    init(_ field: TextProto) throws(CELCase.Unreadable) {
        guard let (kind, value) = field.fields.first.map({ ($0.name, $0.value) }) else {
            throw .unknown("has an empty value")
        }
        let text = value.string ?? ""
        switch kind {
        case "null_value": self = .null
        case "bool_value": self = .bool(text == "true")
        case "int64_value": self = .int(try Self.integer(text))
        case "uint64_value":
            guard let number = text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text) else {
                throw .unknown("has the number \(text)")
            }
            self = .uint(number)
        case "double_value":
            guard let number = Self.double(text) else { throw .unknown("has the number \(text)") }
            self = .double(number)
        case "string_value": self = .string(text)
        case "bytes_value":
            guard case .text(let bytes) = value else { throw .unknown("has bytes without quotes") }
            self = .bytes(bytes)
        case "list_value":
            var elements: [TypedValue] = []
            for element in value.all("values") { elements.append(try TypedValue(element)) }
            self = .list(elements)
        case "map_value":
            var entries: [Entry] = []
            for entry in value.all("entries") {
                guard let key = entry["key"], let value = entry["value"] else {
                    throw .unknown("has an entry without a key or a value")
                }
                entries.append(Entry(key: try TypedValue(key), value: try TypedValue(value)))
            }
            self = .map(entries)
        case "type_value": self = .type(text)
        case "object_value": self = try Self.object(value)
        case "enum_value": throw .needsMessages
        default: throw .unknown("has a value of \(kind)")
        }
    }

    private static func object(_ value: TextProto) throws(CELCase.Unreadable) -> TypedValue {
        let (seconds, nanoseconds): (Int64, Int)
        guard let field = value.fields.first else { throw .needsMessages }
        seconds = try integer(field.value["seconds"]?.string ?? "0")
        nanoseconds = Int(try integer(field.value["nanos"]?.string ?? "0"))
        switch field.name {
        case "type.googleapis.com/google.protobuf.Timestamp":
            return .timestamp(seconds: seconds, nanoseconds: nanoseconds)
        case "type.googleapis.com/google.protobuf.Duration":
            return .duration(seconds: seconds, nanoseconds: nanoseconds)
        default: throw .needsMessages
        }
    }

    private static func integer(_ text: String) throws(CELCase.Unreadable) -> Int64 {
        guard let number = text.hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : Int64(text) else {
            throw .unknown("has the number \(text)")
        }
        return number
    }

    private static func double(_ text: String) -> Double? {
        switch text.lowercased() {
        case "inf", "infinity": .infinity
        case "-inf", "-infinity": -.infinity
        case "nan": .nan
        default: Double(text)
        }
    }
}
