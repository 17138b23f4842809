extension GoPrinter {
    /// `fmt.Fprintf`: flags, widths, argument indices and the errors that Go prints in place of values.
    mutating func printf(_ format: [UInt8], _ arguments: [TemplateValue]) {
        var cursor = Cursor(format: format, count: arguments.count)
        while cursor.index < format.count {
            let start = cursor.index
            while cursor.index < format.count, format[cursor.index] != UInt8(ascii: "%") { cursor.index += 1 }
            output += format[start..<cursor.index]
            guard cursor.index < format.count else { break }
            cursor.index += 1
            guard printVerb(&cursor, arguments), output.count <= limit else { return }
        }
        guard !cursor.isReordered, cursor.argument < arguments.count else { return }
        clearFlags()
        output += "%!(EXTRA ".utf8
        for (index, argument) in arguments[cursor.argument...].enumerated() {
            if index > 0 { output += ", ".utf8 }
            if case .nil = argument {
                output += "<nil>".utf8
            } else {
                output += argument.typeName.utf8
                output.append(UInt8(ascii: "="))
                print(argument, verb: UInt32(UInt8(ascii: "v")))
            }
        }
        output.append(UInt8(ascii: ")"))
    }

    /// Where the scan of a format string is.
    private struct Cursor {
        let format: [UInt8]
        let count: Int
        var index = 0
        var argument = 0
        var isReordered = false
        var isGood = true

        var byte: UInt8? { index < format.count ? format[index] : nil }

        mutating func number() -> Int? {
            var value: Int?
            while let byte, (0x30...0x39).contains(byte) {
                if let value, value > GoPrinter.maximumWidth {
                    index = format.count
                    return nil
                }
                value = (value ?? 0) * 10 + Int(byte - 0x30)
                index += 1
            }
            return value
        }

        /// `[n]` before a verb, a width or a precision; true when there was one.
        mutating func argumentIndex() -> Bool {
            guard byte == UInt8(ascii: "[") else { return false }
            isReordered = true
            guard let close = format[index...].firstIndex(of: UInt8(ascii: "]")), close - index >= 2 else {
                isGood = false
                if let close = format[index...].firstIndex(of: UInt8(ascii: "]")) {
                    index = close + 1
                } else {
                    index += 1
                }
                return false
            }
            let text = String(decoding: format[index + 1..<close], as: UTF8.self)
            index = close + 1
            guard let number = Int(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                isGood = false
                return false
            }
            if number >= 1, number <= count {
                argument = number - 1
            } else {
                isGood = false
            }
            return true
        }
    }

    private mutating func flags(_ cursor: inout Cursor) {
        clearFlags()
        while let byte = cursor.byte {
            switch byte {
            case UInt8(ascii: "#"): sharp = true
            case UInt8(ascii: "0"): zero = true
            case UInt8(ascii: "+"): plus = true
            case UInt8(ascii: "-"): minus = true
            case UInt8(ascii: " "): space = true
            default: return
            }
            cursor.index += 1
        }
    }

    /// One verb with what stands before it; false when the format ends within it.
    private mutating func printVerb(_ cursor: inout Cursor, _ arguments: [TemplateValue]) -> Bool {
        flags(&cursor)
        cursor.isGood = true
        var afterIndex = cursor.argumentIndex()
        if cursor.byte == UInt8(ascii: "*") {
            cursor.index += 1
            width = integer(&cursor, arguments)
            if width == nil { output += "%!(BADWIDTH)".utf8 }
            if let negative = width, negative < 0 {
                width = -negative
                minus = true
            }
            afterIndex = false
        } else {
            width = cursor.number()
            if afterIndex, width != nil { cursor.isGood = false }
        }
        if cursor.byte == UInt8(ascii: "."), cursor.index + 1 < cursor.format.count {
            cursor.index += 1
            if afterIndex { cursor.isGood = false }
            afterIndex = cursor.argumentIndex()
            if cursor.byte == UInt8(ascii: "*") {
                cursor.index += 1
                precision = integer(&cursor, arguments)
                if let negative = precision, negative < 0 { precision = nil }
                if precision == nil { output += "%!(BADPREC)".utf8 }
                afterIndex = false
            } else {
                precision = cursor.number() ?? 0
            }
        }
        if !afterIndex { afterIndex = cursor.argumentIndex() }
        guard cursor.index < cursor.format.count else {
            output += "%!(NOVERB)".utf8
            return false
        }
        let (rune, size) = UTF8Scan.rune(cursor.format, at: cursor.index)
        cursor.index += size
        let verb = rune.value
        if verb == UInt32(UInt8(ascii: "%")) {
            output.append(UInt8(ascii: "%"))
        } else if !cursor.isGood {
            report(verb, "(BADINDEX)")
        } else if cursor.argument >= arguments.count {
            report(verb, "(MISSING)")
        } else {
            if verb == UInt32(UInt8(ascii: "v")) {
                (sharpV, sharp) = (sharp, false)
                (plusV, plus) = (plus, false)
            }
            print(arguments[cursor.argument], verb: verb)
            cursor.argument += 1
        }
        return true
    }

    private mutating func report(_ verb: UInt32, _ what: String) {
        output += "%!".utf8
        appendRune(verb)
        output += what.utf8
    }

    /// The value of `*`, an argument that must be an integer of moderate size.
    private func integer(_ cursor: inout Cursor, _ arguments: [TemplateValue]) -> Int? {
        guard cursor.argument < arguments.count else { return nil }
        let value = arguments[cursor.argument]
        cursor.argument += 1
        let number = value.signedInteger ?? value.unsignedInteger.flatMap { Int64(exactly: $0) }
        guard let number, abs(number) <= Int64(Self.maximumWidth) else { return nil }
        return Int(number)
    }
}
