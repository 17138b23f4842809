extension Datum {
    func select(_ field: String, isOptional: Bool) throws(Fault) -> Datum {
        switch self {
        case .map(let map):
            if let value = map[.string(field)] { return isOptional ? .optional(value) : value }
            if isOptional { return .optional(nil) }
            throw Fault(.noSuchKey, "no such key: \(field)")
        case .optional(let wrapped):
            // A field of an optional is an optional.
            guard let wrapped else { return .optional(nil) }
            return try wrapped.select(field, isOptional: true)
        default:
            throw Fault(.noSuchOverload, "a \(kind) has no field \"\(field)\"")
        }
    }

    func has(_ field: String) throws(Fault) -> Bool {
        switch self {
        case .map(let map): return map[.string(field)] != nil
        case .optional(let wrapped):
            guard let wrapped else { return false }
            return try wrapped.has(field)
        default: throw Fault(.noSuchOverload, "a \(kind) has no field \"\(field)\"")
        }
    }

    func element(_ index: Datum, isOptional: Bool, _ context: inout Context) throws(Fault) -> Datum {
        try context.charge(for: index)
        switch self {
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
            return try wrapped.element(index, isOptional: true, &context)
        default: throw Fault(.noSuchOverload, "a \(kind) has no elements")
        }
    }

    /// What stands behind a question mark must be an optional.
    func wrapped(at offset: Int) throws(Fault) -> Datum? {
        guard case .optional(let wrapped) = self else {
            throw Fault(.noSuchOverload, "expected an optional, found \(kind)", at: offset)
        }
        return wrapped
    }

    /// Values are as deep as expressions may be: what goes through them calls itself for each level.
    func limited(to levels: Int) throws(Fault) -> Datum {
        guard depth <= levels else { throw Fault(.tooDeep, "a value is nested deeper than \(levels) levels") }
        return self
    }

    /// A scalar as it would be written in an expression, anything else by its kind.
    var shown: String {
        switch self {
        case .string(let value): "'\(value.shortened)'"
        // Only what has no text throws, and these have one.
        case .null, .bool, .int, .uint, .double: (try? text()) ?? kind
        default: "a \(kind)"
        }
    }
}
