import Formats
import Value
import Versions

extension Datum {
    init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .int(value)
        case .float(let value): self = .double(value)
        case .number(let text):
            if let whole = UInt64(text) {
                self = .uint(whole)
            } else {
                self = Double(text).map { .double($0) } ?? .string(text)
            }
        case .string(let value): self = .string(value)
        case .array(let elements): self = .list(.json(elements))
        case .object(let members): self = .map(.json(members))
        }
    }

    /// JSON's nearest, after the mapping that cel-spec gives for conversions to JSON.
    func value() throws(Fault) -> Value {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .integer(value)
        case .uint(let value): return Int64(exactly: value).map { .integer($0) } ?? .number(String(value))
        case .double(let value): return .float(value)
        case .string(let value): return .string(value)
        case .bytes(let value): return .string(Base64.encode(value))
        case .list(.json(let values)): return .array(values)
        case .list(.made(let data, _)):
            var values: [Value] = []
            values.reserveCapacity(data.count)
            for datum in data { values.append(try datum.value()) }
            return .array(values)
        case .map(.json(let object)): return .object(object)
        case .map(.made(let entries)):
            var object = Object()
            for (key, value) in zip(entries.keys, entries.values) { object[try key.text()] = try value.value() }
            return .object(object)
        case .optional(let wrapped): return try wrapped?.value() ?? .null
        case .type, .timestamp, .duration, .quantity, .version, .url, .format, .ip, .cidr: return .string(try text())
        }
    }

    /// What `string()` makes of it, and more kinds besides: types, quantities, versions, addresses, names of formats.
    func text() throws(Fault) -> String {
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .uint(let value): return String(value)
        case .double(let value): return FloatText.general(value)
        case .string(let value): return value
        case .bytes(let value):
            guard let text = String(validating: value, as: UTF8.self) else {
                throw Fault(.invalidArgument, "the bytes are not valid UTF-8")
            }
            return text
        case .type(let type): return type.rawValue
        case .timestamp(let value): return value.description
        case .duration(let value): return value.description
        case .quantity(let value): return value.description
        case .version(let value): return value.description
        case .url(let value): return value.text
        case .format(let value): return value.rawValue
        case .ip(let value): return value.description
        case .cidr(let value): return value.description
        case .list, .map, .optional: throw Fault(.noSuchOverload, "a \(kind) has no text")
        }
    }
}
