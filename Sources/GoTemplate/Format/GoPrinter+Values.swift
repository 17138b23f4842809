extension GoPrinter {
    /// Prints an argument of a verb.
    mutating func print(_ value: TemplateValue, verb: UInt32) {
        let letter = UInt8(truncatingIfNeeded: verb)
        if case .nil = value {
            if letter == UInt8(ascii: "v") || letter == UInt8(ascii: "T") {
                pad(Array("<nil>".utf8))
            } else {
                badVerb(verb, value)
            }
            return
        }
        if letter == UInt8(ascii: "T") { return pad(Array(value.typeName.utf8)) }
        if letter == UInt8(ascii: "p") {
            switch value.kind {
            case .map, .slice, .ptr, .function: output += "0xc000000000".utf8
            default: badVerb(verb, value)
            }
            return
        }
        printValue(value, verb: verb)
    }

    private mutating func printValue(_ value: TemplateValue, verb: UInt32) {
        guard depth < Self.maximumDepth else {
            output += "…".utf8
            return
        }
        depth += 1
        defer { depth -= 1 }
        switch value {
        case .nil:
            // Whatever the verb, as it stands within something else.
            output += (sharpV ? "interface {}(nil)" : "<nil>").utf8
        case .bool(let flag):
            let letter = UInt8(truncatingIfNeeded: verb)
            if letter == UInt8(ascii: "v") || letter == UInt8(ascii: "t") {
                pad(Array((flag ? "true" : "false").utf8))
            } else {
                badVerb(verb, value)
            }
        case .int(let number):
            integer(UInt64(number.magnitude), isNegative: number < 0, verb: verb, of: value, signed: true)
        case .int64(let number):
            integer(number.magnitude, isNegative: number < 0, verb: verb, of: value, signed: true)
        case .integer(let typed):
            let isNegative = typed.kind.isSigned && typed.bits < 0
            let magnitude = typed.kind.isSigned ? typed.bits.magnitude : UInt64(bitPattern: typed.bits)
            integer(magnitude, isNegative: isNegative, verb: verb, of: value, signed: typed.kind.isSigned)
        case .float64(let number): float(number, verb: verb, of: value)
        case .string(let text), .number(let text): string(Array(text.utf8), verb: verb, of: value)
        case .rawString(let bytes): string(bytes, verb: verb, of: value)
        case .bytes(let bytes): printBytes(bytes, verb: verb, of: value)
        case .list(let elements): printList(elements, value.typeName, verb: verb)
        case .typedList(let list) where list.isNil && sharpV: output += "\(list.typeName)(nil)".utf8
        case .typedList(let list): printList(list.elements, list.typeName, verb: verb)
        case .map(let map): printMap(map, verb: verb)
        case .object(let object): printObject(object, verb: verb)
        case .function: output += "0xc000000000".utf8
        }
    }

    private mutating func printBytes(_ bytes: [UInt8], verb: UInt32, of value: TemplateValue) {
        switch UInt8(truncatingIfNeeded: verb) {
        case UInt8(ascii: "s"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "q"):
            string(bytes, verb: verb, of: value)
        case UInt8(ascii: "v") where isPlain, UInt8(ascii: "d") where isPlain: printPlainBytes(bytes)
        default: printList(value.elements ?? [], sharpV ? "[]byte" : "[]uint8", verb: verb)
        }
    }

    /// `[72 105]`: what `printList` makes of bytes, without a value and a text for each.
    private mutating func printPlainBytes(_ bytes: [UInt8]) {
        output.append(UInt8(ascii: "["))
        output.reserveCapacity(output.count + min(bytes.count * 4, limit))
        for (index, byte) in bytes.enumerated() where output.count <= limit {
            if index > 0 { output.append(0x20) }
            if byte >= 100 { output.append(UInt8(ascii: "0") + byte / 100) }
            if byte >= 10 { output.append(UInt8(ascii: "0") + byte / 10 % 10) }
            output.append(UInt8(ascii: "0") + byte % 10)
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func printList(_ elements: [TemplateValue], _ typeName: String, verb: UInt32) {
        if sharpV { output += typeName.utf8 }
        output.append(sharpV ? UInt8(ascii: "{") : UInt8(ascii: "["))
        for (index, element) in elements.enumerated() where output.count <= limit {
            if index > 0 { output += (sharpV ? ", " : " ").utf8 }
            printValue(element, verb: verb)
        }
        output.append(sharpV ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    private mutating func printMap(_ map: TemplateMap, verb: UInt32) {
        output += (sharpV ? map.type.name + "{" : "map[").utf8
        for (index, key) in map.keys.enumerated() where output.count <= limit {
            if index > 0 { output += (sharpV ? ", " : " ").utf8 }
            printValue(.string(key), verb: verb)
            output.append(UInt8(ascii: ":"))
            printValue(map[key] ?? .nil, verb: verb)
        }
        output.append(sharpV ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    private mutating func printObject(_ object: TemplateObject, verb: UInt32) {
        let letter = UInt8(truncatingIfNeeded: verb)
        if !sharpV, !isErroring, "vsxXq".utf8.contains(letter), let text = object.stringer {
            return string(Array(text.utf8), verb: verb, of: .object(object))
        }
        if let underlying = object.underlying { return printNamed(underlying, of: object, verb: verb) }
        if object.type.kind == .ptr {
            guard depth == 1 else {
                output += "0xc000000000".utf8
                return
            }
            output.append(UInt8(ascii: "&"))
        }
        if sharpV { output += object.type.name.drop { $0 == "*" }.utf8 }
        output.append(UInt8(ascii: "{"))
        for (index, field) in object.fields.enumerated() where output.count <= limit {
            if index > 0 { output += (sharpV ? ", " : " ").utf8 }
            if plusV || sharpV { output += "\(field.name):".utf8 }
            printValue(field.value, verb: verb)
        }
        output.append(UInt8(ascii: "}"))
    }

    /// A named number such as a duration, whose name a verb that does not fit gives.
    private mutating func printNamed(_ underlying: TemplateValue, of object: TemplateObject, verb: UInt32) {
        if case .int64(let number) = underlying {
            return integer(number.magnitude, isNegative: number < 0, verb: verb, of: .object(object), signed: true)
        }
        printValue(underlying, verb: verb)
    }

    /// `%!verb(type=value)`: the verb does not fit the value.
    mutating func badVerb(_ verb: UInt32, _ value: TemplateValue) {
        isErroring = true
        output += "%!".utf8
        appendRune(verb)
        output.append(UInt8(ascii: "("))
        if case .nil = value {
            output += "<nil>".utf8
        } else {
            output += value.typeName.utf8
            output.append(UInt8(ascii: "="))
            print(value, verb: UInt32(UInt8(ascii: "v")))
        }
        output.append(UInt8(ascii: ")"))
        isErroring = false
    }

    mutating func appendRune(_ code: UInt32) {
        output += String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8
    }
}
