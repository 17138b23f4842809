import Formats
public import Value

extension TemplateValue {
    /// What Go's `encoding/json` decodes this to, in an `interface{}`: numbers as `float64`.
    ///
    /// - Parameter integers: how integers arrive; Helm's values of a chart keep them as `int64`, JSON as `float64`.
    public init(_ value: Value, integers: Integers = .float64) {
        switch value {
        case .null: self = .nil
        case .bool(let value): self = .bool(value)
        case .integer(let value):
            switch integers {
            case .float64: self = .float64(Double(value))
            case .int64: self = .int64(value)
            case .number: self = .number(String(value))
            }
        case .float(let value): self = integers == .number ? .number("\(value)") : .float64(value)
        case .number(let literal): self = integers == .number ? .number(literal) : .float64(Double(literal) ?? 0)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .list(elements.map { TemplateValue($0, integers: integers) })
        case .object(let object): self = .map(TemplateMap(object, integers: integers))
        }
    }

    /// How integers of a `Value` become Go values.
    public enum Integers: Sendable {
        case float64, int64, number
    }
}

extension TemplateMap {
    /// A map of its own: later changes do not reach `object`.
    public convenience init(_ object: Object, integers: TemplateValue.Integers = .float64) {
        var entries: [String: TemplateValue] = [:]
        entries.reserveCapacity(object.count)
        for (key, value) in object { entries[key] = TemplateValue(value, integers: integers) }
        self.init(entries)
    }
}

extension Value {
    /// What JSON and YAML encoders see of a run-time value.
    ///
    /// - Throws: a `call` error for functions and for what nests deeper than 10 000 (a map that contains itself).
    public init(_ value: TemplateValue) throws(TemplateError) {
        self = try Value(value, depth: 0)
    }

    private init(_ value: TemplateValue, depth: Int) throws(TemplateError) {
        guard depth < 1_000 else { throw .call("json: unsupported value: encountered a cycle") }
        switch value {
        case .nil: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .integer(Int64(value))
        case .int64(let value): self = .integer(value)
        case .integer(let value):
            if value.kind.isUnsigned, value.bits < 0 {
                self = .number(String(UInt64(bitPattern: value.bits)))
            } else {
                self = .integer(value.bits)
            }
        case .float64(let value): self = .float(value)
        case .number(let literal):
            if let integer = Int64(literal) {
                self = .integer(integer)
            } else if literal.isEmpty {
                self = .integer(0)
            } else {
                self = .number(literal)
            }
        case .string(let text): self = .string(text)
        case .rawString(let bytes): self = .string(String(decoding: bytes, as: UTF8.self))
        case .bytes(let bytes): self = .string(Base64.encode(bytes))
        case .list(let elements): self = try Value(elements, depth: depth)
        case .typedList(let list): self = try Value(list.elements, depth: depth)
        case .map(let map):
            var object = Object()
            object.reserveCapacity(map.count)
            try map.forEach { (key, value) throws(TemplateError) in
                object[key] = try Value(value, depth: depth + 1)
            }
            self = .object(object)
        case .object(let host):
            if let encoded = host.encoded ?? host.underlying {
                self = try Value(encoded, depth: depth + 1)
            } else {
                var object = Object()
                for field in host.fields { object[field.name] = try Value(field.value, depth: depth + 1) }
                self = .object(object)
            }
        case .function(let function): throw .call("json: unsupported type: \(function.typeName)")
        }
    }

    private init(_ elements: [TemplateValue], depth: Int) throws(TemplateError) {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try Value(element, depth: depth + 1)) }
        self = .array(values)
    }
}
