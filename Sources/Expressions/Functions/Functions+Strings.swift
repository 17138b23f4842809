extension Functions {
    static let strings: [Overload] = [
        .function("size", .string, to: .int, size), .method("size", .string, to: .int, size),
        .function("size", .bytes, to: .int, size), .method("size", .bytes, to: .int, size),
        .method("contains", .string, .string, to: .bool) { (values, context) throws(Fault) in
            let (text, part) = (try values.text(0, &context), try values.text(1, &context))
            return .bool(try find(Array(part.utf8), in: Array(text.utf8), from: 0, &context) != nil)
        },
        .method("startsWith", .string, .string, to: .bool) { (values, context) throws(Fault) in
            let (text, part) = (try values.string(0), try values.text(1, &context))
            return .bool(text.utf8.starts(with: part.utf8))
        },
        .method("endsWith", .string, .string, to: .bool) { (values, context) throws(Fault) in
            let (text, part) = (try values.string(0), try values.text(1, &context))
            return .bool(text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8))
        },
        .method("charAt", .string, .int, to: .string) { (values, context) throws(Fault) in
            let text = try scalars(values, &context)
            let index = try place(try values.int(1), in: text)
            return .string(index < text.count ? String(Character(text[index])) : "")
        },
        .method("indexOf", .string, .string, to: .int, indexOf),
        .method("indexOf", .string, .string, .int, to: .int, indexOf),
        .method("lastIndexOf", .string, .string, to: .int, lastIndexOf),
        .method("lastIndexOf", .string, .string, .int, to: .int, lastIndexOf),
        .method("lowerAscii", .string, to: .string) { (values, context) throws(Fault) in
            try mapBytes(values, &context) { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
        },
        .method("upperAscii", .string, to: .string) { (values, context) throws(Fault) in
            try mapBytes(values, &context) { (0x61...0x7A).contains($0) ? $0 - 32 : $0 }
        },
        .method("trim", .string, to: .string) { (values, context) throws(Fault) in
            let text = try scalars(values, &context)
            let start = text.firstIndex { !$0.properties.isWhitespace } ?? text.count
            let end = text.lastIndex { !$0.properties.isWhitespace }.map { $0 + 1 } ?? start
            return .string(String(String.UnicodeScalarView(text[start..<end])))
        },
        .method("reverse", .string, to: .string) { (values, context) throws(Fault) in
            .string(String(String.UnicodeScalarView(try scalars(values, &context).reversed())))
        },
        .method("substring", .string, .int, to: .string, substring),
        .method("substring", .string, .int, .int, to: .string, substring),
        .method("replace", .string, .string, .string, to: .string, replace),
        .method("replace", .string, .string, .string, .int, to: .string, replace),
        .method("split", .string, .string, to: .list, split).inferring(texts),
        .method("split", .string, .string, .int, to: .list, split).inferring(texts),
        .method("join", .list, to: .string, join), .method("join", .list, .string, to: .string, join),
        .method("format", .string, .list, to: .string) { (values, context) throws(Fault) in
            .string(try Format.text(try values.string(0), try values.list(1), &context))
        },
        .function("strings.quote", .string, to: .string) { (values, context) throws(Fault) in
            .string(quoted(try values.text(0, &context, times: 2)))
        },
        .function("jsonpatch.escapeKey", .string, to: .string) { (values, context) throws(Fault) in
            let text = try values.text(0, &context)
            let bytes = text.utf8.flatMap { byte -> [UInt8] in
                byte == UInt8(ascii: "~") ? Array("~0".utf8) : byte == UInt8(ascii: "/") ? Array("~1".utf8) : [byte]
            }
            try context.charge(bytes: bytes.count)
            try context.allow(result: bytes.count)
            return .string(String(decoding: bytes, as: UTF8.self))
        },
    ]

    static func texts(_: [InferredType]) -> InferredType { .list(InferredType(.string)) }

    private static func size(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        if case .bytes(let bytes) = values[0] { return .int(Int64(bytes.count)) }
        return .int(Int64(try values.text(0, &context).unicodeScalars.count))
    }

    private static func scalars(_ values: [Datum], _ context: inout Context) throws(Fault) -> [Unicode.Scalar] {
        try scalars(values, 0, &context)
    }

    private static func scalars(
        _ values: [Datum], _ index: Int, _ context: inout Context
    ) throws(Fault) -> [Unicode.Scalar] {
        Array(try values.text(index, &context).unicodeScalars)
    }

    /// An index of the string or its end.
    private static func place(_ index: Int64, in text: [Unicode.Scalar]) throws(Fault) -> Int {
        guard index >= 0, index <= text.count else {
            throw Fault(.indexOutOfRange, "index \(index) is out of range: the string has \(text.count) characters")
        }
        return Int(index)
    }

    private static func mapBytes(
        _ values: [Datum], _ context: inout Context, _ change: (UInt8) -> UInt8
    ) throws(Fault) -> Datum {
        .string(String(decoding: try values.text(0, &context).utf8.map(change), as: UTF8.self))
    }

    /// Where `part` begins first, at `start` or later.
    private static func find<Element: Equatable>(
        _ part: [Element], in text: [Element], from start: Int, _ context: inout Context
    ) throws(Fault) -> Int? {
        if part.isEmpty { return start }
        var index = start
        while index + part.count <= text.count {
            if text[index] == part[0] {
                // Only candidates that begin right cost a comparison of the whole part.
                try context.charge(bytes: part.count)
                if text[index..<(index + part.count)].elementsEqual(part) {
                    try context.charge(bytes: index - start)
                    return index
                }
            }
            index += 1
        }
        try context.charge(bytes: max(0, text.count - start))
        return nil
    }

    private static func indexOf(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try scalars(values, &context)
        let start = values.count > 2 ? try place(try values.int(2), in: text) : 0
        let part = try scalars(values, 1, &context)
        return .int(try find(part, in: text, from: start, &context).map { Int64($0) } ?? -1)
    }

    private static func lastIndexOf(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try scalars(values, &context)
        let part = try scalars(values, 1, &context)
        let last = values.count > 2 ? try place(try values.int(2), in: text) : text.count
        if part.isEmpty { return .int(Int64(last)) }
        var index = min(last, text.count - part.count)
        while index >= 0 {
            if text[index] == part[0] {
                try context.charge(bytes: part.count)
                if text[index..<(index + part.count)].elementsEqual(part) { return .int(Int64(index)) }
            }
            index -= 1
        }
        return .int(-1)
    }

    private static func substring(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try scalars(values, &context)
        let start = try place(try values.int(1), in: text)
        let end = values.count > 2 ? try place(try values.int(2), in: text) : text.count
        guard start <= end else {
            throw Fault(.indexOutOfRange, "the substring begins at \(start), after its end at \(end)")
        }
        return .string(String(String.UnicodeScalarView(text[start..<end])))
    }

    private static func replace(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try scalars(values, &context)
        let (old, new) = (try scalars(values, 1, &context), try scalars(values, 2, &context))
        let limit = values.count > 3 ? try values.int(3) : -1
        var result: [Unicode.Scalar] = []
        var index = 0
        var count: Int64 = 0
        while limit < 0 || count < limit {
            try context.charge()
            try context.allow(result: result.count + new.count)
            if old.isEmpty {
                try context.charge(bytes: new.count)
                // Between all characters, at the start and at the end, as Go's strings.Replace.
                result += new
                count += 1
                guard index < text.count else { break }
                result.append(text[index])
                index += 1
                continue
            }
            guard let found = try find(old, in: text, from: index, &context) else { break }
            result += text[index..<found]
            result += new
            try context.charge(bytes: new.count)
            index = found + old.count
            count += 1
        }
        result += text[index...]
        return .string(String(String.UnicodeScalarView(result)))
    }

    private static func split(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try scalars(values, &context)
        let separator = try scalars(values, 1, &context)
        let limit = values.count > 2 ? try values.int(2) : -1
        if limit == 0 { return .list([]) }
        var parts: [Datum] = []
        var start = 0
        func append(_ range: Range<Int>) { parts.append(.string(String(String.UnicodeScalarView(text[range])))) }
        if separator.isEmpty {
            while start < text.count, limit < 0 || parts.count + 1 < limit {
                try context.charge()
                append(start..<(start + 1))
                start += 1
            }
            if start < text.count { append(start..<text.count) }
            return .list(parts)
        }
        while limit < 0 || parts.count + 1 < limit {
            try context.charge()
            guard let found = try find(separator, in: text, from: start, &context) else { break }
            append(start..<found)
            start = found + separator.count
        }
        append(start..<text.count)
        return .list(parts)
    }

    private static func join(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let separator = values.count > 1 ? try values.string(1) : ""
        var result = ""
        for (index, element) in try values.elements(0, &context).enumerated() {
            guard case .string(let text) = element else {
                throw Fault(.noSuchOverload, "join takes a list of strings, found a \(element.kind) in it")
            }
            let size = text.utf8.count + (index > 0 ? separator.utf8.count : 0)
            try context.charge(bytes: size)
            try context.allow(result: result.utf8.count + size)
            if index > 0 { result += separator }
            result += text
        }
        return .string(result)
    }

    private static func quoted(_ text: String) -> String {
        let escapes: [Unicode.Scalar: String] = [
            "\u{7}": "\\a", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{B}": "\\v",
            "\\": "\\\\", "\"": "\\\"",
        ]
        return "\"" + text.unicodeScalars.map { escapes[$0] ?? String(Character($0)) }.joined() + "\""
    }
}
