import Formats
import Value

enum Tag {
    static let prefix = "tag:yaml.org,2002:"
    static let merge = prefix + "merge"
}

extension Composer {
    func composeScalar() throws(YAMLError) -> Node {
        let position = parser.position
        let place = rules.keepsMarks ? Place(line: position.line + 1, column: position.column + 1) : nil
        guard let tag = parser.tag else {
            return Node(
                value: parser.withScalar { parser.isPlain ? Self.value(of: $0) : .string(Self.text($0)) }, place: place)
        }
        return Node(value: try taggedScalar(tag, at: position), place: place)
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func value(of text: UnsafeBufferPointer<UInt8>) -> Value {
        switch ScalarResolver.resolve(text) {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .unsigned(let value): .number(String(value))
        case .float(let value): .float(value)
        case .timestamp, .string: .string(Self.text(text))
        }
    }

    /// The tag of what a plain scalar means.
    private static func tag(of scalar: ScalarResolver.Scalar) -> String {
        switch scalar {
        case .null: "!!null"
        case .bool: "!!bool"
        case .integer, .unsigned: "!!int"
        case .float: "!!float"
        case .timestamp: "!!timestamp"
        case .string: "!!str"
        }
    }

    /// A tag must fit what the text means; a tag that YAML does not define leaves a string.
    private func taggedScalar(_ tag: String, at position: EventParser.Position) throws(YAMLError) -> Value {
        let text = parser.withScalar(Self.text)
        let (scalar, value) = parser.withScalar { (ScalarResolver.resolve($0), Self.value(of: $0)) }
        switch (tag.hasPrefix(Tag.prefix) ? String(tag.dropFirst(Tag.prefix.count)) : nil, scalar) {
        case ("bool", .bool), ("int", .integer), ("int", .unsigned), ("float", .float), ("null", .null): return value
        case ("float", .integer(let integer)): return .float(Double(integer))
        case ("timestamp", .timestamp): return .string(text)
        case ("bool", _), ("int", _), ("float", _), ("null", _), ("timestamp", _):
            let name = tag.dropFirst(Tag.prefix.count)
            throw error(.unsupported, "cannot decode \(Self.tag(of: scalar)) `\(text)` as a !!\(name)", at: position)
        case ("binary", _):
            guard let data = Base64.decode(text) else {
                throw error(.unsupported, "the text of a !!binary value is not base64", at: position)
            }
            // JSON strings are text: what is not UTF-8 in the data becomes U+FFFD, as in Go.
            return .string(String(decoding: data, as: UTF8.self))
        default: return .string(text)
        }
    }

    /// The JSON key for a mapping's key: numbers and booleans become text.
    func key(of value: Value, at position: EventParser.Position) throws(YAMLError) -> String {
        switch value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .bool(let flag): return flag ? "true" : "false"
        case .float(let number) where number.isNaN: return ".nan"
        case .float(let number):
            // Upstream narrows keys to 32 bits.
            let narrow = Float(number)
            return narrow.isInfinite ? (narrow < 0 ? "-.inf" : ".inf") : FloatText.general(narrow)
        case .null, .number, .array, .object:
            throw error(
                .unsupported, "a key must be text, a 64-bit number or a boolean, not \(value.typeName)", at: position)
        }
    }

    /// A float after its way through JSON, where a whole number has no fraction.
    func jsonNumber(_ value: Double) throws(YAMLError) -> Value {
        guard value.isFinite else { throw error(.unsupported, "\(value) is not a JSON value") }
        guard value == value.rounded(), value.magnitude < 1e21, !(value == 0 && value.sign == .minus) else {
            return .float(value)
        }
        return Int64(exactly: value).map { .integer($0) } ?? .float(value)
    }
}
