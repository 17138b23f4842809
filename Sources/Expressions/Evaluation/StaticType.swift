/// The types that the checker and `type()` know; lists and maps have elements of any type.
enum StaticType: String, Sendable, Hashable {
    case dyn
    case null = "null_type"
    case bool, int, uint, double, string, bytes, list, map, type
    case timestamp = "google.protobuf.Timestamp"
    case duration = "google.protobuf.Duration"
    case optional = "optional_type"
    case quantity = "kubernetes.Quantity"
    case version = "kubernetes.Semver"
    case url = "kubernetes.URL"

    /// Whether a value of this type may be one of `other`, as far as the text tells.
    func fits(_ other: StaticType) -> Bool { self == other || self == .dyn || other == .dyn }

    /// As messages and docs/cel.md name it.
    var shown: String {
        switch self {
        case .dyn: "any"
        case .null: "null"
        case .optional: "optional"
        default: rawValue.split(separator: ".").last.map { $0.lowercased() } ?? rawValue
        }
    }

    var isNumber: Bool { self == .int || self == .uint || self == .double }

    /// A type named by one word in an expression, unless a variable has its name.
    init?(word: String) {
        let words: [String: StaticType] = [
            "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes,
            "list": .list, "map": .map, "type": .type, "null_type": .null, "optional_type": .optional,
        ]
        guard let type = words[word] else { return nil }
        self = type
    }

    init?(qualified name: String) {
        guard name.contains("."), let type = StaticType(rawValue: name) else { return nil }
        self = type
    }
}
