/// A type as far as the text tells it, with the types of what it holds.
struct InferredType: Sendable, Hashable, CustomStringConvertible {
    let type: StaticType
    /// Of a list its elements', of a map its keys' and its values', of an optional its value's.
    let parameters: [InferredType]
    /// False of what nothing is said about yet, such as the elements of an empty list: it takes any other type.
    let isBound: Bool
    private let depth: Int

    /// Types within types; what is deeper is any.
    private static let maximumDepth = 32

    static let dyn = InferredType(.dyn, [], isBound: true)
    static let unbound = InferredType(.dyn, [], isBound: false)

    /// What a list, a map or an optional holds is any.
    init(_ type: StaticType) {
        let count = [StaticType.list: 1, .optional: 1, .map: 2][type] ?? 0
        self.init(type, Array(repeating: Self.dyn, count: count), isBound: true)
    }

    private init(_ type: StaticType, _ parameters: [InferredType], isBound: Bool) {
        self.type = type
        self.parameters = parameters
        self.isBound = isBound
        depth = 1 + (parameters.map(\.depth).max() ?? 0)
    }

    private static func holding(_ type: StaticType, _ parameters: [InferredType]) -> InferredType {
        InferredType(type, parameters.map { $0.depth < maximumDepth ? $0 : .dyn }, isBound: true)
    }

    static func list(_ element: InferredType) -> InferredType { holding(.list, [element]) }
    static func map(_ key: InferredType, _ value: InferredType) -> InferredType { holding(.map, [key, value]) }
    static func optional(_ value: InferredType) -> InferredType { holding(.optional, [value]) }

    /// What is read out of it: of a list or an optional what it holds, of a map the value.
    var content: InferredType { parameters.last.map { $0.isBound ? $0 : .dyn } ?? .dyn }

    /// What a loop with one variable goes through: a map's keys.
    var item: InferredType { type == .map ? parameters.first ?? .dyn : content }

    /// The one type that covers both: a value that is one of two, or an element of a list that holds both.
    func joined(with other: InferredType) -> InferredType {
        if self == other || !other.isBound { return self }
        if !isBound { return other }
        if type == other.type {
            return Self.holding(type, zip(parameters, other.parameters).map { $0.joined(with: $1) })
        }
        // Null may stand for a value of a type that has no JSON of its own.
        if type == .null, other.isNullable { return other }
        if other.type == .null, isNullable { return self }
        return .dyn
    }

    private var isNullable: Bool {
        switch type {
        case .optional, .timestamp, .duration, .quantity, .version, .url, .format, .ip, .cidr: true
        case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .list, .map, .type: false
        }
    }

    static func joined(_ types: [InferredType]) -> InferredType {
        types.reduce(.unbound) { $0.joined(with: $1) }
    }

    /// Such as "map(string, list(int))"; what is not known is "dyn".
    var description: String {
        if parameters.isEmpty { return type.rawValue }
        return "\(type.rawValue)(\(parameters.map(\.description).joined(separator: ", ")))"
    }
}
