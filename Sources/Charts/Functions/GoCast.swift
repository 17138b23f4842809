import GoTemplate

/// Values turned into others as Sprig does it, with spf13/cast 1.7 underneath: what does not convert is zero.
enum GoCast {
    static func int64(_ value: TemplateValue) -> Int64 {
        switch value {
        case .int(let number): return Int64(number)
        case .int64(let number): return number
        case .integer(let number): return number.bits
        case .float64(let number): return truncated(number)
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text), .number(let text): return GoNumber.integer(withoutZeroFraction(text), base: 0) ?? 0
        // Months and days of the week convert; durations do not.
        case .object(let object): return (object as? NamedInteger)?.underlying.map(int64) ?? 0
        default: return 0
        }
    }

    static func int(_ value: TemplateValue) -> Int { Int(int64(value)) }

    static func float64(_ value: TemplateValue) -> Double {
        switch value {
        case .int(let number): return Double(number)
        case .int64(let number): return Double(number)
        case .integer(let number):
            return number.kind.isUnsigned ? Double(UInt64(bitPattern: number.bits)) : Double(number.bits)
        case .float64(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text), .number(let text): return GoNumber.float(text) ?? 0
        case .object(let object): return (object as? NamedInteger)?.underlying.map(float64) ?? 0
        default: return 0
        }
    }

    /// Go's conversion on amd64: what does not fit is the least integer.
    private static func truncated(_ number: Double) -> Int64 {
        Int64(exactly: number.rounded(.towardZero)) ?? .min
    }

    /// `1.0` counts as `1`; other fractions stay and do not parse.
    private static func withoutZeroFraction(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var index = bytes.count
        while index > 0, bytes[index - 1] == UInt8(ascii: "0") { index -= 1 }
        guard index > 0, index < bytes.count, bytes[index - 1] == UInt8(ascii: ".") else { return text }
        bytes.removeSubrange((index - 1)...)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Sprig's `strval`: text as it is, bytes as text, anything else as `%v` prints it.
    static func text(_ value: TemplateValue) -> String {
        switch value {
        case .string(let text), .number(let text): text
        case .bytes(let bytes), .rawString(let bytes): String(decoding: bytes, as: UTF8.self)
        default: GoFormat.text(value)
        }
    }

    /// The exact bytes of Sprig's `strval`.
    static func bytes(_ value: TemplateValue) -> [UInt8] {
        switch value {
        case .bytes(let bytes), .rawString(let bytes): bytes
        default: Array(text(value).utf8)
        }
    }

    /// Sprig's `empty`, which differs from a template's truth in nothing that templates hold.
    static func isEmpty(_ value: TemplateValue) -> Bool {
        if case .object(let object) = value, let underlying = object.underlying { return isEmpty(underlying) }
        return !value.isTrue
    }

    /// Sprig's `strslice`: the texts of a list without its nils, or of one value.
    static func texts(_ value: TemplateValue) -> [String] {
        switch value {
        case .nil: []
        case .typedList(let list) where list.element == .string: list.elements.map(text)
        default: value.elements?.compactMap { $0.isNil ? nil : text($0) } ?? [text(value)]
        }
    }

    /// The elements of a list; an error in Sprig's words for anything else.
    static func list(_ value: TemplateValue, _ message: String) throws(TemplateError) -> [TemplateValue] {
        if let elements = value.elements { return elements }
        if value.isNil { throw .nilDereference }
        throw .call("\(message) \(value.kind.rawValue)")
    }
}
