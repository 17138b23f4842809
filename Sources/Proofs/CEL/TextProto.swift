/// A value of protobuf's text format: a word or number, a quoted text, or a message's fields in their order.
enum TextProto: Equatable {
    case word(String)
    case text([UInt8])
    case message([Field])

    struct Field: Equatable {
        /// What stands in brackets is a message's full name.
        var name: String
        var value: TextProto
    }

    subscript(name: String) -> TextProto? { all(name).first }

    func all(_ name: String) -> [TextProto] { fields.filter { $0.name == name }.map(\.value) }

    var fields: [Field] {
        guard case .message(let fields) = self else { return [] }
        return fields
    }

    var string: String? {
        switch self {
        case .word(let word): word
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .message: nil
        }
    }
}
