/// `len`, `index` and `slice` of text/template.
enum Collections {
    static func length(_ value: TemplateValue) throws(TemplateError) -> Int {
        if let length = value.length { return length }
        if value.isNil { throw .call("len of nil pointer") }
        throw .call("len of type \(value.typeName)")
    }

    static func index(
        _ value: TemplateValue, _ indexes: ArraySlice<TemplateValue>
    ) throws(TemplateError) -> TemplateValue {
        if value.isNil { throw .call("index of untyped nil") }
        var value = value
        for index in indexes {
            switch value {
            case .nil: throw .call("index of nil pointer")
            case .map(let map):
                guard let key = try key(index) else { return map.element.zero }
                value = map[key] ?? map.element.zero
            case .list(let elements): value = elements[try position(index, elements.count)]
            case .typedList(let list): value = list.elements[try position(index, list.elements.count)]
            case .bytes(let bytes): value = byte(bytes[try position(index, bytes.count)])
            case .string(let text), .number(let text):
                let bytes = Array(text.utf8)
                value = byte(bytes[try position(index, bytes.count, "string")])
            case .rawString(let bytes): value = byte(bytes[try position(index, bytes.count, "string")])
            default: throw .call("can't index item of type \(value.typeName)")
            }
        }
        return value
    }

    private static func byte(_ byte: UInt8) -> TemplateValue { .integer(TypedInteger(.uint8, bits: Int64(byte))) }

    private static func key(_ value: TemplateValue) throws(TemplateError) -> String? {
        switch value {
        case .string(let text): return text
        case .rawString: return value.text
        case .nil: throw .call("value is nil; should be of type string")
        default: throw .call("value has type \(value.typeName); should be string")
        }
    }

    private static func position(
        _ index: TemplateValue, _ count: Int, _ kind: String = "slice"
    ) throws(TemplateError) -> Int {
        let position = try number(index)
        guard position >= 0, position < count else {
            // Go's own check lets the length itself pass, and its reflection then panics.
            throw .call(
                position == Int64(count) ? "reflect: \(kind) index out of range" : "index out of range: \(position)")
        }
        return Int(position)
    }

    private static func number(_ index: TemplateValue) throws(TemplateError) -> Int64 {
        if index.isNil { throw .call("cannot index slice/array with nil") }
        if let number = index.signedInteger { return number }
        if let number = index.unsignedInteger { return Int64(clamping: number) }
        throw .call("cannot index slice/array with type \(index.typeName)")
    }

    static func slice(_ value: TemplateValue, _ indexes: [TemplateValue]) throws(TemplateError) -> TemplateValue {
        if value.isNil { throw .call("slice of untyped nil") }
        if indexes.count > 3 { throw .call("too many slice indexes: \(indexes.count)") }
        guard let count = value.length, value.kind == .string || value.kind == .slice else {
            throw .call("can't slice item of type \(value.typeName)")
        }
        if value.kind == .string, indexes.count == 3 { throw .call("cannot 3-index slice a string") }
        var bounds = [0, count, count]
        for (place, index) in indexes.enumerated() {
            let number = try number(index)
            guard number >= 0, number <= Int64(count) else { throw .call("index out of range: \(number)") }
            bounds[place] = Int(number)
        }
        if bounds[0] > bounds[1] { throw .call("invalid slice index: \(bounds[0]) > \(bounds[1])") }
        if bounds[1] > bounds[2] { throw .call("invalid slice index: \(bounds[1]) > \(bounds[2])") }
        let range = bounds[0]..<bounds[1]
        switch value {
        case .list(let elements): return .list(Array(elements[range]))
        case .typedList(let list): return .typedList(TypedList(list.element, Array(list.elements[range])))
        case .bytes(let bytes): return .bytes(Array(bytes[range]))
        default: return TemplateValue(bytes: (value.stringBytes ?? [])[range])
        }
    }
}
