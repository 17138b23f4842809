import Value

/// What a dictionary finds a value by: values that JSON Schema calls equal have the same key.
///
/// Numbers are keyed by the nearest double, so values with the same key may still differ.
indirect enum SchemaKey: Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([SchemaKey])
    case object([String: SchemaKey])

    init(_ value: Value) {
        self =
            switch value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .integer, .float, .number: .number(SchemaNumber.double(value))
            case .string(let text): .string(text)
            case .array(let elements): .array(elements.map(SchemaKey.init))
            case .object(let members):
                .object(Dictionary(members.map { ($0.key, SchemaKey($0.value)) }) { first, _ in first })
            }
    }
}

/// The values of an `enum`.
struct SchemaChoices {
    let values: [Value]
    private let places: [SchemaKey: [Int]]

    init(_ values: [Value]) {
        self.values = values
        places = Dictionary(grouping: values.indices) { SchemaKey(values[$0]) }
    }

    func contains(_ value: Value) -> Bool {
        places[SchemaKey(value)]?.contains { SchemaNumber.areEqual(values[$0], value) } ?? false
    }
}
