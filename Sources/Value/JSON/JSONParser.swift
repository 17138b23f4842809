/// Reads JSON text by recursive descent over a byte buffer, which must outlive the parser.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private let rules: JSONRules
    private var index = 0
    private var depth = 0
    private var count = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits, rules: JSONRules) {
        self.bytes = bytes
        self.limits = limits
        self.rules = rules
    }

    /// Reads one value with nothing but white space around it.
    mutating func parseDocument() throws(JSONError) -> Value {
        if bytes.count > limits.maximumSize {
            throw error(.limit, "the text has \(bytes.count) bytes, more than \(limits.maximumSize)", at: 0)
        }
        if bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF { index = 3 }
        skipSpace()
        let value = try parseValue()
        skipSpace()
        if index < bytes.count { throw unexpected("after the value") }
        return value
    }

    // MARK: - Values

    private mutating func parseValue() throws(JSONError) -> Value {
        count += 1
        if count > limits.maximumCount {
            throw error(.limit, "the text holds more than \(limits.maximumCount) values", at: index)
        }
        guard index < bytes.count else { throw truncated("a value") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try parseObject())
        case UInt8(ascii: "["): return .array(try parseArray())
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        default: throw unexpected("where a value should start")
        }
    }

    private mutating func parseArray() throws(JSONError) -> [Value] {
        try enter()
        var elements: [Value] = []
        if try atEnd(of: UInt8(ascii: "]"), "an array") { return elements }
        while true {
            elements.append(try parseValue())
            if try endsAfterElement(UInt8(ascii: "]"), "an array") { return elements }
        }
    }

    private mutating func parseObject() throws(JSONError) -> Object {
        try enter()
        var members = Object()
        if try atEnd(of: UInt8(ascii: "}"), "an object") { return members }
        while true {
            guard index < bytes.count else { throw truncated("an object") }
            guard bytes[index] == UInt8(ascii: "\"") else { throw unexpected("where a key should start") }
            let start = index
            let key = try parseString()
            skipSpace()
            guard index < bytes.count else { throw truncated("an object") }
            guard bytes[index] == UInt8(ascii: ":") else { throw unexpected("where ':' should follow a key") }
            index += 1
            skipSpace()
            let value = try parseValue()
            if !members.insert(value, forKey: key) {
                if rules.rejectsDuplicateKeys {
                    throw error(.duplicateKey, "the key \"\(key)\" occurs twice", at: start)
                }
                members[key] = value
            }
            if try endsAfterElement(UInt8(ascii: "}"), "an object") { return members }
        }
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        if depth > limits.maximumDepth {
            throw error(.limit, "the values nest deeper than \(limits.maximumDepth)", at: index)
        }
        index += 1
        skipSpace()
    }

    /// Whether an empty container ends here.
    private mutating func atEnd(of end: UInt8, _ name: String) throws(JSONError) -> Bool {
        guard index < bytes.count else { throw truncated(name) }
        guard bytes[index] == end else { return false }
        index += 1
        depth -= 1
        return true
    }

    private mutating func endsAfterElement(_ end: UInt8, _ name: String) throws(JSONError) -> Bool {
        skipSpace()
        guard index < bytes.count else { throw truncated(name) }
        if bytes[index] == UInt8(ascii: ",") {
            index += 1
            skipSpace()
            return false
        }
        guard bytes[index] == end else { throw unexpected("where ',' or the end of \(name) should be") }
        index += 1
        depth -= 1
        return true
    }

    private mutating func expect(_ word: StaticString) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        for offset in 0..<length {
            guard index + offset < bytes.count else { throw truncated("\(word)") }
            guard bytes[index + offset] == word.utf8Start[offset] else {
                throw unexpected("where a value should start")
            }
        }
        index += length
    }

    @inline(__always)
    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    // MARK: - Numbers

    private mutating func parseNumber() throws(JSONError) -> Value {
        let start = index
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let digitsStart = index
        var mantissa: UInt64 = 0
        var digitCount = scanDigits(&mantissa)
        if digitCount == 0 { throw index < bytes.count ? unexpected("in a number") : truncated("a number") }
        if digitCount > 1 && bytes[digitsStart] == UInt8(ascii: "0") {
            throw error(.syntax, "a number must not start with 0", at: digitsStart)
        }
        var exponent = 0
        var isWhole = true
        if index < bytes.count && bytes[index] == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            let fractionCount = scanDigits(&mantissa)
            if fractionCount == 0 { throw index < bytes.count ? unexpected("in a number") : truncated("a number") }
            digitCount += fractionCount
            exponent = -fractionCount
        }
        if index < bytes.count && bytes[index] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            exponent += try scanExponent()
        }
        if isWhole && digitCount <= 18 { return .integer(isNegative ? -Int64(mantissa) : Int64(mantissa)) }
        // Up to 2^53 and 10^22 both factors are exact, so one operation rounds correctly.
        if !isWhole && digitCount <= 15 && exponent.magnitude <= 22 {
            let size = exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
            return .float(isNegative ? -size : size)
        }
        let literal = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
        return Value(numberLiteral: literal, isWhole: isWhole)
    }

    private mutating func scanDigits(_ mantissa: inout UInt64) -> Int {
        let start = index
        while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index += 1
        }
        return index - start
    }

    private mutating func scanExponent() throws(JSONError) -> Int {
        index += 1
        var isNegative = false
        if index < bytes.count && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")) {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        let start = index
        var size = 0
        while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
            // Anything this large is out of reach of a double; the literal keeps the rest.
            if size < 1_000_000 { size = size * 10 + Int(digit) }
            index += 1
        }
        if index == start { throw index < bytes.count ? unexpected("in a number") : truncated("a number") }
        return isNegative ? -size : size
    }

    // MARK: - Strings

    private mutating func parseString() throws(JSONError) -> String {
        index += 1
        let start = index
        var combined: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let run = UnsafeBufferPointer(rebasing: bytes[start..<index])
                index += 1
                return combined < 0x80 ? String(decoding: run, as: UTF8.self) : try text(run, at: start)
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
            if byte < 0x20 { throw controlCharacter() }
            combined |= byte
            index += 1
        }
        throw truncated("a string")
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return try unescaped.withUnsafeBufferPointer { run in
                    Result { () throws(JSONError) in try text(run, at: start) }
                }.get()
            case UInt8(ascii: "\\"): try parseEscape(into: &unescaped)
            case 0..<0x20: throw controlCharacter()
            default:
                unescaped.append(byte)
                index += 1
            }
        }
        throw truncated("a string")
    }

    private mutating func parseEscape(into unescaped: inout [UInt8]) throws(JSONError) {
        guard index + 1 < bytes.count else { throw truncated("a string") }
        let escape = bytes[index + 1]
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(escape)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            let unit = try parseHex(at: index + 2)
            index += 6
            unescaped.append(
                contentsOf: UTF8.encode(try scalar(startingWith: unit)) ?? UTF8.encodedReplacementCharacter)
            return
        default: throw error(.syntax, "unknown escape in a string", at: index)
        }
        index += 2
    }

    /// Joins a high surrogate with the low one that must follow it; a lone one becomes U+FFFD.
    private mutating func scalar(startingWith unit: UInt32) throws(JSONError) -> Unicode.Scalar {
        if unit & 0xFC00 == 0xD800, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        {
            let low = try parseHex(at: index + 2)
            if low & 0xFC00 == 0xDC00 {
                index += 6
                return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)) ?? "\u{FFFD}"
            }
        }
        return Unicode.Scalar(unit) ?? "\u{FFFD}"
    }

    private func parseHex(at start: Int) throws(JSONError) -> UInt32 {
        guard start + 4 <= bytes.count else { throw truncated("a string") }
        var unit: UInt32 = 0
        for offset in start..<start + 4 {
            let digit: UInt8
            switch bytes[offset] {
            case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte - UInt8(ascii: "0")
            case let byte where (byte | 0x20) &- UInt8(ascii: "a") < 6: digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: throw error(.syntax, "four hexadecimal digits must follow \\u", at: offset)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    private func text(_ run: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONError) -> String {
        if rules.repairsText { return String(decoding: run, as: UTF8.self) }
        guard let text = String(validating: run, as: UTF8.self) else {
            throw error(.invalidText, "a string is not valid UTF-8", at: start)
        }
        return text
    }

    // MARK: - Errors

    private func controlCharacter() -> JSONError {
        error(.syntax, "a control character in a string must be escaped", at: index)
    }

    private func truncated(_ name: String) -> JSONError {
        error(.truncated, "the text ends inside \(name)", at: bytes.count)
    }

    private func unexpected(_ place: String) -> JSONError {
        guard index < bytes.count else { return truncated("a value") }
        let byte = bytes[index]
        let name =
            byte > 0x20 && byte < 0x7F ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
        return error(.syntax, "unexpected \(name) \(place)", at: index)
    }

    private func error(_ code: JSONError.Code, _ message: String, at offset: Int) -> JSONError {
        var line = 1
        var lineStart = 0
        for place in 0..<min(offset, bytes.count) where bytes[place] == 0x0A {
            line += 1
            lineStart = place + 1
        }
        return JSONError(code: code, message: message, offset: offset, line: line, column: offset - lineStart + 1)
    }
}

private let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]
