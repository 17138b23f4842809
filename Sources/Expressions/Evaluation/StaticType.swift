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
    case format = "kubernetes.NamedFormat"
    case ip = "net.IP"
    case cidr = "net.CIDR"

    /// Whether a value of this type may be one of `other`, as far as the text tells.
    func fits(_ other: StaticType) -> Bool { self == other || self == .dyn || other == .dyn }

    /// As messages and docs/cel.md name it.
    var shown: String {
        switch self {
        case .dyn: "any"
        case .null: "null"
        case .optional: "optional"
        case .format: "format"
        default: rawValue.split(separator: ".").last.map { $0.lowercased() } ?? rawValue
        }
    }

    var isNumber: Bool { self == .int || self == .uint || self == .double }

    private static let words: [String: StaticType] = [
        "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes,
        "list": .list, "map": .map, "type": .type, "null_type": .null, "optional_type": .optional,
    ]

    /// A type named by one word in an expression, unless a variable has its name; a dot may stand before it.
    init?(word: String) {
        guard let type = Self.words[word.hasPrefix(".") ? String(word.dropFirst()) : word] else { return nil }
        self = type
    }

    init?(qualified name: String) {
        let name = name.hasPrefix(".") ? String(name.dropFirst()) : name
        guard name.contains("."), let type = StaticType(rawValue: name) else { return nil }
        self = type
    }
}
