import Formats

extension Functions {
    static let conversions: [Overload] = [
        .function("dyn", .dyn, to: .dyn) { (values, _) throws(Fault) in values[0] },
        .function("type", .dyn, to: .type) { (values, _) throws(Fault) in .type(values[0].type) },
        .function("bool", .bool, to: .bool) { (values, _) throws(Fault) in values[0] },
        .function("bool", .string, to: .bool) { (values, context) throws(Fault) in
            let text = try values.text(0, &context)
            if ["1", "t", "T", "true", "TRUE", "True"].contains(text) { return .bool(true) }
            if ["0", "f", "F", "false", "FALSE", "False"].contains(text) { return .bool(false) }
            throw Fault(.invalidArgument, "'\(text.shortened)' is neither true nor false")
        },
        .function("int", .int, to: .int) { (values, _) throws(Fault) in values[0] },
        .function("int", .uint, to: .int, toInt),
        .function("int", .double, to: .int, toInt),
        .function("int", .string, to: .int, toInt),
        .function("int", .timestamp, to: .int) { (values, _) throws(Fault) in .int(try values.timestamp(0).seconds) },
        .function("uint", .uint, to: .uint) { (values, _) throws(Fault) in values[0] },
        .function("uint", .int, to: .uint, toUInt),
        .function("uint", .double, to: .uint, toUInt),
        .function("uint", .string, to: .uint, toUInt),
        .function("double", .double, to: .double) { (values, _) throws(Fault) in values[0] },
        .function("double", .int, to: .double, toDouble),
        .function("double", .uint, to: .double, toDouble),
        .function("double", .string, to: .double, toDouble),
        .function("string", .bool, to: .string, toText), .function("string", .int, to: .string, toText),
        .function("string", .uint, to: .string, toText), .function("string", .double, to: .string, toText),
        .function("string", .string, to: .string, toText), .function("string", .bytes, to: .string, toText),
        .function("string", .timestamp, to: .string, toText), .function("string", .duration, to: .string, toText),
        .function("string", .url, to: .string, toText), .function("string", .ip, to: .string, toText),
        .function("string", .cidr, to: .string, toText),
        .function("bytes", .bytes, to: .bytes) { (values, _) throws(Fault) in values[0] },
        .function("bytes", .string, to: .bytes) { (values, context) throws(Fault) in
            .bytes(Array(try values.text(0, &context).utf8))
        },
        .function("base64.encode", .bytes, to: .string) { (values, context) throws(Fault) in
            let bytes = try values.bytes(0)
            try context.charge(bytes: bytes.count)
            return .string(Base64.encode(bytes))
        },
        .function("base64.decode", .string, to: .bytes) { (values, context) throws(Fault) in
            let text = try values.text(0, &context)
            // cel-go allows it to be missing.
            guard let bytes = Base64.decode(text, requiresPadding: false) else {
                throw Fault(.invalidArgument, "the text is not base64")
            }
            return .bytes(bytes)
        },
    ]

    private static func toText(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        try context.charge(for: values[0])
        return .string(try values[0].text())
    }

    private static func toInt(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        try context.charge(for: values[0])
        switch values[0] {
        case .uint(let value):
            guard let whole = Int64(exactly: value) else { throw outOfRange("int") }
            return .int(whole)
        case .double(let value):
            // Both ends are left out, as cel-go does: near them a double is not exact.
            guard value > -0x1p63, value < 0x1p63 else { throw outOfRange("int") }
            return .int(Int64(value))
        case .string(let text):
            guard let whole = Int64(text) else { throw notA("int", text) }
            return .int(whole)
        default: return values[0]
        }
    }

    private static func toUInt(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        try context.charge(for: values[0])
        switch values[0] {
        case .int(let value):
            guard let whole = UInt64(exactly: value) else { throw outOfRange("uint") }
            return .uint(whole)
        case .double(let value):
            guard value >= 0, value < 0x1p64 else { throw outOfRange("uint") }
            return .uint(UInt64(value))
        case .string(let text):
            guard text.utf8.first.map(Lexer.isDigit) == true, let whole = UInt64(text) else {
                throw notA("uint", text)
            }
            return .uint(whole)
        default: return values[0]
        }
    }

    private static func toDouble(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        try context.charge(for: values[0])
        switch values[0] {
        case .int(let value): return .double(Double(value))
        case .uint(let value): return .double(Double(value))
        case .string(let text):
            guard let number = Double(text) else { throw notA("double", text) }
            return .double(number)
        default: return values[0]
        }
    }

    private static func outOfRange(_ type: String) -> Fault {
        Fault(.overflow, "the number is outside the range of \(type)")
    }

    private static func notA(_ type: String, _ text: String) -> Fault {
        Fault(.invalidArgument, "'\(text.shortened)' is not a number of type \(type)")
    }
}
