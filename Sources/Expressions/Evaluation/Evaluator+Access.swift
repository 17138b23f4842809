extension Evaluator {
    func select(_ field: String, of operand: Datum, isOptional: Bool) throws(Fault) -> Datum {
        switch operand {
        case .map(let map):
            if let value = map[.string(field)] { return isOptional ? .optional(value) : value }
            if isOptional { return .optional(nil) }
            throw Fault(.noSuchKey, "no such key: \(field)")
        case .optional(let wrapped):
            // A field of an optional is an optional.
            guard let wrapped else { return .optional(nil) }
            return try select(field, of: wrapped, isOptional: true)
        default:
            throw Fault(.noSuchOverload, "a \(operand.kind) has no field \"\(field)\"")
        }
    }

    func has(_ field: String, in operand: Datum) throws(Fault) -> Bool {
        switch operand {
        case .map(let map): return map[.string(field)] != nil
        case .optional(let wrapped):
            guard let wrapped else { return false }
            return try has(field, in: wrapped)
        default: throw Fault(.noSuchOverload, "a \(operand.kind) has no field \"\(field)\"")
        }
    }

    func element(_ index: Datum, of operand: Datum, isOptional: Bool) throws(Fault) -> Datum {
        switch operand {
        case .list(let list):
            let place: Int64?
            switch MapKey(index) {
            case .int(let value): place = value
            case .uint: place = Int64.max
            default: throw Fault(.noSuchOverload, "a \(index.kind) cannot be the index of a list")
            }
            if let place, place >= 0, place < list.count {
                let value = list[Int(place)]
                return isOptional ? .optional(value) : value
            }
            if isOptional { return .optional(nil) }
            throw Fault(.indexOutOfRange, "index \(index.shown) is out of range: the list has \(list.count) elements")
        case .map(let map):
            if let value = map[index] { return isOptional ? .optional(value) : value }
            if isOptional { return .optional(nil) }
            throw Fault(.noSuchKey, "no such key: \(index.shown)")
        case .optional(let wrapped):
            guard let wrapped else { return .optional(nil) }
            return try element(index, of: wrapped, isOptional: true)
        default: throw Fault(.noSuchOverload, "a \(operand.kind) has no elements")
        }
    }
}

extension Datum {
    /// A scalar as it would be written in an expression, anything else by its kind.
    var shown: String {
        switch self {
        case .string(let value): "'\(value)'"
        // Only what has no text throws, and these have one.
        case .null, .bool, .int, .uint, .double: (try? text()) ?? kind
        default: "a \(kind)"
        }
    }
}
